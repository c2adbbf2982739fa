"""Makes pasted text plain, and tells whether people can read it: no sign is unseen, or turns the direction of others.

What is harmless and comes along by itself is cleaned away before a text is stored, compared or signed; never in a
password or a code, nor in what is signed already. What turns text around, or is a control sign, is refused by name.
"""

import re
import unicodedata
from typing import Final

from hub.store.told import told

ILLEGIBLE: Final = (
    "Texten har tecken som inte går att visa. Ta bort tecken nummer %(place)s (%(sign)s), eller skriv om texten."
)
# Line separators and marks that turn the direction of text, besides the control characters.
_UNFIT: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})
_JOINERS: Final = "\u200c\u200d"  # Persian, Arabic and Indic words need them
# A soft hyphen, a zero-width space, a word joiner and the mark at a file's beginning: nothing is seen of them.
_UNSEEN: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
# What turns the direction of what stands around it, and comes along from Arabic texts and address books: at the edge
# of a text it turns nothing. What overrides it (U+202D, U+202E) comes along from nowhere. A joiner there joins nothing.
_EDGES: Final = f" \n\x1c\x1d\x1e\x1f\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069{_JOINERS}"
_BLANK: Final = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAK: Final = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK"})
# Letters of other alphabets, and the Latin ones that they, or their capitals, look like (UTS 39).
_LOOKS_LIKE: Final = str.maketrans("авеікмнорстухјѕһαβεζηικμνορτυχ", "abeikmhopctyxjshabezhikmnoptyx")
# The only letters that are marks by their compatible form (NFKC): between marks, they would hide a row of them.
_MARKS: Final = str.maketrans("\uff9e\uff9f", "\u3099\u309a")
_VIRAMA: Final = 9  # the combining class of what puts two Indic letters together
_JOINED: Final = frozenset({"AL", "NSM"})  # how letters of Arabic scripts run, and the marks on them
# Marks are put in order by the square of how many stand in a row, and nobody else is answered meanwhile. No script has
# so many on one letter (UAX 15, D4).
_MOST_MARKS: Final = 30
_NO_LETTERS: Final = re.compile(rf"[^\w\s]{{{_MOST_MARKS + 1},}}")


def clean(text: str) -> str:
    """Give the text composed (NFC), with plain blanks and breaks, without what came along unseen, or around it."""
    plain = _BREAK.sub("\n", _BLANK.sub(" ", _UNSEEN.sub("", text)))
    if "\u200c" in plain or "\u200d" in plain:
        plain = "".join(sign for at, sign in enumerate(plain) if sign not in _JOINERS or _joins(plain, at))
    return unicodedata.normalize("NFC", _NO_LETTERS.sub(_unpiled, plain)).strip(_EDGES)


def one_line(text: str) -> str:
    """Clean a text of one line: a break in it, as comes with what is pasted, is a blank, and of several one."""
    return " ".join(clean(text).split())


def is_legible(text: str, *, lines: bool = False) -> bool:
    """`lines` allows line breaks, as they are written or as forms send them."""
    return _first_unfit(text, lines=lines) is None


def illegible(text: str, *, lines: bool = False) -> str:
    """Say of a text that is not legible which sign is to be taken away, and where it stands."""
    at = _first_unfit(text, lines=lines) or 0
    return told(ILLEGIBLE, place=at + 1, sign=f"U+{ord(text[at]):04X}")


def mixes_alphabets(text: str) -> bool:
    """Tell whether one word has letters of several alphabets whose letters look alike."""
    return any(len({_alphabet(sign) for sign in word} & _ALIKE) > 1 for word in re.findall(r"\w+", text))


def skeleton(text: str) -> str:
    """Give what texts have in common that are read as the same: however they are capitalised, spaced or dotted."""
    plain = one_line(unicodedata.normalize("NFKC", one_line(text.translate(_MARKS)))).casefold().translate(_LOOKS_LIKE)
    return plain.rstrip(" .,;:")


def _unpiled(found: re.Match[str]) -> str:
    """Give what is no letter without the marks of a row that is longer than any script has."""
    kept, row = [], 0
    for sign in found[0]:
        parts = unicodedata.normalize("NFD", sign)  # some are two marks, and say only then that they are any
        row = row + len(parts) if unicodedata.combining(parts[0]) else 0
        if row <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _alphabet(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]


def _first_unfit(text: str, *, lines: bool) -> int | None:
    for at, sign in enumerate(text):
        breaks = lines and (sign == "\n" or text[at : at + 2] == "\r\n")
        if not breaks and sign not in _JOINERS and unicodedata.category(sign) in _UNFIT:
            return at
    return None


def _joins(text: str, at: int) -> bool:
    """Tell whether a joiner stands where a script has a use for it (as RFC 5892, A.1 and A.2), or within a picture."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or not after:
        return False
    if _VIRAMA in {unicodedata.combining(before), unicodedata.combining(after)}:
        return True
    runs = unicodedata.bidirectional(before)
    return runs in _JOINED or (text[at] == "\u200d" and unicodedata.category(before) in {"So", "Sk"})
