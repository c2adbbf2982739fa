"""How a yes or no stands in a JSON body: true or false, never a number that only compares equal to one of them."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields


class YesNo(fields.Boolean):
    """Takes true and false alone. The library's own field takes what equals a word of its list: 1 and 1.0 too."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


def yes_no(about: str = "", **more: Any) -> YesNo:
    """Make the field of a yes or no in a request."""
    return YesNo(metadata={"description": about} if about else {}, **more)
