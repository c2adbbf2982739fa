"""Makes a participant's sign-in name: three Swedish words and four digits, which say nothing of her."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

_WORDS: Final = tuple(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())
_BYTES: Final = 256  # one byte chooses one word, each as likely as the next


def new_name(random: Callable[[int], bytes]) -> str:
    """About 37 random bits: also her name has to be guessed before her code can be."""
    if len(set(_WORDS)) != _BYTES:
        raise ValueError("words.txt must hold 256 different words")
    words = [_WORDS[byte] for byte in random(3)]
    number = int.from_bytes(random(4), "big") % 10_000
    return "-".join([*words, f"{number:04d}"])


def words_of(content: bytes) -> tuple[str, ...]:
    """Give one word a byte, always the same: for codes that are read from paper."""
    return tuple(_WORDS[byte] for byte in content)
