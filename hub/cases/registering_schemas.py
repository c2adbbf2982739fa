"""What the API takes and gives when a person is registered, and when she is given her way in."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from hub.cases import examples
from hub.participants.registering import LANGUAGES, LONGEST_CONTACT, LONGEST_NAME
from hub.signin.linking import LinkPurpose
from hub.store.json_instants import told


class CaseIn(Schema):
    """A person who is present, or has asked."""

    EXAMPLES: ClassVar = examples.CASE

    name = fields.String(
        required=True, metadata={"description": "Her name.", "minLength": 1, "maxLength": LONGEST_NAME}
    )
    identity_number = fields.String(
        allow_none=True, metadata={"description": "Personnummer, samordningsnummer or reservnummer; none is fine."}
    )
    # How long it may be is described here, and checked where it is read: of what is left once it is cleaned.
    contact = fields.String(
        allow_none=True, metadata={"description": "How she wants to be reached.", "maxLength": LONGEST_CONTACT}
    )
    language = fields.String(
        allow_none=True,
        metadata={"description": "Language tag; sv when not given.", "enum": [*sorted(LANGUAGES), None]},
    )
    origin = fields.String(
        required=True,
        validate=validate.OneOf(("present", "asked")),
        metadata={"description": "How she came: present or asked. Nobody else is registered."},
    )


class Made(Schema):
    """The id of what was made."""

    id = fields.String(required=True)


class LinkIn(Schema):
    """Which link."""

    purpose = fields.String(
        validate=validate.OneOf([purpose.value for purpose in LinkPurpose]),
        metadata={"description": "A first sign-in, or a reset of a code that was chosen. Never both."},
    )


class LinkOut(Schema):
    """A link that serves once; it is told here and nowhere else."""

    link = fields.String(required=True, metadata={"description": "What POST /sessions takes."})
    url = fields.String(required=True, metadata={"description": "The page that it opens."})
    expires_at = told("When it ends.")
