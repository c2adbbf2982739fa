"""A case told by what has happened in it: who may read is worked out from the story, and facts are made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from policies.facts import Assignment, Consent, Employment, Facts, Line, Participant, Person, Reader, Row
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Function, Kind, Purpose, ReaderKind

if TYPE_CHECKING:
    from tests.policies.world import Item

Place = tuple[str, str]
Pair = tuple[str, Category]
# A job and what it reads: all of (officer, unit, employment, source, category).
Right = tuple[str, str, str, str, Category]

NORTH: Final = "north"
SOUTH: Final = "south"
FUNCTIONS: Final = {NORTH: Function.CLINICIAN, SOUTH: Function.AF_OFFICER}
SOURCES: Final = (NORTH, SOUTH, PARTICIPANT_SOURCE)
CATEGORIES: Final = (Category.C04, Category.C07)
# What can be given: the employment service writes no care times, and neither does the participant.
GIVABLE: Final[tuple[Pair, ...]] = (
    (NORTH, Category.C04),
    (NORTH, Category.C07),
    (SOUTH, Category.C04),
    (PARTICIPANT_SOURCE, Category.C04),
)
PLACES: Final = tuple((officer, unit) for officer in ("anna", "bo") for unit in FUNCTIONS)


@dataclass
class Job:
    key: str
    place: Place
    begins: int
    ends: int | None = None

    def open(self, at: int) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


@dataclass
class Taking:
    place: Place
    begins: int
    ends: int | None = None


@dataclass
class Version:
    number: int
    signed: int
    begins: int
    ends: int
    jobs: dict[Place, Job]
    reads: set[Place]
    rows: set[Pair]
    excepted: set[tuple[Pair, Place]]
    covers_earlier: bool
    since: dict[tuple[str, Pair], int] = field(default_factory=dict)
    withdrawn: bool = False
    persons_gone: set[Place] = field(default_factory=set)
    rows_gone: set[Pair] = field(default_factory=set)
    accepted_rows: set[Pair] = field(default_factory=set)
    accepted_lines: set[tuple[str, Pair]] = field(default_factory=set)
    declined_rows: set[Pair] = field(default_factory=set)

    def lines(self) -> list[tuple[Place, Pair]]:
        """Persons times rows minus the exceptions; nobody needs a line to her own unit's part."""
        return [
            (place, pair)
            for place in self.jobs
            for pair in sorted(self.rows)
            if place in self.reads and (pair, place) not in self.excepted and pair[0] != place[1]
        ]

    def standing(self) -> set[tuple[str, Pair]]:
        if self.withdrawn:
            return set()
        return {
            (self.jobs[place].key, pair)
            for place, pair in self.lines()
            if place not in self.persons_gone and pair not in self.rows_gone and pair not in self.declined_rows
        }


class History:
    def __init__(self) -> None:
        self.now = 1_000
        self.jobs = [Job("job-otto", ("otto", NORTH), 0)]
        self.takings = [Taking(("otto", NORTH), 0)]
        self.versions: list[Version] = []
        self.items: list[Item] = []
        self.restricted = False

    @property
    def governing(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    def job_at(self, place: Place) -> Job | None:
        return next((job for job in self.jobs if job.place == place and job.open(self.now)), None)

    def sign(self, version: Version) -> None:
        """Let the new version govern alone; a line that stood is carried over with its first signing."""
        before = self.governing
        stood = before.standing() if before else set()
        # Who accepted only what came after has not accepted what was written before.
        no_wider = before is not None and (before.covers_earlier or not version.covers_earlier)
        for place, pair in version.lines():
            key = (version.jobs[place].key, pair)
            version.since[key] = before.since[key] if before and key in stood else version.signed
            if before and no_wider and key in stood and key in before.accepted_lines:
                version.accepted_lines.add(key)
        if before and no_wider and not before.withdrawn:
            version.accepted_rows = (before.accepted_rows - before.declined_rows - before.rows_gone) & version.rows
        self.versions.append(version)

    def reading(self, at: int) -> set[Right]:
        """Work out from the story who reads what at an instant, until now or later if nothing more happens."""
        version = self.governing
        if self.restricted or version is None or version.withdrawn or not version.begins <= at < version.ends:
            return set()
        if at < version.signed:
            return set()
        found: set[Right] = set()
        for place, job in version.jobs.items():
            taken = any(
                each.place == place and each.begins <= at and not (each.ends is not None and at >= each.ends)
                for each in self.takings
            )
            if not (job.open(at) and taken) or place in version.persons_gone:
                continue
            found |= {(*place, job.key, place[1], category) for category in CATEGORIES}
            for pair in GIVABLE:
                needs_acceptance = pair[0] != PARTICIPANT_SOURCE
                accepted = not needs_acceptance or (job.key, pair) in version.accepted_lines
                if (job.key, pair) in version.standing() and accepted:
                    found.add((*place, job.key, *pair))
        return found

    def writing(self) -> set[Right]:
        version = self.governing
        if version is None:
            return set()
        own = {right for right in self.reading(self.now) if right[1] == right[3]}
        ready = version.accepted_rows - version.rows_gone - version.declined_rows
        return {right for right in own if (right[3], right[4]) in ready}

    def facts(self, job: Job, at: int, consent: Consent | None) -> Facts:
        officer, unit = job.place
        takings = [each for each in self.takings if each.place == job.place]
        taking = next((each for each in reversed(takings) if each.begins <= at), None)
        return Facts(
            at=at,
            participant=Participant("dana", self.now if self.restricted else None, None),
            reader=Reader(
                ReaderKind.OFFICER,
                officer,
                unit,
                Employment(job.key, officer, unit, FUNCTIONS[unit], job.begins, job.ends),
                None,
            ),
            consent=consent,
            assignment=Assignment(officer, unit, taking.begins, taking.ends) if taking else None,
            coach=None,
            own_ground=False,
            replaced=None,
        )

    def consent(self) -> Consent | None:
        version = self.governing
        if version is None:
            return None
        return Consent(
            id=f"consent-{version.number}",
            version=version.number,
            kind=Kind.COOPERATION,
            signed_at=version.signed,
            valid_from=version.begins,
            valid_to=version.ends,
            withdrawn_at=self.now if version.withdrawn else None,
            purposes=(Purpose.COORDINATE_PLANS,),
            collision_check=False,
            persons=tuple(
                Person(
                    f"{place}", *place, job.key, place in version.reads, self._when(place in version.persons_gone), None
                )
                for place, job in version.jobs.items()
            ),
            rows=tuple(self._row(version, pair) for pair in sorted(version.rows)),
            lines=tuple(self._line(version, place, pair) for place, pair in version.lines()),
        )

    def _row(self, version: Version, pair: Pair) -> Row:
        return Row(
            id=f"{pair}",
            source=pair[0],
            source_function=FUNCTIONS.get(pair[0], Function.NONE),
            category=pair[1],
            accepted_at=self._when(pair in version.accepted_rows),
            declined_at=self._when(pair in version.declined_rows),
            withdrawn_at=self._when(pair in version.rows_gone),
        )

    def _line(self, version: Version, place: Place, pair: Pair) -> Line:
        key = (version.jobs[place].key, pair)
        return Line(
            id=f"{key}",
            row=f"{pair}",
            person=f"{place}",
            officer=place[0],
            unit=place[1],
            employment=key[0],
            source=pair[0],
            category=pair[1],
            since=version.since[key],
            covers_earlier=version.covers_earlier,
            accepted_at=self._when(key in version.accepted_lines),
            declined_at=None,
            withdrawn_at=None,
        )

    def _when(self, happened: bool) -> int | None:
        return self.now if happened else None
