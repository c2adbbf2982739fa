"""The JSON of what a unit has to look into."""

from marshmallow import Schema, fields, validate

from hub.consents.paging import PLACE
from hub.participants.registering import TODO_KNOWN
from hub.store.json_instants import told
from hub.store.json_yes_no import yes_no


class TodosQuery(Schema):
    """Where to go on."""

    next = fields.String(
        load_default=None,
        validate=validate.Regexp(rf"{PLACE}\Z"),
        metadata={"description": "From the page before."},
    )


class TodoOut(Schema):
    """One thing to look into; it names nobody."""

    id = fields.String(required=True)
    kind = fields.String(
        required=True,
        metadata={"description": f"{TODO_KNOWN}: the unit had this person's number already."},
    )
    case = fields.String(required=True, allow_none=True, metadata={"description": "The case number."})
    at = told("When it arose.")


class TodosOut(Schema):
    """A page, the newest first; what the asker registered herself is not in it."""

    items = fields.List(fields.Nested(TodoOut), required=True)
    next = fields.String(required=True, allow_none=True)


class TodoChange(Schema):
    """It has been looked into; it cannot be opened again."""

    done = yes_no("true.", required=True, validate=validate.Equal(comparable=True))
