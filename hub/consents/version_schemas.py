"""What a version of a consent looks like, alone and in a list."""

from typing import Final

from marshmallow import Schema, fields, validate

from hub.grants.states import State
from hub.store.json_instants import Instant, told
from hub.store.json_receipts import ReceiptOut

_ANSWERED: Final = "What she answered; null until she signs, and for who sees only lines."


def _at(about: str) -> Instant:
    return told(about, or_null=True)


class NamedPersonOut(Schema):
    """A named person."""

    id = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True, metadata={"description": "Null while only proposed."})
    proposal = fields.String(required=True, allow_none=True)
    stands_in_for = fields.String(
        required=True, allow_none=True, metadata={"description": "The id of the person whom this substitute replaces."}
    )
    name = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    authority = fields.String(required=True)
    reads = fields.Boolean(required=True, metadata={"description": "false: named only to give."})
    answer = fields.Boolean(required=True, allow_none=True)
    withdrawn_at = _at("When she was taken back.")


class ConsentRowOut(Schema):
    """A category from a source."""

    id = fields.String(required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    category = fields.String(required=True)
    label = fields.String(required=True)
    readers = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Ids of persons: those proposed, and once signed those with a line."},
    )
    answer = fields.Boolean(required=True, allow_none=True)
    accepted = fields.Boolean(
        required=True, metadata={"description": "Nothing of it waits, of the lines that the asker sees."}
    )
    in_vain = fields.Boolean(
        required=True, metadata={"description": "It waits, and nobody named at its unit is left there to answer."}
    )
    accepted_at = _at("When its unit accepted.")
    declined_at = _at("When its unit declined.")
    withdrawn_at = _at("When it was taken back.")
    reason = fields.String(required=True, allow_none=True, metadata={"description": "Why its unit declined."})


class ConsentLineOut(Schema):
    """One person's right to one row."""

    id = fields.String(required=True)
    row = fields.String(required=True)
    person = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True, metadata={"description": "Null while the line sleeps."})
    source = fields.String(required=True)
    category = fields.String(required=True)
    since = told("First signing of its unbroken chain.")
    covers_earlier = fields.Boolean(required=True)
    accepted_at = _at("When the unit accepted.")
    declined_at = _at("When the unit declined.")
    withdrawn_at = _at("When it was taken back.")


class ListedConsentOut(Schema):
    """A version in a list."""

    id = fields.String(required=True)
    case = fields.String(required=True)
    kind = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in State]))
    purposes = fields.List(fields.String(), required=True)
    drafted_at = _at("When it was drafted.")
    presented_at = _at("When it was last presented.")
    signed_at = _at("When it was signed.")
    witnessed_at = _at("When its coach witnessed it.")
    withdrawn_at = _at("When it was taken back whole.")
    valid_from = told("From when it holds.")
    valid_to = told("The instant at which it ends.")
    covers_earlier = fields.Boolean(required=True, allow_none=True, metadata={"description": _ANSWERED})
    collision_check = fields.Boolean(required=True, allow_none=True, metadata={"description": _ANSWERED})
    one_coach = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "One coach made the link that her code rests on, and presented the text."},
    )


class ConsentOut(ListedConsentOut):
    """A consent as the asker may see it; who sees only lines gets null for text and digest."""

    text = fields.String(required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True)
    nonce = fields.String(required=True, allow_none=True, metadata={"description": "For her who signs."})
    persons = fields.List(fields.Nested(NamedPersonOut), required=True)
    rows = fields.List(fields.Nested(ConsentRowOut), required=True)
    lines = fields.List(fields.Nested(ConsentLineOut), required=True)
    summary = fields.List(fields.String(), required=True, metadata={"description": "One Swedish sentence a person."})
    receipt = fields.Nested(ReceiptOut, required=True)


class ConsentsOut(Schema):
    """Versions, the newest first."""

    items = fields.List(fields.Nested(ListedConsentOut), required=True)
    next = fields.String(required=True, allow_none=True)
