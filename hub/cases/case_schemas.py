"""The JSON of a case as its reader is shown it: who else is in it, what may be read, and how she is reached."""

from marshmallow import Schema, fields

from hub.cases.missing import Lack
from hub.cases.schemas import CollisionOut, PlanOut, worded
from hub.store.json_instants import told
from hub.store.json_receipts import ReceiptOut


class PersonOut(Schema):
    """An officer whom the reader shares a line with, or the coordinator."""

    officer = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    coordinator = fields.Boolean(required=True)
    email = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "At work; participants are told the coordinator's alone."},
    )
    phone = fields.String(required=True, allow_none=True, metadata={"description": "At work; null: none is known."})
    reached = fields.String(
        required=True, allow_none=True, metadata={"description": "How and when she is best reached, in her words."}
    )
    substitute = fields.Boolean(required=True, metadata={"description": "She reads only while another is away."})
    stands_in_for = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of a substitute: the officer whom she replaces; null when that one is not shown."},
    )
    away_until = fields.Date(
        required=True, allow_none=True, metadata={"description": "The last day of an absence that has begun."}
    )


class NewsOut(Schema):
    """What is other than when the reader last opened the case; what she opened within half an hour is one time."""

    since = told("When that was; null: not within 90 days.", or_null=True)
    items = fields.List(fields.String(), required=True, metadata={"description": "Ids of what others wrote since."})
    renewed = fields.Boolean(
        required=True, metadata={"description": "Another consent than then stands: what you may read may have changed."}
    )
    lost = fields.Boolean(required=True, metadata={"description": "You can no longer read a part of this case."})


class CaseOut(Schema):
    """One case, as far as the reader may read it now."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "The governing consent's version, 0 before one."})
    name = fields.String(required=True)
    goal = fields.String(required=True, allow_none=True, metadata={"description": "The participant's own goal."})
    plans = fields.List(fields.Nested(PlanOut), required=True)
    collisions = fields.List(fields.Nested(CollisionOut), required=True)
    people = fields.List(fields.Nested(PersonOut), required=True)
    hours_week = fields.Float(required=True, metadata={"description": "At least this much is planned in some week."})
    writes = fields.List(
        fields.String(), required=True, metadata={"description": "Categories that the reader's own unit gives here."}
    )
    incomplete = fields.Boolean(
        required=True, metadata={"description": "The consent has more that you could be given; `missing` says why."}
    )
    missing = fields.List(
        worded(
            Lack,
            "Not given to you, though it could be. Or given, but: you have not taken on the case; a unit has yet to "
            "accept, or declined.",
            allow_none=False,
        ),
        required=True,
    )
    consent = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The one that stands now; null: none does. Where it is another than last time, what you may "
            "read may have changed. GET /consents/{id} shows your lines in it, and what your unit has answered."
        },
    )
    consent_until = fields.Date(required=True, allow_none=True, metadata={"description": "Its last day."})
    stands_in_until = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Of a substitute: the last day on which she reads in another's place."},
    )
    receipt = fields.Nested(ReceiptOut, required=True)
    news = fields.Nested(
        NewsOut, required=True, allow_none=True, metadata={"description": "null where `news` does not ask for it."}
    )


class OwnCaseOut(CaseOut):
    """The participant's own case."""

    class Meta:
        exclude = ("news",)

    collision_hint = fields.Boolean(required=True, metadata={"description": "What her own collision check found."})


class ContactOut(Schema):
    """How a participant is reached."""

    number = fields.String(required=True)
    contact = fields.String(required=True, metadata={"description": "As it was written down; empty when nothing was."})
    language = fields.String(required=True, metadata={"description": "Which she speaks (BCP 47)."})
    receipt = fields.Nested(ReceiptOut, required=True)
