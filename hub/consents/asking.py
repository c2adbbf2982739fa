"""Gathers what a consent asks into at most twelve questions: one a person, one a group of categories, two for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from flask_babel import lazy_gettext as _

from hub.grants.versions import GivenRow, Version, in_order
from policies.vocabulary import Category

MOST: Final = 12
"""More questions than this are never put to a participant: it is what a tired person manages."""


class QuestionKind(StrEnum):
    """What a question is about; CHECK and EARLIER are asked once for the whole consent."""

    CHECK = "check"
    EARLIER = "earlier"
    GROUP = "group"
    PERSON = "person"


class Group(StrEnum):
    """Categories that are asked about together; what is most easily regretted stands alone."""

    ALCOHOL = "alcohol"
    MONEY = "money"
    PLANS = "plans"
    PROGRESS = "progress"
    STRENGTH = "strength"


GROUPS: Final[Mapping[Group, tuple[Category, ...]]] = MappingProxyType(
    {
        Group.PLANS: (Category.C03, Category.C04, Category.C01, Category.C02, Category.C14, Category.C16),
        Group.STRENGTH: (Category.C06, Category.C07, Category.C08),
        Group.MONEY: (Category.C09, Category.C10),
        Group.PROGRESS: (Category.C05, Category.C11, Category.C12, Category.C13),
        Group.ALCOHOL: (Category.C15,),
    }
)
GROUP_LABELS: Final = MappingProxyType(
    {
        Group.PLANS: _("Mina mål, mina tider och hur man når mig"),
        Group.STRENGTH: _("Hur mycket jag orkar, vård och vila"),
        Group.MONEY: _("Ersättning, bostad, barnomsorg och resor"),
        Group.PROGRESS: _("Vad jag har gjort och hur det går"),
        Group.ALCOHOL: _("Fråga om alkohol och droger"),
    }
)
# What a group's words speak of by name: where one of these is not asked about, the group is called by what is.
NAMED: Final[Mapping[Group, frozenset[Category]]] = MappingProxyType(
    {
        Group.PLANS: frozenset({Category.C01, Category.C03, Category.C04}),
        Group.STRENGTH: frozenset({Category.C06, Category.C07}),
        Group.MONEY: frozenset({Category.C09, Category.C10}),
    }
)
_DIGITS: Final = 3  # of a question's number
_GROUP_OF: Final = MappingProxyType({category: group for group, many in GROUPS.items() for category in many})


@dataclass(frozen=True, slots=True)
class Question:
    """One yes or no. `key` names it in a form and in what is saved; it is the same as long as the version is.

    `ids` are the person's id (PERSON), the ids of the rows that a yes or no goes for (GROUP), or nothing.
    """

    kind: QuestionKind
    key: str
    ids: tuple[str, ...]
    group: Group | None = None


def questions(version: Version) -> tuple[Question, ...]:
    """Give what is asked, in the order in which it is asked: persons, groups, the check, what was written earlier."""
    persons = tuple(Question(QuestionKind.PERSON, f"person-{one.id}", (one.id,)) for one in in_order(version.persons))
    return (*persons, *_groups(version.rows), Question(QuestionKind.CHECK, "check", ()), _EARLIER)


def decisions(*, persons: int, categories: Iterable[str]) -> int:
    """Count the questions of a draft with so many persons and these categories, before there is a version."""
    return persons + len({_GROUP_OF[Category(category)] for category in categories}) + 2


def rows_answered(asked: Iterable[Question], given: Mapping[str, bool], single: Mapping[str, bool]) -> dict[str, bool]:
    """Spread each group's answer over its rows; a row that she answered by itself keeps its own answer.

    `given` is by question key, `single` by row id. A row without any answer is left out, so that its lack is seen.
    """
    groups = [one for one in asked if one.kind is QuestionKind.GROUP]
    found = {row: given[one.key] for one in groups if one.key in given for row in one.ids}
    known = {row for one in groups for row in one.ids}
    return found | {row: answer for row, answer in single.items() if row in known}


_EARLIER: Final = Question(QuestionKind.EARLIER, "earlier", ())


def _groups(rows: Iterable[GivenRow]) -> Iterable[Question]:
    together: dict[Group, list[str]] = {}
    for row in rows:
        together.setdefault(_GROUP_OF[Category(row.category)], []).append(row.id)
    for group in GROUPS:
        if group in together:
            yield Question(QuestionKind.GROUP, f"group-{group.value}", tuple(together[group]), group)


def question_number(step: str) -> int:
    """Read a question's number out of an address; 0: it is none, which is found out behind the door like any other."""
    return int(step) if step.isascii() and step.isdecimal() and len(step) <= _DIGITS else 0
