"""What the acts on a consent take and give; an unknown field is refused."""

from typing import Any, ClassVar, Final

from marshmallow import Schema, fields, validate

from hub.consents.evidence import CODE, DRAWN, TYPED
from hub.consents.inking import LARGEST
from hub.consents.labels import OFFICER_LABELS
from hub.consents.meeting import SELF
from hub.consents.signing_schemas import MeetingIn, ReadingHelps
from hub.signin.schemas import StepUpSchema
from hub.store.json_instants import told
from hub.store.json_receipts import ReceiptOut
from hub.store.json_shapes import exactly
from hub.store.json_yes_no import YesNo, yes_no, yes_no_by_id
from policies.vocabulary import Category

ID_LENGTH: Final = 32
MOST: Final = 200  # persons or rows of one consent
LONGEST: Final = 200


def id_of(about: str, **more: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=ID_LENGTH), metadata={"description": about}, **more)


CATEGORY: Final = {
    "description": ", ".join(f"{category.value} {label}" for category, label in OFFICER_LABELS.items()) + ".",
    "enum": [category.value for category in Category],
}
# Of the examples: ids are thirty-two hexadecimal characters, and tell nothing.
_PERSON_ID, _ROW_ID = "1" * ID_LENGTH, "2" * ID_LENGTH


class PresentationIn(Schema):
    """In which language the text is shown; the Swedish text is the one that is signed."""

    language = fields.String(load_default="sv", validate=validate.Length(max=10))


class ExceptionIn(Schema):
    """A row that shall not go to a person."""

    row = id_of("The row's id.", required=True)
    person = id_of("The person's id.", required=True)


class SignatureIn(Schema):
    """The participant's answers; a question without an answer is refused, nothing is answered for her."""

    EXAMPLES: ClassVar = (
        {
            "digest": "d" * 64,
            "nonce": "f" * ID_LENGTH,
            "persons": {_PERSON_ID: True},
            "rows": {_ROW_ID: True, "3" * ID_LENGTH: False},
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
        validate=validate.Length(max=MOST * 10),
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
        allow_none=True, validate=validate.Length(max=LONGEST), metadata={"description": "Who interpreted, if any."}
    )
    capacity = fields.String(
        load_default=SELF, validate=validate.Length(max=20), metadata={"description": "self; nobody signs for another."}
    )
    typed_name = fields.String(load_default="", validate=validate.Length(max=LONGEST))
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
    person = id_of("A person's id (or the officer's).")
    category = fields.String(validate=validate.Length(max=3), metadata=CATEGORY)
    row = id_of("A row's id.")


class PresentationOut(Schema):
    """What the signature must point at."""

    digest = fields.String(required=True)
    nonce = fields.String(required=True)
    receipt = fields.Nested(ReceiptOut, required=True)


class SignatureOut(Schema):
    """The signature stands."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    signed_at = told("When it was signed.")
    lines = fields.Integer(required=True, metadata={"description": "How many lines it made."})
    receipt = fields.Nested(ReceiptOut, required=True)


class WitnessOut(Schema):
    """The witness stands, and with it the acceptance of these rows."""

    witnessed_at = told("When its coach witnessed it.")
    accepted = fields.List(fields.String(), required=True)
    receipt = fields.Nested(ReceiptOut, required=True)


class AcceptanceOut(Schema):
    """What was answered."""

    at = told("When it was answered.")
    taken_on = fields.Boolean(required=True)
    accepted = fields.List(fields.String(), required=True)
    declined = fields.List(fields.String(), required=True)
    receipts = fields.List(fields.Nested(ReceiptOut), required=True)


class WithdrawalOut(Schema):
    """It holds from `at`; `receipt` is the number to keep."""

    receipt = fields.String(required=True)
    at = told("From when it holds.")
    scope = fields.String(required=True)
    entry = fields.Nested(ReceiptOut, required=True)
