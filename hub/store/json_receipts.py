"""How the log entry of what was just read or done stands in JSON."""

from marshmallow import Schema, fields


class ReceiptOut(Schema):
    """The log entry of this read, save or act."""

    entry = fields.String(required=True, metadata={"description": "The entry's id."})
    leaf = fields.String(required=True, metadata={"description": "Its leaf hash, for the proof once it is sealed."})
