"""Puts questions and their facts before Cedar, which knows the rules of rules.cedar; any error is a denial."""

from __future__ import annotations

import tomllib
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cedarpy
import orjson

from policies.vocabulary import Function, Reserved
from tests.policies.world import DAY, HOUR, TEXTS, Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.facts import Facts, Line, Person, Row

HERE: Final = Path(__file__).parent
RULES: Final = (HERE / "rules.cedar").read_text(encoding="utf-8")
SCHEMA_TEXT: Final = (HERE / "schema.cedarschema").read_text(encoding="utf-8")
LONGEST: Final = tomllib.loads(TEXTS["validity.toml"])["longest_validity"]["days"] * DAY + HOUR
LONGEST_ABSENCE: Final = tomllib.loads(TEXTS["validity.toml"])["longest_absence"]["days"] * DAY + HOUR
KINDS: Final = {"officer": "Officer", "participant": "Participant", "system": "System"}
RESERVED: Final = frozenset(Reserved)

Parts = dict[str, Any]
NOBODY: Final[Parts] = {"officer": "", "unit": "", "employment": "", "reads": False}


def reference(kind: str, key: str) -> Parts:
    return {"__entity": {"type": kind, "id": key}}


def entity(kind: str, key: str, attributes: Parts) -> Parts:
    return {"uid": {"type": kind, "id": key}, "attrs": attributes, "parents": []}


def parts(what: Any, *, leaving_out: tuple[str, ...] = ()) -> Parts:
    """Give the fields that have a value, with words that are entities as references."""
    found = {name: getattr(what, name) for name in what.__match_args__ if name not in leaving_out}
    for name, kind in (("function", "Function"), ("source_function", "Function"), ("category", "Category")):
        if name in found:
            found[name] = reference(kind, found[name])
    return {name: value for name, value in found.items() if value is not None}


def _functions() -> str:
    """Give the ceiling table as entities, read from its file and not from the parsed policy."""
    table = tomllib.loads(TEXTS["ceiling.toml"])

    def those(column: str, signs: set[str]) -> list[Parts]:
        return [reference("Category", code) for code, cells in table.items() if cells[column] in signs]

    columns = (*Function, "participant")
    return orjson.dumps(
        [
            entity("Function", column, {"reads": those(column, {"W", "R"}), "writes": those(column, {"W", "W/R"})})
            for column in columns
        ],
    ).decode()


SCHEMA: Final = cedarpy.Schema.from_str(SCHEMA_TEXT)
POLICIES: Final = cedarpy.PolicySet.from_str(RULES)
FUNCTIONS: Final = cedarpy.Entities.from_json_str(_functions(), SCHEMA)


def _reader(facts: Facts) -> Parts:
    reader = facts.reader
    attributes: Parts = {"case": reference("Case", "case")}
    if reader.kind == "participant":
        attributes["herself"] = reader.participant
    if reader.kind == "officer":
        attributes |= {
            "officer": reader.officer,
            "unit": reader.unit,
            "job": reader.employment and parts(reader.employment),
            "taken": facts.assignment and parts(facts.assignment),
            "coach": facts.coach and parts(facts.coach),
            "reviews": bool(facts.reviewed),
            "substitute": _substitute(facts),
            "replaced": _replaced(facts),
        }
    return entity(KINDS[reader.kind], "reader", _present(attributes))


def _substitute(facts: Facts) -> Parts | None:
    """Point at the person who names this reader as a substitute."""
    job, persons = facts.reader.employment, facts.consent.persons if facts.consent else ()
    mine = (facts.reader.officer, facts.reader.unit, job and job.id)
    named = [each for each in persons if (each.officer, each.unit, each.employment) == mine]
    return next((reference("Person", each.id) for each in named if each.stands_in_for is not None), None)


def _replaced(facts: Facts) -> Parts | None:
    if facts.replaced is None:
        return None
    away = facts.replaced.absence
    return _present({"job": parts(facts.replaced.employment), "away": away and parts(away)})


def _person(person: Person) -> Parts:
    whom = person.stands_in_for and reference("Person", person.stands_in_for)
    return _present({**parts(person, leaving_out=("id", "stands_in_for")), "stands_in_for": whom})


def _pointed_at_in_vain(persons: Sequence[Person]) -> set[str]:
    """Give the ids that a substitute points at and that nobody has: Cedar must find somebody to compare with."""
    return {each.stands_in_for for each in persons if each.stands_in_for} - {each.id for each in persons}


def _case(facts: Facts) -> Parts:
    consent = facts.consent
    attributes: Parts = {
        "longest": LONGEST,
        "longest_absence": LONGEST_ABSENCE,
        "own_ground": facts.own_ground,
        "paper": facts.paper and parts(facts.paper),
        "participant": facts.participant.id,
        "restricted": facts.participant.restricted_at,
        "died": facts.participant.died_at,
    }
    if consent is not None:
        elsewhere = ("id", "version", "persons", "rows", "lines", "collision_check")
        attributes["consent"] = {**parts(consent, leaving_out=elsewhere), "check": consent.collision_check}
    return entity("Case", "case", _present(attributes))


def _line(line: Line) -> Parts:
    pointers = {"row": reference("Row", line.row), "person": reference("Person", line.person)}
    return {**parts(line, leaving_out=("id", "covers_earlier")), **pointers}


Combination = tuple["Person | None", "Row | None", "Line | None", "Line | None"]


def _candidates(facts: Facts) -> dict[str, Combination]:
    """Give all combinations of a person whose name it is with a row and two lines to it, by a name for each.

    The second line is that of whom she stands in for.
    """
    consent = facts.consent
    if consent is None:
        return {"none": (None, None, None, None)}
    persons = [person for person in consent.persons if person.officer == facts.reader.officer]
    every: list[Combination] = []
    for person in persons or (None,):
        every.append((person, None, None, None))
        for row in consent.rows:
            lines = [line for line in consent.lines if line.row == row.id]
            theirs = [line for line in lines if person is not None and line.person == person.stands_in_for]
            every += [(person, row, line, other) for line in lines or (None,) for other in theirs or (None,)]
    return {"/".join(each.id if each else "-" for each in combination): combination for combination in every}


class Court:
    """One state of affairs, before which many questions are put."""

    def __init__(self, facts: Facts, policies: cedarpy.PolicySet = POLICIES) -> None:
        self._facts, self._combinations, self._policies = facts, _candidates(facts), policies
        consent = facts.consent
        entities = [_reader(facts), _case(facts)] if facts.reader.kind in KINDS else []
        if consent is not None:
            entities += [entity("Person", each.id, _person(each)) for each in consent.persons]
            entities += [entity("Person", key, NOBODY) for key in _pointed_at_in_vain(consent.persons)]
            entities += [entity("Row", each.id, parts(each, leaving_out=("id",))) for each in consent.rows]
            entities += [entity("Line", each.id, _line(each)) for each in consent.lines]
        for name, (person, row, line, other) in self._combinations.items():
            pointers = {"person": ("Person", person), "row": ("Row", row), "line": ("Line", line)}
            pointers["replaced_line"] = ("Line", other)
            attributes = {place: reference(kind, each.id) for place, (kind, each) in pointers.items() if each}
            entities.append(entity("Candidate", name, attributes))
        self._entities = FUNCTIONS.with_added_json_str(orjson.dumps(entities).decode(), SCHEMA)

    def permits(self, question: Asked, at: int) -> bool:
        return self.permits_each([(question, at)])[0]

    def permits_each(self, asked: Sequence[tuple[Asked, int]]) -> list[bool]:
        """Put all questions in one call: what Cedar does once for each call costs a third of it."""
        if self._facts.reader.kind not in KINDS:
            return [False] * len(asked)
        requests = [self._requests(question, at) for question, at in asked]
        flat = list(chain.from_iterable(requests))
        answers = iter(cedarpy.is_authorized_batch(flat, self._policies, self._entities, SCHEMA))
        # Every answer is taken, also after the first that permits: the next ones are to other questions.
        told = [[next(answers) for _ in each] for each in requests]
        return [any(answer.allowed and not answer.diagnostics.errors for answer in each) for each in told]

    def _requests(self, question: Asked, at: int) -> list[Parts]:
        request = {
            "principal": {"type": KINDS[self._facts.reader.kind], "id": "reader"},
            "action": {"type": "Action", "id": question.action},
            "resource": {"type": "Label" if question.category in RESERVED else "Category", "id": question.category},
        }
        context = _present({"at": at, "source": question.source, "purpose": question.purpose})
        candidates = [reference("Candidate", name) for name in self._worth_asking(question)]
        return [{**request, "context": orjson.dumps({**context, "candidate": one}).decode()} for one in candidates]

    def _worth_asking(self, question: Asked) -> Sequence[str]:
        """Leave out what cannot matter; Cedar compares each part again, so that this can only make it refuse more."""
        pair = (question.source, question.category)
        found = [
            name
            for name, (_, row, *_) in self._combinations.items()
            if row is not None and (question.category in RESERVED or (row.source, row.category) == pair)
        ]
        return found or [name for name, (_, row, *_) in self._combinations.items() if row is None]


def _present(attributes: Parts) -> Parts:
    return {name: value for name, value in attributes.items() if value is not None}
