"""The JSON of sessions and of who is signed in."""

from typing import Any, ClassVar, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from hub.signin.codes import LONGEST_CODE
from hub.signin.passkeys import LONGEST_ANSWER
from hub.signin.starting import LONGEST_LINK
from hub.store.json_instants import told
from hub.store.json_shapes import exactly, having

LONGEST_PASSWORD: Final = 200
_LONGEST_USERNAME: Final = 80
_PASSKEY: Final = "A passkey's answer (the credential's JSON) to the challenge of GET …/passkey-challenge."
_NEVER_WITH_LINK: Final = ("username", "password", "unit", "passkey")
CODE_OR_PASSKEY: Final = {"if": having("passkey"), "then": {"not": having("code")}, "else": having("code")}
_MISSING: Final = "Missing data for required field."


def _text(longest: int, description: str, **also: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, longest), metadata={"description": description}, **also)


class NewSessionSchema(Schema):
    """Staff: username, password and code or passkey. A participant: link and code first, then username and code."""

    TOGETHER: ClassVar = {
        "if": having("link"),
        "then": {**having("code"), "not": {"anyOf": [having(one) for one in _NEVER_WITH_LINK]}},
        "else": {**having("username"), **CODE_OR_PASSKEY},
    }

    username = _text(_LONGEST_USERNAME, "Sign-in name.")
    password = _text(LONGEST_PASSWORD, "Staff's password; a participant has none.")
    code = _text(
        2 * LONGEST_CODE,
        "Staff: a one-time code, or a recovery code in its place. A participant: her own code, chosen with a link.",
    )
    passkey = _text(LONGEST_ANSWER, _PASSKEY)
    link = _text(LONGEST_LINK, "The secret of a participant's link; it serves once, within 24 hours.")
    unit = _text(32, "Id of the unit to work at, for staff with several employments.")

    @validates_schema(skip_on_field_errors=True)
    def one_way_in(self, data: dict[str, Any], **_: Any) -> None:
        if "code" not in data and "passkey" not in data:
            raise ValidationError(_MISSING, "code")
        if "link" not in data and "username" not in data:
            raise ValidationError(_MISSING, "username")
        for extra in _NEVER_WITH_LINK:
            if "link" in data and extra in data:
                raise ValidationError("Unknown field.", extra)
        _one_factor(data)


class StepUpSchema(Schema):
    """A second factor, proved anew during the session."""

    TOGETHER: ClassVar = exactly(1)

    code = _text(2 * LONGEST_CODE, "The one-time code, or a recovery code in its place.")
    passkey = _text(LONGEST_ANSWER, _PASSKEY)

    @validates_schema(skip_on_field_errors=True)
    def one_factor(self, data: dict[str, Any], **_: Any) -> None:
        if not data:
            raise ValidationError(_MISSING, "code")
        _one_factor(data)


def _one_factor(data: dict[str, Any]) -> None:
    if "code" in data and "passkey" in data:
        raise ValidationError("Unknown field.", "passkey")


class SessionSchema(Schema):
    """A new session."""

    token = fields.String(
        required=True, metadata={"description": "Send it as Authorization: Bearer; it is told this once."}
    )
    expires_at = told(
        "Staff: when it ends at the latest; unused for 15 minutes it ends earlier. Participants: when it ends "
        "unless it is used; each use moves it to 60 minutes later, and there is no latest end."
    )
    username = fields.String(
        required=True, metadata={"description": "Sign-in name; a participant learns hers here the first time."}
    )
    recovery_codes_left = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "How many recovery codes serve still, when one was used now."},
    )


class GapSchema(Schema):
    """Between which instants acts may be gone; who did something then looks whether it stands, and does it again."""

    begin = told("The last act of anybody's that is left.")
    end = told("When the backup was said to be back.")


class MeSchema(Schema):
    """Who is signed in."""

    id = fields.String(required=True, metadata={"description": "Officer, or participant."})
    username = fields.String(required=True)
    name = fields.String(
        required=True, allow_none=True, metadata={"description": "Null for a participant: see GET /me/case."}
    )
    title = fields.String(required=True, allow_none=True)
    role = fields.String(
        required=True, metadata={"description": "access_manager, administrator, coach, dpo, officer …"}
    )
    unit = fields.String(
        required=True, allow_none=True, metadata={"description": "The secrecy unit that this session works at."}
    )
    unit_name = fields.String(required=True, allow_none=True)
    authority = fields.String(
        required=True, allow_none=True, metadata={"description": "Name of the unit's organisation."}
    )
    function = fields.String(required=True, allow_none=True, metadata={"description": "The ceiling's column."})
    participant = fields.String(required=True, allow_none=True)
    case = fields.String(required=True, allow_none=True, metadata={"description": "The participant's own case."})
    may_be_lost = fields.Nested(
        GapSchema,
        required=True,
        allow_none=True,
        metadata={"description": "For a month after a backup was put back; else null."},
    )
