"""How a yes or no stands in a JSON body: true or false, never a number that only compares equal to one of them."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields, validate

_LONGEST_ID: Final = 32
_MOST: Final = 200  # persons or rows of one consent


class YesNo(fields.Boolean):
    """Takes true and false alone. The library's own field takes what equals a word of its list: 1 and 1.0 too."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


def yes_no(about: str = "", **more: Any) -> YesNo:
    """Make the field of a yes or no in a request."""
    return YesNo(metadata={"description": about} if about else {}, **more)


class YesNoById(fields.Dict):
    """A yes or no for each id. What is wrong with one is said under its id, where the library says `id.value`."""

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        try:
            return super().deserialize(value, attr, data, **kwargs)
        except ValidationError as wrong:
            if not isinstance(wrong.messages, dict):
                raise
            told = {name: [one for part in found.values() for one in part] for name, found in wrong.messages.items()}
            raise ValidationError(told) from wrong


def yes_no_by_id(about: str, **more: Any) -> YesNoById:
    """Make the field of the answers to at most 200 questions of one sort: {id: true or false}."""
    return YesNoById(
        keys=fields.String(validate=validate.Length(max=_LONGEST_ID)),
        values=yes_no(),
        validate=validate.Length(max=_MOST),
        metadata={"description": about},
        **more,
    )
