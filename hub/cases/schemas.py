"""What the API takes and gives for plans, their items and collisions; one table of words serves schema and check."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from marshmallow import Schema, fields, validate

from hub.cases import examples
from hub.collisions.resolving import State
from hub.plans.fields import LONGEST_GOAL, LONGEST_TITLE
from hub.plans.reading import DAYS_IN_WEEK, HOURS_IN_WEEK, MOST_SLOTS
from hub.plans.vocabulary import (
    OFFICER_TYPE_LABELS,
    ActivityStatus,
    ActivityType,
    Group,
    ItemKind,
    LimitKind,
    PlanStatus,
    Priority,
)
from hub.store.json_instants import told
from hub.store.json_receipts import ReceiptOut
from hub.store.json_shapes import having
from hub.store.json_yes_no import yes_no
from policies.vocabulary import Category, Purpose

PURPOSE_PARAMETER: Final[dict[str, Any]] = {
    "in": "query",
    "name": "purpose",
    "schema": {"type": "string", "enum": [purpose.value for purpose in Purpose]},
    "description": "What the case is read for. Needed when its consent has several purposes, else 422.",
}

NEWS_PARAMETER: Final[dict[str, Any]] = {
    "in": "query",
    "name": "news",
    "schema": {"type": "boolean", "default": False},
    "description": "Also tell what is other than when you last opened the case.",
}


def worded(words: Any, about: str, *, allow_none: bool = True, **more: Any) -> fields.String:
    known = [word.value for word in words]
    said = {"description": about}
    return fields.String(validate=validate.OneOf(known), allow_none=allow_none, metadata=said, **more)


def _text(about: str, most: int) -> fields.String:
    """`most` is described here, and checked where the text is read: of what is left once it is cleaned."""
    return fields.String(allow_none=True, metadata={"description": about, "maxLength": most})


def _day(about: str) -> fields.String:
    return fields.String(allow_none=True, metadata={"description": about, "format": "date"})


_CLOCK: Final = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


class Slot(Schema):
    """One weekly time."""

    day = fields.Integer(
        required=True,
        strict=True,
        metadata={"description": "1 is Monday, 7 is Sunday.", "minimum": 1, "maximum": DAYS_IN_WEEK},
    )
    start = fields.String(
        required=True, metadata={"description": "HH:MM, Swedish clock.", "examples": ["09:00"], "pattern": _CLOCK}
    )
    end = fields.String(
        required=True,
        metadata={
            "description": "Later than start, the same day; 24:00 is midnight. A time over midnight is two.",
            "examples": ["13:00"],
            "pattern": _CLOCK,
        },
    )


class Hours(fields.Float):
    """Takes a number alone. The library's own field takes text that reads as one, too."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, str):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


def _slots(**more: Any) -> fields.List[Any]:
    said = {"description": "Weekly times.", **more}
    return fields.List(fields.Nested(Slot), validate=validate.Length(max=MOST_SLOTS), metadata=said)


_ACCEPT: Final = yes_no(
    "Also accept, for the unit, to give this category; else 409 acceptance_required while it waits."
)
_VERSION: Final = fields.Integer(
    required=True, strict=True, metadata={"description": "The version that was read; 412 when it no longer stands."}
)
_HOURS: Final = {"minimum": 0.25, "maximum": HOURS_IN_WEEK, "multipleOf": 0.25}
_PERIOD: Final = {
    "from": _day("First day."),
    "to": _day("Last day, itself included."),
}
_PLAN: Final = {
    "goal": _text("The plan's goal. Write what and when, not why.", LONGEST_GOAL),
    "follow_up": _day("When the plan is followed up."),
    "valid_from": _day("First day."),
    "valid_to": _day("Last day, itself included."),
    "status": worded(PlanStatus, "Where the plan is."),
}
_ACTIVITY: Final = {
    "title": _text("What it is called; the type's own name when empty.", LONGEST_TITLE),
    "group": worded(Group, "Which of the four groups."),
    "provider": _text("Who holds it.", LONGEST_TITLE),
    "place": _text("Municipality or place.", LONGEST_TITLE),
    "online": yes_no("Held online."),
    **_PERIOD,
    "hours_week": Hours(allow_none=True, metadata={"description": "Hours a week, in quarters.", **_HOURS}),
    "percent": fields.Integer(
        strict=True, allow_none=True, metadata={"description": "Extent.", "minimum": 1, "maximum": 100}
    ),
    "slots": _slots(),
    "flexible": yes_no("The times can be moved; then it never double-books."),
    "priority": worded(Priority, "How firmly it is asked."),
    "status": worded(ActivityStatus, "Where it is."),
}
_LIMIT: Final = {
    "hours": Hours(
        allow_none=True,
        metadata={
            "description": "Hours, in quarters: for max_hours_week and max_travel, which must have them.",
            **_HOURS,
        },
    ),
    "slots": _slots(description="Weekly times; rest_window and treatment_time must have one."),
    **_PERIOD,
    "basis_date": _day("The date of what it rests on."),
}
_TYPES: Final = sorted(OFFICER_TYPE_LABELS)


def _schema(name: str, about: str, given: dict[str, Any]) -> type[Schema]:
    made: type[Schema] = Schema.from_dict(given, name=name)
    made.__doc__ = about
    return made


_CHANGES: Final = {"not": {**having("accept"), "maxProperties": 2}, "minProperties": 2}  # something beside the version
PlanIn: Final = _schema("PlanIn", "A plan to begin.", {"EXAMPLES": examples.PLAN, **_PLAN, "accept": _ACCEPT})
PlanChange: Final = _schema(
    "PlanChange",
    "What changes of the plan's own record; what is left out stays.",
    {"TOGETHER": _CHANGES, **_PLAN, "version": _VERSION, "accept": _ACCEPT},
)
ActivityIn: Final = _schema(
    "ActivityIn",
    "An activity to add.",
    {
        "EXAMPLES": examples.ACTIVITY,
        "type": worded(
            _TYPES, "What it is; care and rest are filed as C07, all else as C04.", allow_none=False, required=True
        ),
        **_ACTIVITY,
        "category": worded(Category, "If given, must be the category that follows from the type."),
        "accept": _ACCEPT,
    },
)
ActivityChange: Final = _schema(
    "ActivityChange",
    "What changes of an activity; what is left out stays.",
    {
        "TOGETHER": _CHANGES,
        "type": worded(_TYPES, "What it is; the category may not change.", allow_none=False),
        **_ACTIVITY,
        "version": _VERSION,
        "accept": _ACCEPT,
    },
)
LimitIn: Final = _schema(
    "LimitIn",
    "A limit to add.",
    {
        "EXAMPLES": examples.LIMIT,
        "kind": worded(LimitKind, "What it limits.", allow_none=False, required=True),
        **_LIMIT,
        "accept": _ACCEPT,
    },
)
LimitChange: Final = _schema(
    "LimitChange",
    "What changes of a limit; what is left out stays.",
    {
        "TOGETHER": _CHANGES,
        "kind": worded(LimitKind, "What it limits.", allow_none=False),
        **_LIMIT,
        "version": _VERSION,
        "accept": _ACCEPT,
    },
)
BusyIn: Final = _schema(
    "BusyIn",
    "Times that the participant cannot.",
    {"TOGETHER": {"required": ["slots"]}, "slots": _slots(minItems=1), **_PERIOD},
)
BusyChange: Final = _schema(
    "BusyChange",
    "What changes of them; what is left out stays.",
    {
        "TOGETHER": {"not": {**having("version"), "maxProperties": 1}, "minProperties": 1},
        "slots": _slots(minItems=1),
        **_PERIOD,
        "version": fields.Integer(strict=True, metadata={"description": "The version read."}),
    },
)


class GoalIn(Schema):
    """The participant's own goal."""

    text = fields.String(required=True, metadata={"description": "In her own words.", "maxLength": LONGEST_GOAL})
    version = fields.Integer(
        load_default=None, strict=True, metadata={"description": "Over which she writes; 412 when another stands."}
    )


class CollisionChange(Schema):
    """What is done about a collision."""

    EXAMPLES: ClassVar = examples.COLLISION

    state = fields.String(required=True, validate=validate.OneOf([state.value for state in State]))
    until = _day("With accepted, and with nothing else: the last day on which it is accepted, at most a year ahead.")
    version = _VERSION


class CollisionOut(Schema):
    """Plans that cannot both be followed, as far as the reader may read."""

    key = fields.String(required=True, metadata={"description": "SHA-256 over the rule and the sorted item ids."})
    rule = fields.String(required=True, metadata={"description": "X01, X03, X04, X05 or X06."})
    severity = fields.String(required=True)
    text = fields.String(required=True)
    items = fields.List(fields.String(), required=True)
    state = fields.String(required=True, metadata={"description": "open, owned, proposed, resolved or accepted."})
    owner = fields.String(required=True, allow_none=True)
    until = told("Of an accepted one: the instant from which it is open again.", or_null=True)
    version = fields.Integer(
        required=True, metadata={"description": "Which state this is; 0 where nobody has said anything of it."}
    )


ItemOut: Final = _schema(
    "ItemOut",
    "A plan's own record, an activity or a limit, as `kind` says; of the other kinds' fields it has none.",
    {
        "id": fields.String(required=True),
        "kind": worded(
            ItemKind, "plan, activity or limit; which fields follow depends on it.", allow_none=False, required=True
        ),
        "version": fields.Integer(
            required=True, metadata={"description": "A change to what stands already makes no new one."}
        ),
        "category": fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "C01 to C16; null of a plan that says nothing yet."},
        ),
        "source": fields.String(
            required=True, metadata={"description": "The unit whose secret it is, or participant."}
        ),
        "plan": fields.String(metadata={"description": "The plan it belongs to; after a save."}),
        "type": worded(ActivityType, "Of an activity."),
        "limit": worded(LimitKind, "Of a limit: what it limits; `kind` in what is sent."),
        **_PLAN,
        **_ACTIVITY,
        **_LIMIT,
        "status": worded([*PlanStatus, *ActivityStatus], "Where the plan, or the activity, is."),
        "receipt": fields.Nested(ReceiptOut),
    },
)


class PlanOut(Schema):
    """One unit's plan, as far as the reader may read it; the plan's own record is an item of kind plan."""

    id = fields.String(required=True)
    unit = fields.String(required=True, metadata={"description": "The unit's id, or participant."})
    unit_name = fields.String(required=True)
    authority = fields.String(required=True)
    items = fields.List(fields.Nested(ItemOut), required=True)
