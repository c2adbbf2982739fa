"""Makes identifiers that say nothing and cannot be guessed."""

from collections.abc import Callable


def new_id(random: Callable[[int], bytes]) -> str:
    return random(16).hex()
