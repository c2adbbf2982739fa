"""The JSON of how somebody is best reached at work."""

from marshmallow import Schema, fields, validate

from hub.officers.reaching import LONGEST_NOTE, LONGEST_PHONE
from hub.staffing.schemas import PHONE, REACHED


def _or_none(longest: int, description: str) -> fields.String:
    about = {"description": f"{description} Null takes it away."}
    return fields.String(required=True, allow_none=True, validate=validate.Length(1, longest), metadata=about)


class ReachSchema(Schema):
    """How an officer is reached, beside her work e-mail."""

    phone = _or_none(LONGEST_PHONE, PHONE)
    reached = _or_none(LONGEST_NOTE, REACHED)


class OwnReachSchema(ReachSchema):
    """How the asker is reached, as others in her cases see it."""

    email = fields.String(
        required=True, metadata={"description": "Work e-mail; her unit's access manager looks after it."}
    )
