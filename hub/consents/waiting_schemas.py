"""What the JSON of what waits for an officer looks like."""

from marshmallow import Schema, fields, validate

from hub.consents.paging import PLACE
from hub.grants.reminding import Reminder
from hub.store.json_instants import told
from hub.store.json_receipts import ReceiptOut


class WaitingRowOut(Schema):
    """A row of the asker's unit that waits for an answer."""

    id = fields.String(required=True)
    category = fields.String(required=True)
    label = fields.String(required=True)


class WaitingOut(Schema):
    """A consent that waits for the asker."""

    consent = fields.String(required=True)
    version = fields.Integer(required=True)
    case = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(
        required=True, allow_none=True, metadata={"description": "The participant's; null for a substitute beforehand."}
    )
    stands_in_for = fields.String(
        required=True, allow_none=True, metadata={"description": "Whom the asker will stand in for, by name."}
    )
    signed_at = told("When it was signed.")
    take_on = fields.Boolean(required=True, metadata={"description": "The asker has not taken on the case."})
    witness = fields.Boolean(required=True, metadata={"description": "The asker is to witness the signature."})
    rows = fields.List(fields.Nested(WaitingRowOut), required=True)
    one_coach = fields.Boolean(required=True)
    reminder = fields.String(required=True, validate=validate.OneOf([step.value for step in Reminder]))
    receipt = fields.Nested(ReceiptOut, required=True, allow_none=True)


class NextQuery(Schema):
    """Where to go on."""

    next = fields.String(
        load_default=None,
        validate=validate.Regexp(rf"{PLACE}\Z"),
        metadata={"description": "From the page before."},
    )


class AcceptancesOut(Schema):
    """What waits, the longest waiting first."""

    items = fields.List(fields.Nested(WaitingOut), required=True)
    next = fields.String(required=True, allow_none=True)
