"""What the API gives of *Mina ärenden*, and what it takes and gives beside a case: extract, forewarning, own record."""

from typing import Final

from marshmallow import Schema, fields, validate

from hub.cases.narrowing import Only
from hub.cases.schemas import ActivityIn, LimitIn
from hub.store.json_instants import told


class CasesQuery(Schema):
    """Where to go on, and from when something is new."""

    next = fields.String(
        load_default=None,
        validate=validate.Regexp(r"[0-9a-f]{32}\Z"),
        metadata={"description": "From the page before."},
    )
    since = fields.String(
        load_default=None,
        metadata={
            "description": "Count as new what was written from this day on; left out: since the case was opened last.",
            "format": "date",
        },
    )
    narrowed = fields.String(
        data_key="only",
        load_default=Only.ALL.value,
        validate=validate.OneOf(list(Only)),
        metadata={
            "description": "For officers: only the cases whose summary says so. waits, reports, ends_soon and "
            "without_consent (of those that one coaches) are known without opening the others; of new, collisions and "
            "overdue a page is opened first, and what does not fit is left out of it: it may be short, or empty, and "
            "still have a next."
        },
    )


class SummaryOut(Schema):
    """One case at a glance: sums and counts are of what this reader may read."""

    new = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Items that others wrote since she last opened the case; null after 90 days."},
    )
    collisions = fields.Integer(required=True, metadata={"description": "Neither resolved nor accepted."})
    hours_week = fields.Float(required=True, metadata={"description": "At least this much is planned in some week."})
    follow_up = fields.String(required=True, allow_none=True, metadata={"description": "The earliest day; ISO date."})
    overdue = fields.Boolean(required=True, metadata={"description": "That day is past."})
    waits = fields.Boolean(required=True, metadata={"description": "Her unit has not answered all that it is to give."})
    consent_until = fields.String(required=True, allow_none=True, metadata={"description": "Last day; ISO date."})
    ends_soon = fields.Boolean(required=True, metadata={"description": "Within thirty days."})
    reports = fields.Integer(required=True, metadata={"description": "What she says is wrong and nobody has answered."})
    answer_by = fields.String(required=True, allow_none=True, metadata={"description": "Last day to; ISO date."})


class ListedOut(Schema):
    """One case in the list."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True, allow_none=True, metadata={"description": "null when no longer readable."})
    state = fields.String(
        required=True,
        metadata={
            "description": "active, no_longer, stands_by (a substitute, and the other is not away), "
            "or unopened: the operators must look into it."
        },
    )
    collision_hint = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "For the coordinator: talk with the participant."}
    )
    summary = fields.Nested(
        SummaryOut, required=True, allow_none=True, metadata={"description": "For officers, of an active case."}
    )


class CasesOut(Schema):
    """A page of cases."""

    items = fields.List(fields.Nested(ListedOut), required=True)
    next = fields.String(required=True, allow_none=True)


class ExtractOut(Schema):
    """What was taken out, as one text."""

    case = fields.String(required=True)
    at = fields.String(required=True, metadata={"description": "Swedish clock, such as 2026-03-16 09:00."})
    text = fields.String(required=True)
    receipt = fields.String(required=True, metadata={"description": "The id of the log entry."})


class ForeseenOut(Schema):
    """One collision that the item would make with what the writer may read."""

    rule = fields.String(required=True)
    severity = fields.String(required=True)
    text = fields.String(required=True)
    others = fields.List(fields.String(), required=True, metadata={"description": "What it would be with."})


class ForewarningOut(Schema):
    """What the item would newly collide with; nothing has been saved."""

    items = fields.List(fields.Nested(ForeseenOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Null: the list is whole."})


class StandInOut(Schema):
    """Whom the participant has said yes to as one's substitute."""

    officer = fields.String(required=True)
    name = fields.String(required=True)
    taken_on = fields.Boolean(required=True, metadata={"description": "false: she reads nothing, whoever is away."})
    away_from = told("Her own absence, begun or to come.", or_null=True)
    away_until = told("Its end.", or_null=True)


class CoveredOut(Schema):
    """One of one's cases, and who reads it in one's place."""

    case = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True, allow_none=True, metadata={"description": "null when no longer readable."})
    substitute = fields.Nested(StandInOut, required=True, allow_none=True, metadata={"description": "null: nobody."})


class CoverOut(Schema):
    """One's cases; those that nobody reads meanwhile come first."""

    items = fields.List(fields.Nested(CoveredOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Always null."})
    more = fields.Boolean(required=True, metadata={"description": "One has more cases than are told of here."})


class SentenceOut(Schema):
    """The ready sentence for one's own record."""

    sentence = fields.String(required=True)
    receipt = fields.String(required=True)
    at = told("When it was saved.")


_ITEM: Final = {"item": fields.String(metadata={"description": "The item that it would stand in place of."})}
ActivityTried: Final = ActivityIn.from_dict(dict(_ITEM), name="ActivityTried")
LimitTried: Final = LimitIn.from_dict(dict(_ITEM), name="LimitTried")
ActivityTried.__doc__ = "An activity that is not saved."
LimitTried.__doc__ = "A limit that is not saved."
