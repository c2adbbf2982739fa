"""The mark of one sending: a hidden field of a form, or the header that the IETF's draft of idempotency keys names."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flask import request
from flask_babel import gettext as _

from hub.signin.sendings import HEADER, Mark
from hub.store.errors import Invalid
from hub.store.ground import ground

_SHORTEST, _LONGEST = 16, 255
_FIELD: Final = "sending"
_OURS: Final = re.compile(r"[0-9a-f]{32}")
PARAMETER: Final[dict[str, Any]] = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "minLength": _SHORTEST, "maxLength": _LONGEST},
    "description": "An unguessable value of the client's own. The same body, sent again under it, is done once and "
    "gets the same answer, as long as the sender may do it. Another body under it is 422.",
}


def asked_mark() -> Mark | None:
    """Read what the header says, once or more often. Raises Invalid."""
    given = request.headers.getlist(HEADER)
    if not given:
        return None
    if len(given) > 1 or not _SHORTEST <= len(given[0]) <= _LONGEST:
        raise Invalid({HEADER: ["Skicka ett värde på 16 till 255 tecken."]})
    return Mark(given[0])


def mark_of_form(form: Mapping[str, str]) -> Mark | None:
    """Read the hidden field; what was never in one is no mark."""
    value = form.get(_FIELD, "")
    return Mark(value, of_form=True) if _OURS.fullmatch(value) else None


def mark_in_form() -> str:
    """Give what stands in the form's hidden field: a form that is shown again keeps it."""
    kept = mark_of_form(request.form)
    return kept.value if kept else ground().random(16).hex()


def done_before() -> str:
    """Say that a press too many did nothing."""
    return _("Det här hade du redan skickat. Det är bara sparat en gång.")
