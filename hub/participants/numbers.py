"""Reads an identity number, and says which may be registered: an adult's, a test number only in the demo."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from hub.store.errors import Invalid
from hub.store.ground import Settings

FIELD: Final = "identity_number"
_CENTENARIAN: Final = 100  # from the year in which she turns 100 the separator is '+'
_COORDINATION_DAYS: Final = 60  # a samordningsnummer is told by its day
_WRITTEN: Final = re.compile(r"(?P<century>[0-9]{2})?(?P<date>[0-9]{6})(?P<sign>[-+]?)(?P<end>[0-9A-Z]{4})")
# Skatteverket's published test numbers, those that domain page 4.1 lists; they belong to nobody.
TEST_NUMBERS: Final = frozenset(Path(__file__).with_name("demo_numbers.txt").read_text(encoding="ascii").split())


def normalise(number: str, *, today: date) -> str | None:
    """Twelve characters (YYYYMMDD and four), or None for what is no personnummer, samordningsnummer or reservnummer.

    A reservnummer has at least one letter among the last four and no check digit. Digits of other scripts are refused.
    """
    written = _WRITTEN.fullmatch(number.strip(" ").upper()) if number.isascii() else None
    if written is None:
        return None
    end = written["end"]
    if end.isdecimal() and not _luhn(written["date"] + end):
        return None
    day = _full_date(written["century"], written["date"], written["sign"], today)
    if day is None or (day[1] and not end.isdecimal()):
        return None
    return day[0] + end


def check(normalised: str | None, *, settings: Settings, today: date, minimum_age: int) -> str:
    """Return the number. Raises Invalid without repeating it; what it says depends on nothing that is stored."""
    if normalised is None:
        raise _invalid("Numret är inte ett personnummer, samordningsnummer eller reservnummer. Skriv ÅÅÅÅMMDD-NNNN.")
    if settings.demo and normalised not in TEST_NUMBERS:
        raise _invalid("I demon går det bara att använda Skatteverkets testpersonnummer. Skriv aldrig ett riktigt här.")
    if not settings.demo and normalised in TEST_NUMBERS:
        raise _invalid("Numret är ett testpersonnummer och kan inte användas här.")
    if _age(normalised, today) < minimum_age:
        raise _invalid(f"Personen har inte fyllt {minimum_age} år. Tjänsten är bara för vuxna.")
    return normalised


def _age(normalised: str, today: date) -> int:
    year, month, day = int(normalised[:4]), int(normalised[4:6]), int(normalised[6:8])
    if day > _COORDINATION_DAYS:
        day -= _COORDINATION_DAYS
    return today.year - year - ((today.month, today.day) < (month, day))


def _invalid(sentence: str) -> Invalid:
    return Invalid({FIELD: [sentence]})


def _full_date(century: str | None, written: str, sign: str, today: date) -> tuple[str, bool] | None:
    """Eight digits as written, and whether the day is a samordningsnummer's."""
    day = int(written[4:])
    coordination = day > _COORDINATION_DAYS
    real_day = day - _COORDINATION_DAYS if coordination else day
    for candidate in (f"{today.year // 100:02d}", f"{today.year // 100 - 1:02d}"):
        if century not in {None, candidate}:
            continue
        born = _date(int(candidate + written[:2]), int(written[2:4]), real_day)
        if born is None or born > today:
            continue
        if century or not _wrong_sign(born, sign, today):
            return candidate + written, coordination
    return None


def _wrong_sign(born: date, sign: str, today: date) -> bool:
    return (today.year - born.year >= _CENTENARIAN) != (sign == "+")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _luhn(ten: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
