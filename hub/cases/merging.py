"""Tells what somebody changed in a form from what stood there, so that a colleague's change of the rest is kept."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import orjson

from hub.cases.forms import read_form
from hub.cases.saving import checked_for_officers
from hub.plans.fields import Values
from hub.plans.vocabulary import ItemKind
from hub.store.errors import Invalid

OPENED: Final = "opened"  # the form's field of what stood in it
_DIGITS: Final = 16


def opened_with(values: Values) -> str:
    """Give what a form carries of what stood in it when it was opened: a mark of each field, with blanks between."""
    return " ".join(_mark(name, value) for name, value in values.items())


def merged(kind: ItemKind, form: Mapping[str, str], stands: Values) -> dict[str, object]:
    """Give what stands now, with what she has changed since she opened the form.

    It is all that she typed where the form does not say what stood there, or where the two do not fit together. Raises
    Invalid where what she typed does not.
    """
    typed = checked_for_officers(kind, read_form(kind, form), None)
    untouched = set(form.get(OPENED, "").split())
    hers = {name: value for name, value in typed.items() if _mark(name, value) not in untouched}
    try:
        return checked_for_officers(kind, {**stands, **hers}, None)
    except Invalid:
        return typed


def _mark(name: str, value: object) -> str:
    return sha256(orjson.dumps([name, value])).hexdigest()[:_DIGITS]
