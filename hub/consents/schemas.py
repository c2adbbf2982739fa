"""What the consents' JSON looks like, both ways; an unknown field is refused."""

from typing import Any, ClassVar, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from hub.consents.evidence import CODE, DRAWN, TYPED
from hub.consents.inking import LARGEST
from hub.consents.labels import OFFICER_LABELS
from hub.consents.meeting import SELF
from hub.consents.signing_schemas import MeetingIn, ReadingHelps
from hub.grants.states import State
from hub.signin.schemas import StepUpSchema
from hub.store.json_instants import Instant, told
from hub.store.json_shapes import exactly, having
from hub.store.json_yes_no import YesNo, yes_no, yes_no_by_id
from policies.vocabulary import Category, Kind, Purpose

_ID_LENGTH: Final = 32
_MOST: Final = 200  # persons or rows of one consent
_LONGEST: Final = 200
_ANSWERED: Final = "What she answered; null until she signs, and for who sees only lines."


def _id(about: str, **more: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=_ID_LENGTH), metadata={"description": about}, **more)


def _at(about: str) -> Instant:
    return told(about, or_null=True)


# Of the examples: ids are thirty-two hexadecimal characters, and tell nothing.
_HER, _UNIT, _PERSON_ID, _ROW_ID = ("a" * _ID_LENGTH, "c" * _ID_LENGTH, "1" * _ID_LENGTH, "2" * _ID_LENGTH)
_CATEGORY: Final = {
    "description": ", ".join(f"{category.value} {label}" for category, label in OFFICER_LABELS.items()) + ".",
    "enum": [category.value for category in Category],
}
_DAY: Final = {"anyOf": [{"type": "string", "format": one} for one in ("date", "date-time")]}
_MISSING: Final = ("name", "title", "unit", "work_email")
_PERSON: Final = {
    "oneOf": [
        {"type": "string", "description": "An officer's id, when she works at one unit alone."},
        {
            "type": "object",
            "required": ["officer"],
            "additionalProperties": False,
            "properties": {
                "officer": {"type": "string"},
                "unit": {"type": "string"},
                "reads": {"type": "boolean", "description": "false: named only to give."},
                "stands_in_for": {
                    "type": "string",
                    "description": "A substitute's: the id of the named officer at the same unit whom she replaces.",
                },
            },
        },
        {
            "type": "object",
            "required": ["missing"],
            "additionalProperties": False,
            "description": "An officer who is not in the directory; her lines sleep until her unit binds her.",
            "properties": {
                "missing": {
                    "type": "object",
                    "required": list(_MISSING),
                    "additionalProperties": False,
                    "properties": {name: {"type": "string"} for name in _MISSING},
                },
                "reads": {"type": "boolean"},
            },
        },
    ]
}


class ConsentRowIn(Schema):
    """A category from a source."""

    source = _id("A unit's id, or participant.", required=True)
    category = fields.String(required=True, metadata=_CATEGORY)
    readers = fields.List(
        fields.String(
            validate=validate.Length(max=_LONGEST),
            metadata={
                "description": "An officer's id, of those named in persons, or the work e-mail of who is missing."
            },
        ),
        allow_none=True,
        validate=validate.Length(max=_MOST),
        metadata={"description": "Without it, all named persons who can be given the category."},
    )


class ConsentDraftIn(Schema):
    """What the coach proposes; it answers nothing for the participant."""

    EXAMPLES: ClassVar = (
        {
            "purposes": ["coordinate_plans"],
            "persons": [_HER, {"officer": "b" * _ID_LENGTH, "unit": _UNIT, "stands_in_for": _HER}],
            "rows": [{"source": _UNIT, "category": "C04"}, {"source": "participant", "category": "C03"}],
        },
    )
    TOGETHER: ClassVar = {"not": having("purposes", "purpose")}

    kind = fields.String(validate=validate.OneOf([kind.value for kind in Kind]))
    purposes = fields.List(fields.String(validate=validate.OneOf([purpose.value for purpose in Purpose])))
    purpose = fields.String(
        validate=validate.OneOf([purpose.value for purpose in Purpose]),
        metadata={"description": "Instead of `purposes`, when there is one."},
    )
    valid_from = fields.Raw(metadata={"description": "First day, or instant; now when not given.", **_DAY})
    valid_to = fields.Raw(
        metadata={"description": "Last day (included) or end instant, at most 12 months; proposed: 12 months.", **_DAY}
    )
    persons = fields.List(
        fields.Raw(metadata=_PERSON),
        required=True,
        validate=validate.Length(max=_MOST),
        metadata={"description": "Whom it names."},
    )
    rows = fields.List(fields.Nested(ConsentRowIn), required=True, validate=validate.Length(max=_MOST))

    @validates_schema
    def one_way_to_say_purposes(self, data: dict[str, Any], **_: Any) -> None:
        if "purposes" in data and "purpose" in data:
            raise ValidationError("Unknown field.", "purpose")


class PresentationIn(Schema):
    """In which language the text is shown; the Swedish text is the one that is signed."""

    language = fields.String(load_default="sv", validate=validate.Length(max=10))


class ExceptionIn(Schema):
    """A row that shall not go to a person."""

    row = _id("The row's id.", required=True)
    person = _id("The person's id.", required=True)


class SignatureIn(Schema):
    """The participant's answers; a question without an answer is refused, nothing is answered for her."""

    EXAMPLES: ClassVar = (
        {
            "digest": "d" * 64,
            "nonce": "f" * _ID_LENGTH,
            "persons": {_PERSON_ID: True},
            "rows": {_ROW_ID: True, "3" * _ID_LENGTH: False},
            "exceptions": [],
            "covers_earlier": False,
            "collision_check": True,
            "method": "code",
            "code": "580274",
        },
    )

    digest = fields.String(
        required=True, validate=validate.Length(max=64), metadata={"description": "SHA-256 (hex) of the text shown."}
    )
    nonce = fields.String(
        required=True, validate=validate.Length(max=64), metadata={"description": "Of this presentation."}
    )
    persons = yes_no_by_id("A yes or no for each person.", required=True)
    rows = yes_no_by_id("A yes or no for each row.", required=True)
    exceptions = fields.List(
        fields.Nested(ExceptionIn),
        load_default=list,
        validate=validate.Length(max=_MOST * 10),
        metadata={"description": "What of the rows is not for one of the persons; left out: nothing."},
    )
    covers_earlier = yes_no("May they also read what was written before today?", required=True)
    collision_check = yes_no("May the hub compare all her times and tell her and the coordinator?", required=True)
    method = fields.String(
        load_default=CODE,
        validate=validate.OneOf([CODE, TYPED, DRAWN]),
        metadata={"description": "With her own code alone (also when left out), or her name typed or drawn too."},
    )
    code = fields.String(
        required=True, validate=validate.Length(max=64), metadata={"description": "The code that she has chosen."}
    )
    interpreter = fields.String(
        allow_none=True, validate=validate.Length(max=_LONGEST), metadata={"description": "Who interpreted, if any."}
    )
    capacity = fields.String(
        load_default=SELF, validate=validate.Length(max=20), metadata={"description": "self; nobody signs for another."}
    )
    typed_name = fields.String(load_default="", validate=validate.Length(max=_LONGEST))
    drawing = fields.String(
        load_default="", validate=validate.Length(max=LARGEST), metadata={"description": "Her drawn name: PNG, base64."}
    )
    meeting = fields.Nested(MeetingIn, load_default=None, allow_none=True)
    reading_helps = ReadingHelps()


class WitnessIn(StepUpSchema):
    """The coach's own second factor."""


class AcceptanceIn(Schema):
    """What an officer answers for her unit; accepting includes taking on the case."""

    EXAMPLES: ClassVar = (
        {"take_on": True, "rows": {_ROW_ID: True}},
        {"rows": {_ROW_ID: False}, "reason": "Vi behöver prata först."},
    )

    take_on = yes_no("Take on the case.", load_default=False)
    rows = yes_no_by_id("Rows of one's own unit: accepted or declined.", load_default=dict)
    reason = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Length(max=1000),
        metadata={"description": "Why something is declined. The participant reads it."},
    )


class WithdrawalIn(Schema):
    """Exactly one of whole, person, category and row."""

    EXAMPLES: ClassVar = ({"whole": True}, {"person": _PERSON_ID}, {"category": "C04"}, {"row": _ROW_ID})
    TOGETHER: ClassVar = exactly(1)

    whole = YesNo(metadata={"description": "Everything: true.", "enum": [True]})
    person = _id("A person's id (or the officer's).")
    category = fields.String(validate=validate.Length(max=3), metadata=_CATEGORY)
    row = _id("A row's id.")


class ActReceiptOut(Schema):
    """Where the act stands in the log."""

    entry = fields.String(required=True)
    leaf = fields.String(required=True)


class PresentationOut(Schema):
    """What the signature must point at."""

    digest = fields.String(required=True)
    nonce = fields.String(required=True)
    receipt = fields.Nested(ActReceiptOut, required=True)


class SignatureOut(Schema):
    """The signature stands."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    signed_at = told("When it was signed.")
    lines = fields.Integer(required=True, metadata={"description": "How many lines it made."})
    receipt = fields.Nested(ActReceiptOut, required=True)


class WitnessOut(Schema):
    """The witness stands, and with it the acceptance of these rows."""

    witnessed_at = told("When its coach witnessed it.")
    accepted = fields.List(fields.String(), required=True)
    receipt = fields.Nested(ActReceiptOut, required=True)


class AcceptanceOut(Schema):
    """What was answered."""

    at = told("When it was answered.")
    taken_on = fields.Boolean(required=True)
    accepted = fields.List(fields.String(), required=True)
    declined = fields.List(fields.String(), required=True)
    receipts = fields.List(fields.Nested(ActReceiptOut), required=True)


class WithdrawalOut(Schema):
    """It holds from `at`; `receipt` is the number to keep."""

    receipt = fields.String(required=True)
    at = told("From when it holds.")
    scope = fields.String(required=True)
    entry = fields.Nested(ActReceiptOut, required=True)


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
    receipt = fields.Nested(ActReceiptOut, required=True)


class ConsentsOut(Schema):
    """Versions, the newest first."""

    items = fields.List(fields.Nested(ListedConsentOut), required=True)
    next = fields.String(required=True, allow_none=True)
