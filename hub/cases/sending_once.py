"""A program's own mark of one sending, by the header that the IETF's draft of idempotency keys names."""

from collections.abc import Sequence
from typing import Any, Final

from hub.store.errors import Invalid

_SHORTEST, _LONGEST = 16, 255
HEADER: Final = "Idempotency-Key"
PARAMETER: Final[dict[str, Any]] = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "minLength": _SHORTEST, "maxLength": _LONGEST},
    "description": "An unguessable value of the client's own. The same body, sent again under it, is done once and "
    "gets the same answer, as long as the case is the coach's.",
}


def read_key(given: Sequence[str]) -> str:
    """Read what the header said, once or more often; empty where it is not there. Raises Invalid."""
    if not given:
        return ""
    if len(given) > 1 or not _SHORTEST <= len(given[0]) <= _LONGEST:
        raise Invalid({HEADER: ["Skicka ett värde på 16 till 255 tecken."]})
    return given[0]
