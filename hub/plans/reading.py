"""Reads single values of a form, a JSON body or a file; each says in Swedish what is wrong and how to mend it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from hub.store.legible import clean, illegible, is_legible, one_line
from hub.store.told import told

Reader: TypeAlias = Callable[[object], object]

MOST_SLOTS: Final = 50
FIRST_YEAR: Final = 1900
HOURS_IN_WEEK: Final = 168
DAYS_IN_WEEK: Final = 7
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# Who wrote 2027-02-29 did write as is asked for; 11/29/2026 has no such day either, and is written in another way.
_NO_SUCH_DAY: Final = "Den dagen finns inte i kalendern. Skriv datum som ÅÅÅÅ-MM-DD."
_CLOCK: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)
ENDS_LATER: Final = (
    "Sluttiden ska vara efter starttiden. Går tiden över midnatt skriver du två: till 00:00, och från 00:00 nästa dag."
)
SAY_CLOCK: Final = "Skriv klockslag som 09:00."
MIDNIGHT: Final = "24:00"  # at which a day ends
_FACE_OF_MIDNIGHT: Final = "00:00"  # as clocks show it, and all that a browser's field for a time can hold
_NAMES_OF_SLOT: Final = frozenset({"day", "start", "end"})


class Unfit(ValueError):  # noqa: N818 - what the value is
    """A value that cannot be taken; its text is for the person who typed it and never repeats the value."""

    def __str__(self) -> str:
        said: str = self.args[0]  # given back as it is: one that knows its pattern keeps it
        return said


def text(most: int, *, lines: bool = False) -> Reader:
    """Read at most `most` characters; `lines` allows line breaks."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise Unfit("Skriv text.")
        plain = clean(value) if lines else one_line(value)
        if len(plain) > most:
            raise Unfit(told("Skriv högst %(most)s tecken.", most=most))
        if not is_legible(plain, lines=lines):
            raise Unfit(illegible(plain, lines=lines))
        return plain

    return read


def word(words: type[StrEnum]) -> Reader:
    known = frozenset(words)

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in known:
            raise Unfit("Välj ett av alternativen.")
        return str(words(value))

    return read


def yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unfit("Svara ja eller nej.")
    return value


def day(value: object) -> str:
    """Read a date as YYYY-MM-DD and give it back the same."""
    if not isinstance(value, str):
        raise Unfit("Skriv datum som ÅÅÅÅ-MM-DD.")
    try:
        read = date.fromisoformat(value)
    except ValueError:
        raise Unfit(_NO_SUCH_DAY if _DAY.fullmatch(value) else "Skriv datum som ÅÅÅÅ-MM-DD.") from None
    if read.isoformat() != value:
        raise Unfit("Skriv datum som ÅÅÅÅ-MM-DD.")
    return value


def planned_day(value: object) -> str:
    """Read a day of a plan: a browser's field makes the year 0026 of 26."""
    said = day(value)
    if date.fromisoformat(said).year < FIRST_YEAR:
        raise Unfit("Skriv årtalet med alla fyra siffror.")
    return said


def hours(value: object) -> int | float:
    """Read hours a week, in steps of a quarter."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= HOURS_IN_WEEK:
        raise Unfit(told("Skriv ett antal timmar mellan 0,25 och %(most)s.", most=HOURS_IN_WEEK))
    if value * 4 != int(value * 4):
        raise Unfit("Skriv timmar i hela kvartar, till exempel 12,5.")
    return int(value) if value == int(value) else float(value)


def percent(value: object) -> int:
    whole = 100
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= whole:
        raise Unfit("Skriv procenten som ett helt tal mellan 1 och 100.")
    return value


def slots(value: object) -> list[dict[str, int | str]]:
    """Read weekly times: {"day": 1 to 7, "start": "09:00", "end": "13:00"}, sorted and without repeats."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise Unfit("Skriv tiderna som dag, start och slut.")
    if len(value) > MOST_SLOTS:
        raise Unfit(told("Skriv högst %(most)s tider.", most=MOST_SLOTS))
    read = {_slot(one) for one in value}
    return [{"day": on, "start": start, "end": end} for on, start, end in sorted(read)]


def is_clock(text: str) -> bool:
    return _CLOCK.fullmatch(text) is not None


def _slot(value: object) -> tuple[int, str, str]:
    if not isinstance(value, Mapping) or set(value) != _NAMES_OF_SLOT:
        raise Unfit("Skriv tiderna som dag, start och slut.")
    on, start, end = value["day"], value["start"], value["end"]
    if isinstance(on, bool) or not isinstance(on, int) or not 1 <= on <= DAYS_IN_WEEK:
        raise Unfit("Dagen ska vara 1 (måndag) till 7 (söndag).")
    if not (isinstance(start, str) and isinstance(end, str) and is_clock(start) and is_clock(end)):
        raise Unfit(SAY_CLOCK)
    end = MIDNIGHT if end == _FACE_OF_MIDNIGHT else end
    if start >= end:
        raise Unfit(ENDS_LATER)
    return on, start, end
