"""Reads what a coach or a participant sent, from JSON or a form, into the values of the use cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from hub.consents.evidence import CODE, Signature
from hub.consents.inking import read_drawing
from hub.consents.meeting import check_capacity, read_meeting
from hub.consents.periods import first_instant
from hub.grants.finding import Missing, WantedPerson
from hub.grants.lines import Answers
from hub.grants.proposing import Draft, WantedRow
from hub.grants.withdrawing import Scope
from hub.store.days import day_of, end_of, moment, months_from, read, said_day, written_day
from hub.store.errors import Invalid
from hub.store.legible import one_line
from policies.vocabulary import Kind

_SAY_DAY: Final = "Skriv datum som ÅÅÅÅ-MM-DD."
_SAY_EARLIER: Final = "Ett medgivande gäller högst tolv månader. Välj en tidigare dag."
_SAY_ONE: Final = "Välj en sak att ta tillbaka: allt, en person, en typ av uppgift eller en rad."
_NAMED: Final = {"officer": str, "unit": str | None, "reads": bool, "stands_in_for": str | None}
_MISSING: Final = {"missing": dict, "reads": bool}
_SAID: Final = {"name": str, "title": str, "unit": str, "work_email": str}
_LAST_YEAR: Final = 2199  # what lies later cannot be reckoned with up to the calendar's end


def read_draft(body: Mapping[str, Any], *, at: int) -> Draft:
    """Read a draft; `at` (µs) is when it was sent, from when it holds unless it says otherwise. Raises Invalid."""
    valid_from = _instant("valid_from", body.get("valid_from"), at=at, last=False)
    valid_from = at if valid_from is None else valid_from
    valid_to = _instant("valid_to", body.get("valid_to"), at=at, last=True)
    if valid_to is None:
        valid_to = end_of(months_from(day_of(valid_from), 12))
    purposes = body.get("purposes") or ([body["purpose"]] if body.get("purpose") else [])
    return Draft(
        kind=body.get("kind", Kind.COOPERATION.value),
        purposes=tuple(purposes),
        valid_from=valid_from,
        valid_to=valid_to,
        persons=tuple(_person(place, person) for place, person in enumerate(body["persons"])),
        rows=tuple(_row(row) for row in body["rows"]),
    )


def read_answers(body: Mapping[str, Any]) -> Answers:
    return Answers(
        persons=body["persons"],
        rows=body["rows"],
        exceptions=tuple((exception["row"], exception["person"]) for exception in body["exceptions"]),
        covers_earlier=body["covers_earlier"],
        collision_check=body["collision_check"],
    )


def read_signature(body: Mapping[str, Any]) -> Signature:
    """Read what she signs. Raises Invalid: for another, a drawing that is none, or a method that it is not."""
    check_capacity(body["capacity"])
    signature = Signature(
        digest=body["digest"],
        nonce=body["nonce"],
        answers=read_answers(body),
        interpreter=body.get("interpreter") and one_line(body["interpreter"]),
        typed_name=one_line(body["typed_name"]),
        drawing=read_drawing(body["drawing"]),
        meeting=read_meeting(body["meeting"]) if body["meeting"] is not None else None,
        helps=frozenset(body["reading_helps"]),
    )
    if body["method"] not in {CODE, signature.method}:
        raise Invalid({"method": ["Namnet saknas: skicka typed_name eller drawing."]})
    return signature


def read_withdrawal(body: Mapping[str, Any]) -> tuple[Scope, str | None]:
    """Read exactly one scope and its target. Raises Invalid for none, several, or `whole` that is not true."""
    given = [(scope, body[scope.value]) for scope in Scope if scope.value in body]
    if len(given) != 1:
        raise Invalid({"whole": [_SAY_ONE]})
    scope, target = given[0]
    if scope is Scope.WHOLE:
        if target is not True:
            raise Invalid({"whole": [_SAY_ONE]})
        return scope, None
    return scope, str(target)


def read_days(form: Mapping[str, str]) -> tuple[date, date]:
    """Read the first and the last day of an absence. Raises Invalid, by field."""
    found, faults = {}, {}
    for field in ("first_day", "last_day"):
        try:
            found[field] = written_day(said_day(form.get(field, "")))
        except ValueError:
            faults[field] = ["Välj en dag."]  # by a form, where a day is chosen and not written
    if faults:
        raise Invalid(faults)
    return found["first_day"], found["last_day"]


def _person(place: int, person: Any) -> WantedPerson:
    if isinstance(person, str):
        return WantedPerson(person)
    if _fits(person, _MISSING) and _fits(person["missing"], _SAID):
        said = Missing(**{name: one_line(text) for name, text in person["missing"].items()})
        said = replace(said, work_email=said.work_email.lower())
        return WantedPerson(said.work_email, said.unit, person.get("reads", True), missing=said)
    if not _fits(person, _NAMED):
        raise Invalid({f"persons.{place}": ["Ange en handläggares id, eller officer, unit, reads och stands_in_for."]})
    return WantedPerson(**person)


def _fits(found: Any, known: Mapping[str, Any]) -> bool:
    """Tell whether it has the first field, no field that is unknown, and values of the right kinds."""
    return (
        isinstance(found, dict)
        and next(iter(known)) in found
        and all(key in known and isinstance(value, known[key]) for key, value in found.items())
        and (known is not _SAID or found.keys() == known.keys())
    )


def _row(row: Mapping[str, Any]) -> WantedRow:
    readers: Sequence[str] | None = row.get("readers")
    return WantedRow(row["source"], row["category"], tuple(readers) if readers is not None else None)


def _instant(field: str, value: Any, *, at: int, last: bool) -> int | None:
    if value is None or value == "":
        return None
    try:
        said = read(value)
        if (said if isinstance(said, date) else moment(said)).year > _LAST_YEAR:
            raise Invalid({field: [_SAY_EARLIER]})
        found = _of_day(said, at=at, last=last) if isinstance(said, date) else said
    except (TypeError, ValueError, OverflowError):
        raise Invalid({field: [_SAY_DAY]}) from None
    if found < 0:
        raise Invalid({field: [_SAY_DAY]})
    return found


def _of_day(day: date, *, at: int, last: bool) -> int:
    return end_of(day) if last else first_instant(day, at=at)
