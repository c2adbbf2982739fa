"""Reads a person as somebody describes her who invites her: name, title, work e-mail, and what she is to work as."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.officers.reading import EMAIL, LONGEST, LONGESTEMAIL
from hub.officers.roles import Role
from hub.staffing.wording import role_and_function
from hub.store.errors import Invalid
from hub.store.told import told
from policies.vocabulary import Function

_NO_FORMULA: Final = frozenset("=+-@")
_FILL_IN: Final = "Fyll i fältet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A person to invite; her e-mail is her sign-in name."""

    name: str
    title: str
    email: str
    role: Role
    function: Function


def describe(given: Mapping[str, str], *, jobs: tuple[str, ...] = (), role: Role | None = None) -> Described:
    """Read `name`, `title`, `email` and `job`; a given `role` without content asks for no job.

    Raises Invalid with everything that has to be mended.
    """
    faults: dict[str, list[str]] = {}
    name, title = _text(given, "name", faults), _text(given, "title", faults)
    email = given.get("email", "").strip().casefold()
    if len(email) > LONGESTEMAIL or not EMAIL.fullmatch(email):
        faults["email"] = ["Skriv personens e-postadress i arbetet, till exempel namn@kommun.se."]
    function = Function.NONE
    if role is None:
        job = given.get("job", "")
        if job not in jobs:
            faults["job"] = ["Välj vad personen arbetar som."]
        else:
            role, function = role_and_function(job)
    if faults or role is None:
        raise Invalid(faults)
    return Described(name=name, title=title, email=email, role=role, function=function)


def _text(given: Mapping[str, str], field: str, faults: dict[str, list[str]]) -> str:
    text = " ".join(given.get(field, "").split())
    if not text:
        faults[field] = [_FILL_IN]
    elif len(text) > LONGEST or not text.isprintable() or text[0] in _NO_FORMULA:
        faults[field] = [told("Skriv vanlig text, högst %(longest)s tecken.", longest=LONGEST)]
    return text
