"""What a coach proposes: whom a consent is to name, and what it is to share."""

from typing import Any, ClassVar, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from hub.consents.schemas import CATEGORY, ID_LENGTH, LONGEST, MOST, id_of
from hub.store.json_shapes import having
from policies.vocabulary import Kind, Purpose

_HER, _UNIT = "a" * ID_LENGTH, "c" * ID_LENGTH  # of the example
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

    source = id_of("A unit's id, or participant.", required=True)
    category = fields.String(required=True, metadata=CATEGORY)
    readers = fields.List(
        fields.String(
            validate=validate.Length(max=LONGEST),
            metadata={
                "description": "An officer's id, of those named in persons, or the work e-mail of who is missing."
            },
        ),
        allow_none=True,
        validate=validate.Length(max=MOST),
        metadata={"description": "Without it, all named persons who can be given the category."},
    )


class ConsentDraftIn(Schema):
    """What the coach proposes; it answers nothing for the participant."""

    EXAMPLES: ClassVar = (
        {
            "purposes": ["coordinate_plans"],
            "persons": [_HER, {"officer": "b" * ID_LENGTH, "unit": _UNIT, "stands_in_for": _HER}],
            "rows": [{"source": _UNIT, "category": "C04"}, {"source": "participant", "category": "C03"}],
        },
    )
    TOGETHER: ClassVar = {
        "if": having("purpose"),
        "then": {"not": having("purposes")},
        "else": having("purposes"),
    }

    kind = fields.String(
        validate=validate.OneOf([kind.value for kind in Kind]),
        metadata={"description": "cooperation when left out; the others have no text yet, and are refused."},
    )
    purposes = fields.List(
        fields.String(validate=validate.OneOf([purpose.value for purpose in Purpose])),
        metadata={"description": "What they may read for.", "minItems": 1, "uniqueItems": True},
    )
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
        validate=validate.Length(max=MOST),
        metadata={"description": "Whom it names.", "minItems": 1},
    )
    rows = fields.List(
        fields.Nested(ConsentRowIn),
        required=True,
        validate=validate.Length(max=MOST),
        metadata={"description": "What it shares: each is one question to the participant.", "minItems": 1},
    )

    @validates_schema
    def one_way_to_say_purposes(self, data: dict[str, Any], **_: Any) -> None:
        if "purposes" in data and "purpose" in data:
            raise ValidationError("Unknown field.", "purpose")
