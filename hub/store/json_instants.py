"""How an instant stands in JSON: µs inside, RFC 3339 in UTC outside; a request may give a Swedish day instead."""

from datetime import date
from typing import Any, Final

from marshmallow import ValidationError, fields

from hub.store.days import read, start_of, written, written_day

_ABOUT: Final = "RFC 3339, in UTC."
_HOW: Final = "An ISO date (its Swedish midnight) or an RFC 3339 instant."


class Instant(fields.Field[int]):
    """An instant as the API writes it, such as 2026-03-31T07:00:00.000000Z, and as it takes it."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        return None if value is None else written(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        try:
            found = read(value)
            return start_of(found) if isinstance(found, date) else found
        except (TypeError, ValueError, OverflowError):
            raise ValidationError("Not a valid datetime.") from None


class Day(fields.Date):
    """A day as the API describes it; `fields.Date` alone also takes one that is written by its week."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date:
        try:
            return written_day(value)
        except (TypeError, ValueError):
            raise ValidationError("Not a valid date.") from None


def told(about: str, *, or_null: bool = False) -> Instant:
    """Make the field of an instant in an answer."""
    metadata = {"type": "string", "format": "date-time", "description": f"{about} {_ABOUT}"}
    return Instant(required=True, allow_none=or_null, metadata=metadata)


def asked(about: str = "", **more: Any) -> Instant:
    """Make the field of an instant in a request."""
    return Instant(metadata={"type": "string", "description": f"{_HOW} {about}".strip()}, **more)
