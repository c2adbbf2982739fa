"""What an import answers."""

from marshmallow import Schema, fields

from hub.store.json_receipts import ReceiptOut


class ImportOut(Schema):
    """What an import saved, or would save."""

    rows = fields.Integer(required=True)
    cases = fields.Integer(required=True)
    receipt = fields.Nested(ReceiptOut, required=True)
    dry_run = fields.Boolean(required=True)


class ImportPeopleOut(Schema):
    """How many people an import registered, or would register."""

    rows = fields.Integer(required=True)
    receipt = fields.Nested(ReceiptOut, required=True)
    dry_run = fields.Boolean(required=True)
