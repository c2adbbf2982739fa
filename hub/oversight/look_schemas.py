"""What the routes of the look back take and give, for programs: counts, names to choose among, answers, wholeness."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from hub.oversight.revealing import LONGEST, SHORTEST
from hub.oversight.schemas import MOST, PLACE, paging
from hub.store.json_instants import asked, told


class AnswerQuery(Schema):
    """Of what time, how much of an answer at once, and where to go on."""

    begins = asked(data_key="from")
    ends = asked("Not included itself.", data_key="to")
    limit = fields.Integer(
        load_default=50, validate=validate.Range(min=1, max=MOST), metadata={"description": "How many at most."}
    )
    next = fields.String(load_default=None, validate=PLACE, metadata={"description": "From the page before."})

    @post_load
    def _paged(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"span": (data.get("begins"), data.get("ends")), **paging(data)}


class CountedSchema(Schema):
    """How many acts of one outcome began in one hour."""

    at = told("When the hour begins.")
    outcome = fields.String(required=True)
    count = fields.Integer(required=True)


class CountsSchema(Schema):
    """The hours in which something was done."""

    items = fields.List(fields.Nested(CountedSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Null: the list is whole."})


class OfficerSchema(Schema):
    """An officer who occurs in the log."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)


class OccurringSchema(Schema):
    """Whom to narrow the log to."""

    items = fields.List(fields.Nested(OfficerSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Null: the list is whole."})


class WalkedSchema(Schema):
    """What the last walk through the whole log found."""

    at = told("When it came to its end.")
    leaves = fields.Integer(required=True)
    entries = fields.Integer(required=True)
    checkpoints = fields.Integer(required=True)
    records = fields.Integer(required=True, metadata={"description": "Sealed records held against the log."})
    root = fields.String(required=True, metadata={"description": "Root of all leaves, hex."})
    faults = fields.Integer(required=True)
    found = fields.List(
        fields.List(fields.String()), required=True, metadata={"description": "The first faults as [what, where]."}
    )


class WalkingSchema(Schema):
    """A walk that goes on."""

    asked_at = told("When it was asked for.")
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)


class PutBackSchema(Schema):
    """That a backup was said to be put back; of a log that lost its end by it how far it had been sealed."""

    at = told("When it was said.")
    size = fields.Integer(required=True, allow_none=True, metadata={"description": "How many entries had been sealed."})
    root = fields.String(
        required=True, allow_none=True, metadata={"description": "The root over them, hex; no log goes on from it."}
    )


class VerificationSchema(Schema):
    """Whether the log is whole, as far as it was checked."""

    size = fields.Integer(
        required=True, allow_none=True, metadata={"description": "How many entries the newest checkpoint covers."}
    )
    signature_holds = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "Null before the first checkpoint."}
    )
    continues = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "What was walked last is still how the log begins."}
    )
    seals = fields.Boolean(
        required=True,
        metadata={"description": "False: the newest checkpoint contradicts itself, and nothing is sealed upon it."},
    )
    walked = fields.Nested(WalkedSchema, required=True, allow_none=True)
    walking = fields.Nested(WalkingSchema, required=True, allow_none=True)
    failed_at = told("When the newest walk was given up; null if it came to its end.", or_null=True)
    put_back = fields.List(fields.Nested(PutBackSchema), required=True)


class IdentityIn(Schema):
    """Why the reviewer must know whom a case is about."""

    reason = fields.String(
        required=True, metadata={"description": "Why; kept sealed.", "minLength": SHORTEST, "maxLength": LONGEST}
    )


class ReceiptSchema(Schema):
    """Where the act stands in the log."""

    entry = fields.String(required=True)
    leaf = fields.String(required=True)


class IdentitySchema(Schema):
    """Whom one case is about."""

    name = fields.String(required=True)
    case = fields.String(required=True)
    receipt = fields.Nested(ReceiptSchema, required=True)
