"""The JSON of sessions and of who is signed in."""

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from hub.signin.codes import LONGEST_CODE
from hub.signin.starting import LONGEST_LINK
from hub.store.json_instants import told

LONGEST_PASSWORD: Final = 200
_LONGEST_USERNAME: Final = 80
_MISSING: Final = "Missing data for required field."


def _text(longest: int, description: str, **also: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, longest), metadata={"description": description}, **also)


class NewSessionSchema(Schema):
    """Staff: username, password, code. A participant: link and code the first time, afterwards username and code."""

    username = _text(_LONGEST_USERNAME, "Sign-in name.")
    password = _text(LONGEST_PASSWORD, "Staff's password; a participant has none.")
    code = _text(
        2 * LONGEST_CODE, "Staff: the one-time code. A participant: her own code, chosen with a link.", required=True
    )
    link = _text(LONGEST_LINK, "The secret of a participant's link; it serves once, within 24 hours.")
    unit = _text(32, "Id of the unit to work at, for staff with several employments.")

    @validates_schema(skip_on_field_errors=True)
    def one_way_in(self, data: dict[str, Any], **_: Any) -> None:
        if "link" not in data and "username" not in data:
            raise ValidationError(_MISSING, "username")
        for extra in ("username", "password", "unit"):
            if "link" in data and extra in data:
                raise ValidationError("Unknown field.", extra)


class StepUpSchema(Schema):
    """A second factor, proved anew during the session."""

    code = _text(2 * LONGEST_CODE, "The one-time code.", required=True)


class SessionSchema(Schema):
    """A new session."""

    token = fields.String(metadata={"description": "Send it as Authorization: Bearer; it is told this once."})
    expires_at = told("When it ends at the latest; idle ones end earlier (staff 15, participants 60 min).")
    username = fields.String(metadata={"description": "Sign-in name; a participant learns hers here the first time."})


class MeSchema(Schema):
    """Who is signed in."""

    id = fields.String(metadata={"description": "Officer, or participant."})
    username = fields.String()
    name = fields.String(allow_none=True, metadata={"description": "Null for a participant: see GET /me/case."})
    title = fields.String(allow_none=True)
    role = fields.String(metadata={"description": "access_manager, administrator, coach, dpo, officer …"})
    unit = fields.String(allow_none=True, metadata={"description": "The secrecy unit that this session works at."})
    unit_name = fields.String(allow_none=True)
    authority = fields.String(allow_none=True, metadata={"description": "Name of the unit's organisation."})
    function = fields.String(allow_none=True, metadata={"description": "The ceiling's column."})
    participant = fields.String(allow_none=True)
    case = fields.String(allow_none=True, metadata={"description": "The participant's own case."})
