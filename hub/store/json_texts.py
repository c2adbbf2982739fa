"""How a description tells of a text that is sent: at least a character, and no more than so many."""

from marshmallow import fields, validate


def text(longest: int, description: str, *, required: bool = True) -> fields.String:
    about = {"description": description}
    return fields.String(required=required, validate=validate.Length(1, longest), metadata=about)
