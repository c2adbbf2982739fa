"""The forms of plans, activities and limits: what was typed becomes values, and values become what stands in a form."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from hub.cases.weekdays import alike, read_days, read_number, read_times, write_number
from hub.plans.fields import FIELDS, check
from hub.plans.reading import MOST_SLOTS, Unfit
from hub.plans.vocabulary import (
    FIRMNESS_LABELS,
    GROUP_LABELS,
    LIMIT_LABELS,
    OFFICER_TYPE_LABELS,
    PLAN_STATUS_LABELS,
    STATUS_LABELS,
    ActivityStatus,
    ItemKind,
    PlanStatus,
    Priority,
    activity_category,
    limit_category,
)
from hub.store.days import said_day
from hub.store.errors import Invalid
from policies.vocabulary import Category

SLOT_ROWS: Final = 3
_DIGITS: Final = 9  # of a version
_NUMBERS: Final = frozenset({"hours_week", "hours", "percent"})
_YES: Final = frozenset({"online", "flexible"})
_DAYS: Final = frozenset({"valid_from", "valid_to", "follow_up", "from", "to", "basis_date"})


@dataclass(frozen=True, slots=True)
class Question:
    """One control of a form; `options` of a choice, `type` of a field; `seldom` is folded away until it is needed."""

    name: str
    label: str
    type: str = "text"
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""
    seldom: bool = False

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Give its options in the page's language."""
        return [(word, _(label)) for word, label in self.options]

    @property
    def is_text(self) -> bool:
        """Tell whether she writes words of her own here, which somebody will read."""
        return self.type in ("text", "textarea") and not self.options and self.name not in _NUMBERS


@dataclass(frozen=True, slots=True)
class Times:
    """One row of weekly times as it stands in the form: the days that are ticked, and the clock.

    A spare one stands after all that are filled, and after the first.
    """

    number: int
    spare: bool
    days: frozenset[int]
    start: str
    end: str


def _options(labels: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(word), label) for word, label in labels.items())


_WHEN_NOT_WHY: Final = "Skriv vad och när, inte varför."
_PERIOD: Final = (Question("from", "Första dag", "date"), Question("to", "Sista dag", "date"))

QUESTIONS: Final[Mapping[ItemKind, tuple[Question, ...]]] = {
    ItemKind.PLAN: (
        Question("goal", "Planens mål", "textarea", hint=_WHEN_NOT_WHY),
        Question("valid_from", "Gäller från", "date"),
        Question("valid_to", "Gäller till och med", "date"),
        Question("follow_up", "Följs upp", "date"),
        Question("status", "Hur är det just nu?", options=_options(PLAN_STATUS_LABELS)),
    ),
    ItemKind.ACTIVITY: (
        Question("type", "Sorts insats", options=_options(OFFICER_TYPE_LABELS)),
        Question("title", "Vad den kallas", hint=_WHEN_NOT_WHY),
        Question("slots", "Tider i veckan", "slots"),
        *_PERIOD,
        Question("hours_week", "Timmar per vecka", hint="Till exempel 12,5. Behövs inte om tiderna är ifyllda."),
        Question("place", "Plats"),
        Question("online", "På distans", "checkbox", seldom=True),
        Question("provider", "Ordnas av", seldom=True),
        Question("group", "Grupp", options=_options(GROUP_LABELS), seldom=True),
        Question("percent", "Procent", hint="Om timmarna inte är kända.", seldom=True),
        Question("flexible", "Tiderna kan flyttas", "checkbox", seldom=True),
        Question("priority", "Är det ett måste?", options=_options(FIRMNESS_LABELS), seldom=True),
        Question("status", "Hur är det just nu?", options=_options(STATUS_LABELS), seldom=True),
    ),
    ItemKind.LIMIT: (
        Question("limit", "Vad som begränsas", options=_options(LIMIT_LABELS)),
        Question("slots", "Tider i veckan", "slots", hint="För planerad vila och vårdtid."),
        Question("hours", "Timmar", hint="För högsta antal timmar och längsta restid."),
        *_PERIOD,
        Question("basis_date", "Underlaget är från", "date", seldom=True),
    ),
}

_USUAL: Final[Mapping[ItemKind, Mapping[str, str]]] = {
    ItemKind.PLAN: {"status": PlanStatus.CURRENT.value},
    ItemKind.ACTIVITY: {"priority": Priority.SHOULD.value, "status": ActivityStatus.PLANNED.value},
    ItemKind.LIMIT: {},
}
_BEGINS: Final = {ItemKind.PLAN: "valid_from", ItemKind.ACTIVITY: "from", ItemKind.LIMIT: "from"}


# The question by whose answer an item is filed as one sort of information or another.
_FILED_BY: Final[Mapping[ItemKind, tuple[str, Callable[[str], Category]]]] = {
    ItemKind.ACTIVITY: ("type", activity_category),
    ItemKind.LIMIT: ("limit", limit_category),
}


def questions_of(kind: ItemKind, writes: Collection[Category]) -> tuple[Question, ...]:
    """Ask only for what can be filed under one of `writes`; nothing at all when none of it can."""
    if kind is ItemKind.PLAN:
        return QUESTIONS[kind] if Category.C03 in writes else ()
    name, filed = _FILED_BY[kind]
    asked = [_narrowed(one, writes, filed) if one.name == name else one for one in QUESTIONS[kind]]
    return tuple(asked) if all(one.options for one in asked if one.name == name) else ()


def _narrowed(question: Question, writes: Collection[Category], filed: Callable[[str], Category]) -> Question:
    return replace(question, options=tuple(option for option in question.options if filed(option[0]) in writes))


def default_of(kind: ItemKind, today: date | None) -> dict[str, str]:
    """Give what stands in an empty form: what is usual, and that it begins today."""
    begins = {_BEGINS[kind]: today.isoformat()} if today is not None else {}
    return {**_USUAL[kind], **begins}


def read_form(kind: ItemKind, form: Mapping[str, str]) -> dict[str, object]:
    """Give the values of a sent form. Raises Invalid where one cannot be read, and then with all else that is wrong."""
    values: dict[str, object] = {}
    errors: dict[str, list[str]] = {}
    for name in FIELDS[kind]:
        try:
            values[name] = _value(name, form)
        except Unfit as error:
            errors[name] = [str(error)]
    if errors:
        found = {**_faults(kind, values), **errors}
        raise Invalid({name: found[name] for name in FIELDS[kind] if name in found})
    return values


def _faults(kind: ItemKind, values: Mapping[str, object]) -> dict[str, list[str]]:
    """Give what the check that comes later would say, so that she is not told of one thing after another."""
    try:
        check(kind, values)
    except Invalid as invalid:
        return invalid.errors
    return {}


def read_version(form: Mapping[str, str]) -> int | None:
    """Read the version that stood in the form; what is longer than any is none."""
    version = form.get("version", "")
    return int(version) if version.isdecimal() and len(version) <= _DIGITS else None


def read_slots(form: Mapping[str, str]) -> list[dict[str, object]]:
    """Give the times of the form's rows. Raises Unfit."""
    found: list[dict[str, object]] = []
    for row in range(1, MOST_SLOTS + 1):
        found += read_times(*(form.get(f"{part}-{row}", "").strip() for part in ("days", "start", "end")))
    return found


def one_by_one(form: MultiDict[str, str]) -> dict[str, str]:
    """Give a sent form with one text a name; days that were ticked stand beside one another."""
    return {name: ", ".join(form.getlist(name)) if name.startswith("days-") else form[name] for name in form}


def typed_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Give what stands in the controls of a form for these values."""
    typed = {name: _typed(name, value) for name, value in values.items() if name != "slots"}
    for row, (days, start, end) in enumerate(alike(values.get("slots") or ()), 1):
        typed |= {f"days-{row}": days, f"start-{row}": start, f"end-{row}": end}
    return typed


def time_rows(typed: Mapping[str, str]) -> list[Times]:
    """Give the form's rows of times: all that are filled, and room for more."""
    said = ("days", "start", "end")
    filled = [row for row in range(1, MOST_SLOTS + 1) if any(typed.get(f"{part}-{row}") for part in said)]
    last = max(filled, default=1)
    rows = range(1, max(SLOT_ROWS, last + 1) + 1)
    return [Times(row, row > last, _days(typed.get(f"days-{row}", "")), *_clock(typed, row)) for row in rows]


def _clock(typed: Mapping[str, str], row: int) -> tuple[str, str]:
    return typed.get(f"start-{row}", ""), typed.get(f"end-{row}", "")


def _days(text: str) -> frozenset[int]:
    try:
        return frozenset(read_days(text)) if text else frozenset()
    except Unfit:
        return frozenset()


def _value(name: str, form: Mapping[str, str]) -> object:
    if name == "slots":
        return read_slots(form)
    if name in _YES:
        return form.get(name) == "yes"
    text = form.get(name, "").strip()
    if name in _NUMBERS:
        return read_number(text) if text else None
    return (said_day(text) if name in _DAYS else text) or None


def _typed(name: str, value: Any) -> str:
    if name in _YES:
        return "yes" if value else ""
    return write_number(value) if name in _NUMBERS else str(value or "")
