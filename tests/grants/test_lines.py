"""Which lines a signature makes, against a brute force that reads the sentence of the architecture word by word."""

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.grants.lines import Answers, drawn, standing_lines
from hub.grants.versions import DrawnLine, GivenRow, NamedPerson, Version, VersionRow

UNITS = ("unit-a", "unit-b")
CATEGORIES = ("C04", "C07")
_HEAD: dict[str, Any] = {
    "id": "consent",
    "case_id": "case",
    "kind": "cooperation",
    "version": 1,
    "drafted_by": "coach",
    "drafted_unit_id": "unit-a",
    "drafted_at": 0,
    "presented_at": 0,
    "witnessed_at": None,
    "declined_at": None,
    "valid_from": 1,
    "purposes": "coordinate_plans",
    "covers_earlier": False,
    "collision_check": False,
    "one_coach": False,
}
_YES = st.booleans()
_NOTHING = st.none() | st.integers(1, 3)


@st.composite
def versions(draw: st.DrawFn) -> Version:
    persons = tuple(
        NamedPerson(
            f"p{place}",
            f"officer{place}",
            unit,
            f"job{place}",
            draw(_YES),
            draw(_YES),
            draw(_NOTHING),
        )
        for place, unit in enumerate((*UNITS, *UNITS))
    )
    rows = tuple(
        GivenRow(f"r{place}", source, "f", category, draw(_YES), draw(_NOTHING), draw(_NOTHING), draw(_NOTHING))
        for place, (source, category) in enumerate(product((*UNITS, "participant"), CATEGORIES))
    )
    pairs = list(product([row.id for row in rows], [person.id for person in persons]))
    readers = frozenset(draw(st.sets(st.sampled_from(pairs))))
    head = VersionRow(
        **_HEAD,
        signed_at=draw(st.sampled_from((None, 1))),
        withdrawn_at=draw(_NOTHING),
        superseded_at=draw(_NOTHING),
        valid_to=draw(st.integers(4, 6)),
    )
    lines = tuple(_line(draw, row, person) for row in rows for person in persons if (row.id, person.id) in readers)
    return Version(head, "participant", "SK-1", persons, rows, readers, lines)


def _line(draw: st.DrawFn, row: GivenRow, person: NamedPerson) -> DrawnLine:
    return DrawnLine(
        f"{row.id}-{person.id}",
        row.id,
        person.id,
        person.officer_id,
        person.unit_id,
        person.employment_id,
        row.source,
        row.category,
        1,
        covers_earlier=False,
        accepted_at=draw(_NOTHING),
        declined_at=draw(_NOTHING),
        withdrawn_at=draw(_NOTHING),
    )


@given(versions(), st.data())
def test_lines_are_exactly_what_was_answered(version: Version, data: st.DataObject) -> None:
    pairs = list(product([row.id for row in version.rows], [person.id for person in version.persons]))
    answers = Answers(
        persons={person.id: data.draw(_YES) for person in version.persons},
        rows={row.id: data.draw(_YES) for row in version.rows},
        exceptions=data.draw(st.sets(st.sampled_from(pairs))),
        covers_earlier=False,
        collision_check=False,
    )
    ceiling = data.draw(st.sets(st.sampled_from(pairs)))
    expected = set()
    for row_id, person_id in pairs:
        row, person = version.row(row_id), version.person(person_id)
        assert row is not None
        assert person is not None
        if not answers.persons[person_id] or not answers.rows[row_id]:
            continue
        if (row_id, person_id) not in version.readers or (row_id, person_id) not in ceiling:
            continue
        if (row_id, person_id) in answers.exceptions or not person.reads or person.unit_id == row.source:
            continue
        expected.add((row_id, person_id))
    made = drawn(version, answers, lambda row, person: (row.id, person.id) in ceiling)
    assert {(row.id, person.id) for row, person in made} == expected
    assert len(made) == len(expected)


def everybody(_source: str) -> bool:
    return True


def nobody(_source: str) -> bool:
    return False


@given(versions(), st.integers(3, 6))
def test_only_an_unbroken_chain_is_carried_over(version: Version, at: int) -> None:
    head = version.head
    ended = head.signed_at is None or head.withdrawn_at or head.superseded_at or at >= head.valid_to
    expected = set()
    for line in version.lines:
        row, person = version.row(line.row_id), version.person(line.person_id)
        assert row is not None
        assert person is not None
        whole = row.answer and person.answer and not (row.withdrawn_at or person.withdrawn_at)
        if whole and not ended and not (line.withdrawn_at or line.declined_at):
            expected.add(line.id)
    stands, wider, doubted = (
        standing_lines(version, purposes=head.purposes, covers_earlier=earlier, trusts=trusts, at=at)
        for earlier, trusts in ((False, everybody), (True, everybody), (False, nobody))
    )
    assert {line.id for line in stands.values()} == expected
    assert {line.id for line in wider.values()} == expected
    assert head.covers_earlier or not any(line.accepted_at for line in wider.values())
    assert {line.id for line in doubted.values()} == expected
    assert not any(line.accepted_at for line in doubted.values())


def test_nothing_is_carried_from_nothing() -> None:
    assert standing_lines(None, purposes="coordinate_plans", covers_earlier=False, trusts=everybody, at=1) == {}
