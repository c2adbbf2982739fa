"""What a plan, an activity and a limit may say: names, checks, and the five packed fields that they are stored as."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.plans import reading
from hub.plans.reading import Reader, Unfit
from hub.plans.vocabulary import (
    ActivityStatus,
    ActivityType,
    Group,
    ItemKind,
    LimitKind,
    PlanStatus,
    Priority,
    activity_category,
    limit_category,
)
from hub.store.errors import Invalid
from policies.vocabulary import Category

COLUMNS: Final = ("what", "period", "extent", "slots", "state")
LONGEST_TITLE: Final = 200
LONGEST_GOAL: Final = 2000

Values = Mapping[str, object]
"""An item's fields by name, as the API shows them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One named value of an item: the column it is packed in, how it is read, and what stands when nothing was said."""

    column: str
    read: Reader
    default: object = None
    required: bool = False


_TITLE: Final = reading.text(LONGEST_TITLE)

FIELDS: Final[Mapping[ItemKind, Mapping[str, Field]]] = {
    ItemKind.PLAN: {
        "goal": Field("what", reading.text(LONGEST_GOAL, lines=True)),
        "valid_from": Field("period", reading.planned_day),
        "valid_to": Field("period", reading.planned_day),
        "follow_up": Field("state", reading.planned_day),
        "status": Field("state", reading.word(PlanStatus), PlanStatus.CURRENT.value),
    },
    ItemKind.ACTIVITY: {
        "type": Field("what", reading.word(ActivityType), required=True),
        "title": Field("what", _TITLE),
        "group": Field("what", reading.word(Group)),
        "provider": Field("what", _TITLE),
        "place": Field("what", _TITLE),
        "online": Field("what", reading.yes_no, default=False),
        "from": Field("period", reading.planned_day),
        "to": Field("period", reading.planned_day),
        "hours_week": Field("extent", reading.hours),
        "percent": Field("extent", reading.percent),
        "slots": Field("slots", reading.slots, ()),
        "flexible": Field("slots", reading.yes_no, default=False),
        "priority": Field("state", reading.word(Priority), Priority.SHOULD.value),
        "status": Field("state", reading.word(ActivityStatus), ActivityStatus.PLANNED.value),
    },
    ItemKind.LIMIT: {
        # An item's own kind is "limit", so what it limits has a name of its own.
        "limit": Field("what", reading.word(LimitKind), required=True),
        "from": Field("period", reading.planned_day),
        "to": Field("period", reading.planned_day),
        "hours": Field("extent", reading.hours),
        "slots": Field("slots", reading.slots, ()),
        "basis_date": Field("state", reading.planned_day),
    },
}

_PERIODS: Final = (("from", "to"), ("valid_from", "valid_to"))
_MUST_HAVE_SLOTS: Final = frozenset({LimitKind.REST_WINDOW, LimitKind.TREATMENT_TIME})
_MUST_HAVE_HOURS: Final = frozenset({LimitKind.MAX_HOURS_WEEK, LimitKind.MAX_TRAVEL})


def check(kind: ItemKind, values: Values) -> dict[str, object]:
    """Give every field of the kind, read and completed. Raises Invalid with all that is wrong, by name."""
    known = FIELDS[kind]
    errors = {name: ["Fältet finns inte."] for name in values if name not in known}
    checked: dict[str, object] = {}
    for name, field in known.items():
        try:
            checked[name] = _read(field, values.get(name))
        except Unfit as error:
            errors[name] = [str(error)]
    errors |= _together(checked)
    if errors:
        raise Invalid(errors)
    return checked


def _read(field: Field, value: object) -> object:
    read = None if value is None or value == "" else field.read(value)
    if read is not None and read != "":  # a text of blanks says as little as none
        return read
    if field.required:
        raise Unfit("Fyll i det här.")
    return list(field.default) if isinstance(field.default, tuple) else field.default


def _together(checked: Values) -> dict[str, list[str]]:
    """Say what no single field can: ends before it begins, a limit, or what she cannot, without its measure."""
    errors: dict[str, list[str]] = {}
    for first, last in _PERIODS:
        begins, ends = checked.get(first), checked.get(last)
        if isinstance(begins, str) and isinstance(ends, str) and ends < begins:
            errors[last] = ["Sista dagen ska vara samma dag som den första, eller senare."]
    if checked.get("limit") in _MUST_HAVE_HOURS and checked.get("hours", ...) is None:
        errors["hours"] = ["Skriv hur många timmar."]
    # Kept, they would stand in the plan as if they limited something; or she has chosen another sort than she meant.
    if checked.get("limit", ...) not in {..., *_MUST_HAVE_HOURS} and checked.get("hours") is not None:
        errors["hours"] = ["Den här sortens gräns har inga timmar. Ta bort dem, eller välj en annan sort."]
    is_time = checked.get("limit") in _MUST_HAVE_SLOTS or checked.get("type") == ActivityType.UNAVAILABLE
    if is_time and not checked.get("slots", ...):
        errors["slots"] = ["Skriv minst en tid."]
    return errors


def pack(kind: ItemKind, checked: Values) -> dict[str, dict[str, object]]:
    """Sort an item's fields into the five columns in which they are sealed, always in the same order."""
    packed: dict[str, dict[str, object]] = {column: {} for column in COLUMNS}
    for name, field in FIELDS[kind].items():
        packed[field.column][name] = checked[name]
    return packed


def unpack(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give an opened item's fields by name."""
    return {**fields["what"], **fields["period"], **fields["extent"], **fields["slots"], **fields["state"]}


def category_of(kind: ItemKind, checked: Values) -> Category:
    if kind is ItemKind.PLAN:
        return Category.C03
    if kind is ItemKind.ACTIVITY:
        return activity_category(str(checked["type"]))
    return limit_category(str(checked["limit"]))
