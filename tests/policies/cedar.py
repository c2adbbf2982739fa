"""Puts questions and their facts before Cedar, which knows the rules of rules.cedar; any error is a denial."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cedarpy
import orjson

from policies.vocabulary import Category, Function, Reserved
from tests.policies.world import DAY, TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import DataclassInstance

    from policies.facts import Facts, Line, Person, Question, Row

HERE: Final = Path(__file__).parent
RULES: Final = (HERE / "rules.cedar").read_text(encoding="utf-8")
SCHEMA_TEXT: Final = (HERE / "schema.cedarschema").read_text(encoding="utf-8")
LONGEST: Final = tomllib.loads(TEXTS["validity.toml"])["longest_validity"]["days"] * DAY
KINDS: Final = {"officer": "Officer", "participant": "Participant", "system": "System"}
CATEGORIES: Final = frozenset(Category)
RESERVED: Final = frozenset(Reserved)

Parts = dict[str, Any]


def reference(kind: str, key: str) -> Parts:
    return {"__entity": {"type": kind, "id": key}}


def entity(kind: str, key: str, attributes: Parts) -> Parts:
    return {"uid": {"type": kind, "id": key}, "attrs": attributes, "parents": []}


def parts(what: DataclassInstance, *, leaving_out: tuple[str, ...] = ()) -> Parts:
    """Give the fields that have a value, with words that are entities as references."""
    found = {name: getattr(what, name) for name in what.__dataclass_fields__ if name not in leaving_out}
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
        }
    return entity(KINDS[reader.kind], "reader", _present(attributes))


def _case(facts: Facts) -> Parts:
    consent = facts.consent
    attributes: Parts = {
        "longest": LONGEST,
        "own_ground": facts.own_ground,
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


def _candidates(facts: Facts) -> dict[str, tuple[Person | None, Row | None, Line | None]]:
    """Give all combinations of a person whose name it is with a row and a line to it, by a name for each."""
    consent = facts.consent
    if consent is None:
        return {"none": (None, None, None)}
    persons = [person for person in consent.persons if person.officer == facts.reader.officer]
    pairs: list[tuple[Row | None, Line | None]] = [(None, None)]
    for row in consent.rows:
        lines = [line for line in consent.lines if line.row == row.id]
        pairs += [(row, line) for line in lines or (None,)]
    every = [(person, row, line) for person in persons or (None,) for row, line in pairs]
    return {"/".join(each.id if each else "-" for each in combination): combination for combination in every}


class Court:
    """One state of affairs, before which many questions are put."""

    def __init__(self, facts: Facts, policies: cedarpy.PolicySet = POLICIES) -> None:
        self._facts, self._combinations, self._policies = facts, _candidates(facts), policies
        consent = facts.consent
        entities = [_reader(facts), _case(facts)] if facts.reader.kind in KINDS else []
        if consent is not None:
            entities += [entity("Person", each.id, parts(each, leaving_out=("id",))) for each in consent.persons]
            entities += [entity("Row", each.id, parts(each, leaving_out=("id",))) for each in consent.rows]
            entities += [entity("Line", each.id, _line(each)) for each in consent.lines]
        for name, (person, row, line) in self._combinations.items():
            pointers = {"Person": person, "Row": row, "Line": line}
            attributes = {kind.lower(): reference(kind, each.id) for kind, each in pointers.items() if each}
            entities.append(entity("Candidate", name, attributes))
        self._entities = FUNCTIONS.with_added_json_str(orjson.dumps(entities).decode(), SCHEMA)

    def permits(self, question: Question, at: int) -> bool:
        if self._facts.reader.kind not in KINDS:
            return False
        request = {
            "principal": {"type": KINDS[self._facts.reader.kind], "id": "reader"},
            "action": {"type": "Action", "id": question.action},
            "resource": {"type": "Label" if question.category in RESERVED else "Category", "id": question.category},
        }
        context = _present({"at": at, "source": question.source, "purpose": question.purpose})
        return any(
            self._asked(request, {**context, "candidate": reference("Candidate", name)})
            for name in self._worth_asking(question)
        )

    def _worth_asking(self, question: Question) -> Sequence[str]:
        """Leave out what cannot matter; Cedar compares each part again, so that this can only make it refuse more."""
        pair = (question.source, question.category)
        found = [
            name
            for name, (_, row, _) in self._combinations.items()
            if row is not None and (question.category in RESERVED or (row.source, row.category) == pair)
        ]
        return found or [name for name, (_, row, _) in self._combinations.items() if row is None]

    def _asked(self, request: Parts, context: Parts) -> bool:
        asked = {**request, "context": orjson.dumps(context).decode()}
        answer = cedarpy.is_authorized(asked, self._policies, self._entities, SCHEMA)
        return bool(answer.allowed and not answer.diagnostics.errors)


def _present(attributes: Parts) -> Parts:
    return {name: value for name, value in attributes.items() if value is not None}
