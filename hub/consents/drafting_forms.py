"""Reads the draft's form as it stands, so that every button gives all of it back, and makes the draft of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from werkzeug.datastructures import MultiDict

from hub.consents.reading import read_draft
from hub.grants.finding import Missing
from hub.grants.proposing import NO_PURPOSE, NOBODY, NOTHING, Draft, WantedRow
from hub.grants.versions import Version
from hub.store.days import last_day_of, months_from, said_day
from hub.store.errors import Invalid
from hub.store.legible import one_line
from policies.vocabulary import PARTICIPANT_SOURCE

MONTHS: Final = (3, 6, 12)
_SAID: Final = ("name", "title", "unit", "work_email")
_BETWEEN: Final = "\t"  # of what was said about one proposed person; no field of a form can hold it when typed
_SUBSTITUTE: Final = "substitute."
_NO_LAST_DAY: Final = "Skriv sista dagen, eller välj 3, 6 eller 12 månader."


@dataclass(frozen=True, slots=True)
class DraftForm:
    """The draft as it stands in the form.

    `persons` are "officer:unit", `rows` are "source:category", `left_out` are "source:category:reader" where a reader
    is an officer's id or a work e-mail; `substitutes` are officers by the key of whom they stand in for. `search` and
    `proposal` are what is being typed.
    """

    purposes: tuple[str, ...] = ()
    valid_to: str = ""
    persons: tuple[str, ...] = ()
    gives_only: tuple[str, ...] = ()
    substitutes: tuple[tuple[str, str], ...] = ()
    proposed: tuple[Missing, ...] = ()
    rows: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    search: str = ""
    proposal: Missing | None = None

    @property
    def people(self) -> int:
        """How many persons the participant is asked about."""
        return len(self.persons) + len(self.proposed) + len(self.substitutes)


def draft_form(form: MultiDict[str, str]) -> DraftForm:
    persons = tuple(dict.fromkeys(form.getlist("persons")))
    offered, readers = form.getlist("offered"), set(form.getlist("readers"))
    typed = {name: one_line(form.get(f"proposal.{name}", "")) for name in _SAID}
    return DraftForm(
        purposes=tuple(form.getlist("purposes")),
        valid_to=said_day(form.get("valid_to", "")),
        persons=persons,
        gives_only=tuple(form.getlist("gives_only")),
        substitutes=tuple((key, form[_SUBSTITUTE + key]) for key in persons if form.get(_SUBSTITUTE + key)),
        proposed=tuple(_proposed(form.getlist("proposed"))),
        rows=tuple(form.getlist("rows")),
        left_out=tuple(reader for reader in offered if reader not in readers),
        search=form.get("search", "").strip(),
        proposal=Missing(**typed) if any(typed.values()) else None,
    )


def with_team(typed: DraftForm, team: Version) -> DraftForm:
    """Add whom a version names: visible in the form, and answered by nobody. What it shared stays with its own case."""
    keys = {person.id: f"{person.officer_id}:{person.unit_id}" for person in team.persons if not person.sleeps}
    named = [person for person in team.persons if person.id in keys]
    first = [person for person in named if person.stands_in_for is None]
    substitutes = {
        keys[person.stands_in_for]: person.officer_id
        for person in named
        if person.stands_in_for is not None and person.stands_in_for in keys
    }
    return replace(
        typed,
        persons=_joined(typed.persons, (keys[person.id] for person in first)),
        gives_only=_joined(typed.gives_only, (keys[person.id] for person in first if not person.reads)),
        substitutes=tuple((substitutes | dict(typed.substitutes)).items()),
    )


def begun_with(before: Version, missing: Mapping[str, Missing]) -> DraftForm:
    """Begin with what stands in a signed version, or with all of one unsigned; she answers every question again.

    `missing` are the proposed persons, by the id of the proposal, for whom their units have not answered yet.
    """
    unsigned = before.head.signed_at is None
    persons = tuple(person for person in before.persons if unsigned or person.stands)
    rows = tuple(row for row in before.rows if unsigned or row.stands)
    asleep = {person.id: missing[person.officer_id] for person in persons if person.officer_id in missing}
    ids = {person.id: person.officer_id for person in persons} | {key: one.work_email for key, one in asleep.items()}
    lines = {(line.row_id, line.person_id) for line in before.lines if line.withdrawn_at is None}
    read = before.readers if unsigned else lines
    readers = [person for person in persons if person.reads and person.stands_in_for is None]
    left_out = tuple(
        f"{row.source}:{row.category}:{ids[person.id]}"
        for row in rows
        for person in readers
        if row.source != person.unit_id and (row.id, person.id) not in read
    )
    typed = DraftForm(
        purposes=tuple(before.head.purposes.split()),
        # How long a new version is to last is asked anew; of a text that was only wrong it is kept.
        valid_to=last_day_of(before.head.valid_to).isoformat() if unsigned else "",
        gives_only=tuple(ids[person.id] for person in persons if person.id in asleep and not person.reads),
        proposed=tuple(asleep.values()),
        rows=tuple(f"{row.source}:{row.category}" for row in rows),
        left_out=left_out,
    )
    return with_team(typed, replace(before, persons=persons))


def with_proposal(typed: DraftForm) -> DraftForm:
    """Add the person who is being typed. Raises Invalid when something of her is missing."""
    said = typed.proposal
    missing = [name for name in _SAID if said is None or not getattr(said, name)]
    if said is None or missing:
        raise Invalid({f"proposal.{name}": ["Fyll i namn, titel, enhet och e-post i arbetet."] for name in missing})
    added = replace(said, work_email=said.work_email.lower())
    return replace(typed, proposed=(*typed.proposed, added), proposal=None)


def with_months(typed: DraftForm, months: str, *, today: date) -> DraftForm:
    """Set the last day to so many months from today; what is no such button changes nothing."""
    known = {str(number): number for number in MONTHS}
    return replace(typed, valid_to=months_from(today, known[months]).isoformat()) if months in known else typed


def to_draft(typed: DraftForm, *, at: int, unit: str) -> Draft:
    """Raises Invalid; a page asks for the last day, so that none is left out unseen.

    Who took the only person of a unit out of the form took out what that unit gives: its rows are not even shown then.
    `unit` is the coach's own, which gives without being named.
    """
    if not typed.valid_to:
        # All that is left out is said at once, not the last day first and the rest at the next try.
        said_too = (
            ("persons", typed.people, NOBODY),
            ("rows", typed.rows, NOTHING),
            ("purposes", typed.purposes, NO_PURPOSE),
        )
        raise Invalid({**{field: [say] for field, chosen, say in said_too if not chosen}, "valid_to": [_NO_LAST_DAY]})
    body = {
        "purposes": typed.purposes,
        "valid_to": typed.valid_to,
        "persons": [*_named(typed), *_missing(typed)],
        "rows": [],
    }
    gives = {unit, PARTICIPANT_SOURCE, *(key.rpartition(":")[2] for key in typed.persons)}
    wanted = (value for value in typed.rows if typed.proposed or value.rpartition(":")[0] in gives)
    rows = tuple(_row(value, typed.left_out) for value in wanted)
    return replace(read_draft(body, at=at), rows=rows)


def said(person: Missing) -> str:
    """Give what stands in the form's hidden field for a proposed person."""
    return _BETWEEN.join(getattr(person, name) for name in _SAID)


def _proposed(values: Iterable[str]) -> Iterable[Missing]:
    for value in values:
        parts = value.split(_BETWEEN)
        if len(parts) == len(_SAID):
            yield Missing(*parts)


def _named(typed: DraftForm) -> Iterable[Mapping[str, object]]:
    for key in typed.persons:
        officer, _, unit = key.partition(":")
        yield {"officer": officer, "unit": unit, "reads": key not in typed.gives_only}
    for key, substitute in typed.substitutes:
        replaced, _, unit = key.partition(":")
        yield {"officer": substitute, "unit": unit, "stands_in_for": replaced}


def _missing(typed: DraftForm) -> Iterable[Mapping[str, object]]:
    for person in typed.proposed:
        yield {
            "missing": {name: getattr(person, name) for name in _SAID},
            "reads": person.work_email not in typed.gives_only,
        }


def _row(value: str, left_out: Iterable[str]) -> WantedRow:
    source, _, category = value.rpartition(":")
    without = [reader.removeprefix(f"{value}:") for reader in left_out if reader.startswith(f"{value}:")]
    return WantedRow(source, category, without=tuple(without))


def _joined(some: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*some, *more]))
