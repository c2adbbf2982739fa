"""How a receipt is said to a person: its first eight signs, which are read aloud and written down in a breath."""

from typing import Final

_SAID: Final = 8
_TOGETHER: Final = 4


def shortened(receipt: str) -> str:
    """Give the beginning of a receipt as people say it; the whole stands on the page, for who is to compare it."""
    said = receipt[:_SAID]
    return " ".join(said[at : at + _TOGETHER] for at in range(0, len(said), _TOGETHER))
