"""Weekly times in words, as people write and read them in forms, files and on pages: mån-fre, 09:00, 12,5."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hub.plans.reading import DAYS_IN_WEEK, Unfit

SHORT: Final = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_LONG: Final = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
ALL_DAY: Final = ("00:00", "24:00")
_NUMBERED: Final = tuple(map(str, range(1, DAYS_IN_WEEK + 1)))
_NAMED: Final = (SHORT, _LONG, _NUMBERED)
_BY_NAME: Final = {name: number for names in _NAMED for number, name in enumerate(names, 1)} | {"tor": 4}
# Also as spreadsheets write it: 9:00, 09.00, 09:00:00.
_TIME: Final = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]00)?", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?", re.ASCII)
_DASH: Final = "\N{EN DASH}"
COMMA: Final = ", "


def read_days(text: str) -> list[int]:
    """Read "mån-fre", "tis, tors" or "1-5". Raises Unfit."""
    found: set[int] = set()
    plain = " ".join(text.casefold().split()).replace(_DASH, "-").replace(" -", "-").replace("- ", "-")
    for part in re.split(r"[,\s]+", plain):
        ends = [_day(one) for one in part.split("-", maxsplit=1)]
        if ends[-1] < ends[0]:
            raise Unfit("Dagarna står i fel ordning.")
        found.update(range(ends[0], ends[-1] + 1))
    return sorted(found)


def write_days(days: Sequence[int], names: Sequence[str] = SHORT, comma: str = COMMA) -> str:
    """Write days in order as briefly as people do: mån-fre, or tis, tors; forms read Swedish names back."""
    parts: list[list[int]] = []
    for day in days:
        if parts and day == parts[-1][-1] + 1:
            parts[-1].append(day)
        else:
            parts.append([day])
    return comma.join(_span([names[day - 1] for day in part], comma) for part in parts)


def read_number(text: str) -> int | float:
    """Read 12 or 12,5. Raises Unfit."""
    if not _NUMBER.fullmatch(text):
        raise Unfit("Skriv ett tal, till exempel 12 eller 12,5.")
    value = float(text.replace(",", "."))
    return int(value) if value == int(value) else value


def write_number(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")


def read_times(days: str, start: str, end: str) -> list[dict[str, object]]:
    """Read the same time on each of the days; all three or none. Raises Unfit."""
    if not days and not start and not end:
        return []
    if not (days and start and end):
        raise Unfit("Fyll i dagar, start och slut, eller ingen av dem.")
    return [{"day": day, "start": clock(start), "end": clock(end)} for day in read_days(days)]


def alike(
    slots: Iterable[Mapping[str, Any]], names: Sequence[str] = SHORT, comma: str = COMMA
) -> list[tuple[str, str, str]]:
    """Put days with the same time together: (days, start, end), the earliest first."""
    grouped: dict[tuple[str, str], list[int]] = {}
    for slot in slots:
        grouped.setdefault((slot["start"], slot["end"]), []).append(slot["day"])
    return [
        (write_days(sorted(days), names, comma), *times)
        for times, days in sorted(grouped.items(), key=lambda one: one[0])
    ]


def write_times(slots: Iterable[Mapping[str, Any]], names: Sequence[str], *, comma: str, all_day: str) -> str:
    """Write weekly times on one line, with the days' short names from Monday; a whole day in the words for it."""
    return "; ".join(
        f"{days} {all_day if (start, end) == ALL_DAY else f'{start}{_DASH}{end}'}"
        for days, start, end in alike(slots, names, comma)
    )


def clock(text: str) -> str:
    """Write a time of day as it is kept, 09:00; what is none is left as it is, and refused where slots are read."""
    found = _TIME.fullmatch(text)
    return f"{found[1]:0>2}:{found[2]}" if found else text


def _span(names: Sequence[str], comma: str) -> str:
    first, last = names[0], names[-1]
    pair = 2
    if len(names) == 1:
        return first
    return f"{first}{comma}{last}" if len(names) == pair else f"{first}-{last}"


def _day(word: str) -> int:
    number = _BY_NAME.get(word)
    if number is None:
        raise Unfit("Skriv dagarna som mån, tis, ons, tors, fre, lör, sön; till exempel mån-fre.")
    return number
