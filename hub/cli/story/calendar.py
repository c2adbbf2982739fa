"""Counts the story's days back from the loading, so that the demo never ages; offices are closed at weekends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from hub.store.days import ZONE, day_of

_SATURDAY: Final = 5
_DAY: Final = re.compile(r"\{T([+-][0-9]+)\}")
_CASE: Final = re.compile(r"\{(P[0-9]{2})\}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """`today` is the Swedish day of the loading."""

    today: date

    @classmethod
    def of(cls, at: int) -> "Calendar":
        return cls(day_of(at))

    def iso(self, days: int) -> str:
        """Give the date so many days after today, before it when negative."""
        return (self.today + timedelta(days=days)).isoformat()

    def instant(self, days_before: int, clock: str) -> int:
        """Give the instant (µs) of a time of day so many days ago."""
        return _instant(self.today - timedelta(days=days_before), clock)

    def office_instant(self, days_before: int, clock: str) -> int:
        """Give the same, moved from a weekend to the Friday before it."""
        day = self.today - timedelta(days=days_before)
        return _instant(day - timedelta(days=max(day.weekday() - _SATURDAY + 1, 0)), clock)

    def fill(self, text: str, numbers: Mapping[str, str]) -> str:
        """Put dates for {T-10} and case numbers for {P01}."""
        dated = _DAY.sub(lambda found: self.iso(int(found[1])), text)
        return _CASE.sub(lambda found: numbers[found[1]], dated)


def _instant(day: date, clock: str) -> int:
    return int(datetime.combine(day, time.fromisoformat(clock), ZONE).timestamp()) * 1_000_000
