"""Reads who is in the story from the files beside this one."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hub.officers.wording import ROLES

DATA: Final = Path(__file__).with_name("data")
Gives = Mapping[str, Sequence[str]]
"""What each source is asked to give: an officer's key (or `participant`) and the categories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One participant and what happens with her; days are counted back from the loading."""

    key: str
    name: str
    language: str
    coach: str
    met: int
    number: str | None = None
    contact: str = ""
    origin: str = "present"
    interpreter: str | None = None
    purpose: str = ""
    collision_check: bool = True
    goal: str = ""
    busy: Sequence[str] = ()
    gives: Gives = field(default_factory=dict)
    later: Gives = field(default_factory=dict)
    again: int | None = None
    exceptions: Sequence[tuple[str, str, str]] = ()  # source, category, reader
    substitutes: Mapping[str, str] = field(default_factory=dict)  # by whom they stand in for
    missing: Mapping[str, str] = field(default_factory=dict)  # whom the directory does not know yet; `at` whose unit
    plans: Sequence[Mapping[str, Any]] = ()
    withdrawn: int | None = None
    declines: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One of the staff, as the officers' file has her."""

    key: str
    email: str
    name: str
    title: str
    role: str
    authority: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by key; `sittings` says on which days an officer works with her cases, `imports` when by a file."""

    officers: Mapping[str, Officer]
    participants: Mapping[str, Participant]
    sittings: Mapping[str, Sequence[int]]
    imports: Mapping[str, int]


def read_cast() -> Cast:
    timetable = _toml("sittings")
    people = {key: Participant(key=key, **told) for key, told in _toml("participants").items()}
    return Cast(_officers(), people, timetable["days"], timetable["imports"])


def data_text(name: str) -> str:
    """Return a file as it is written, with its {T-10} and {P01}."""
    return (DATA / name).read_text(encoding="utf-8")


def slots_of(told: Sequence[str]) -> list[dict[str, object]]:
    """Read "1-5 09:00-13:00" as one weekly time for each of the days."""
    return [slot for one in told for slot in _slots(*one.split())]


def _officers() -> dict[str, Officer]:
    keys = {email: key for key, email in _toml("officers").items()}
    rows = csv.DictReader(data_text("officers.csv").splitlines(), delimiter=";")
    found = (
        Officer(
            key=keys[row["e-post"]],
            email=row["e-post"],
            name=row["namn"],
            title=row["titel"],
            role=ROLES[row["roll"]].value,
            authority=row["organisation"],
        )
        for row in rows
    )
    return {officer.key: officer for officer in found}


def _slots(days: str, times: str) -> list[dict[str, object]]:
    start, end = times.split("-")
    return [{"day": day, "start": start, "end": end} for part in days.split(",") for day in _days(part)]


def _days(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(data_text(f"{name}.toml"))
