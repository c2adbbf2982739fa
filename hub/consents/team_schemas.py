"""What the JSON about absences, the unit's queue and the last team looks like; an unknown field is refused."""

from marshmallow import Schema, fields

from hub.store.json_instants import Day, told


class OwnAbsenceIn(Schema):
    """When one is away: 30 days at most."""

    first_day = Day(required=True, metadata={"description": "Swedish day, today or later."})
    last_day = Day(required=True, metadata={"description": "Swedish day, included."})


class AwayOut(Schema):
    """An absence that stands."""

    id = fields.String(required=True)
    begins = told("From when.")
    ends = told("Until when; it ends then by itself.")
    set_by = fields.String(required=True, metadata={"description": "The officer's id."})


class OwnAbsenceOut(Schema):
    """One's own absence, or null."""

    absence = fields.Nested(AwayOut, required=True, allow_none=True)


class QueuedOut(Schema):
    """A consent that the unit has not answered: a case number, no name."""

    number = fields.String(required=True)
    signed_at = told("When it was signed.")
    rows = fields.Integer(required=True, metadata={"description": "How many rows wait for an answer."})
    answer_by = fields.Date(required=True, metadata={"description": "The fifth working day."})


class QueueOut(Schema):
    """The longest waiting first."""

    items = fields.List(fields.Nested(QueuedOut), required=True)
    next = fields.String(required=True, allow_none=True)


class LateOneOut(QueuedOut):
    """A case of the asker's, by its number, that a unit has not answered."""

    case = fields.String(required=True, metadata={"description": "The case's id."})


class LateOut(Schema):
    """The longest waiting first."""

    items = fields.List(fields.Nested(LateOneOut), required=True)
    next = fields.String(required=True, allow_none=True)


class MemberOut(Schema):
    """An officer at a unit."""

    id = fields.String(required=True, metadata={"description": "The officer's id."})
    name = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    authority = fields.String(required=True)


class TeamOut(Schema):
    """In the order of the draft."""

    items = fields.List(fields.Nested(MemberOut), required=True)
    next = fields.String(required=True, allow_none=True)
