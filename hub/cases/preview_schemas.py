"""What a preview's JSON looks like."""

from marshmallow import Schema, fields

from hub.cases.schemas import CollisionOut, PlanOut
from hub.store.json_receipts import ReceiptOut


class PreviewLineOut(Schema):
    """A category that the person gets from a source."""

    source = fields.String(required=True, metadata={"description": "A unit's id, or participant."})
    category = fields.String(required=True)


class PreviewOut(Schema):
    """What one named person would see; a coach is told no item and no count."""

    preview = fields.Boolean(required=True, metadata={"description": "Always true: nothing of it has been read."})
    person = fields.String(required=True, metadata={"description": "The person's id in the consent."})
    answered = fields.Boolean(
        required=True,
        metadata={"description": "It rests on her own answers so far; what she has not said counts as yes."},
    )
    reads = fields.List(fields.Nested(PreviewLineOut), required=True)
    plans = fields.List(
        fields.Nested(PlanOut), required=True, allow_none=True, metadata={"description": "Null for the coach."}
    )
    collisions = fields.List(fields.Nested(CollisionOut), required=True, allow_none=True)
    receipt = fields.Nested(ReceiptOut, required=True)
