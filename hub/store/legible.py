"""Tells whether people can read a text as it stands: no sign of it is unseen, or turns the direction of the others."""

import unicodedata
from typing import Final

ILLEGIBLE: Final = "Texten har tecken som inte går att visa. Skriv om den."
# Line separators and marks that turn the direction of text, besides the control characters.
_UNFIT: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})
_JOINERS: Final = "\u200c\u200d"  # Persian and Arabic words need them


def is_legible(text: str, *, lines: bool = False) -> bool:
    """`lines` allows line breaks, as they are written or as forms send them."""
    written = text.replace("\r\n", "").replace("\n", "") if lines else text
    return all(sign in _JOINERS or unicodedata.category(sign) not in _UNFIT for sign in written)
