"""A number that finds an already registered person within one unit, and tells nothing without the provider's key."""

import re
from datetime import date

from keys.providers import BLIND_INDEX, Provider
from keys.sealed import length_prefixed

INDEX_LENGTH = 16
_CENTENARIAN = 100  # from the year in which she turns 100 the separator is '+'
_COORDINATION_DAYS = 60  # a samordningsnummer is told by its day
_WRITTEN = re.compile(r"(?P<century>[0-9]{2})?(?P<date>[0-9]{6})(?P<sign>[-+]?)(?P<end>[0-9A-Z]{4})")


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


def blind_index(provider: Provider, *, installation: str, unit: str, number: str) -> bytes:
    """Index a number that `normalise` gave; the unit is bound in, so that two units never compare theirs."""
    if not re.fullmatch(r"[0-9]{8}[0-9A-Z]{4}", number):
        raise ValueError("not a normalised identity number")
    return provider.mac(BLIND_INDEX, b"hub/bidx/v1" + length_prefixed(installation, unit, number))[:INDEX_LENGTH]


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
