"""Reads a person as somebody describes her who invites her, and how she is reached as she or her unit says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.officers.names import NO_NAME, is_name
from hub.officers.reaching import LONGEST_NOTE, UNSAID, Reach, wrong_phone
from hub.officers.reading import EMAIL, LONGEST, LONGESTEMAIL
from hub.officers.roles import Role
from hub.staffing.wording import role_and_function
from hub.store.errors import Invalid
from hub.store.legible import illegible, is_legible, one_line
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
    reach: Reach = UNSAID


def describe(given: Mapping[str, str], *, jobs: tuple[str, ...] = (), role: Role | None = None) -> Described:
    """Read `name`, `title`, `email`, `job`, and, where it is given, how she is reached.

    A given `role` without content asks for no job.

    Raises Invalid with everything that has to be mended.
    """
    faults: dict[str, list[str]] = {}
    name, title = text_of(given, "name", faults), text_of(given, "title", faults)
    if "name" not in faults and not is_name(name):
        faults["name"] = [NO_NAME]
    email = one_line(given.get("email", "")).casefold()
    if len(email) > LONGESTEMAIL or not EMAIL.fullmatch(email):
        faults["email"] = ["Skriv personens e-postadress i arbetet, till exempel namn@kommun.se."]
    reach = _reach(given, faults)
    function = Function.NONE
    if role is None:
        job = given.get("job", "")
        if job not in jobs:
            faults["job"] = ["Välj vad personen arbetar som."]
        else:
            role, function = role_and_function(job)
    if faults or role is None:
        raise Invalid(faults)
    return Described(name=name, title=title, email=email, role=role, function=function, reach=reach)


def describe_reach(given: Mapping[str, str | None]) -> Reach:
    """Read `phone` and `reached`; nothing said takes away what stood. Raises Invalid."""
    faults: dict[str, list[str]] = {}
    reach = _reach(given, faults)
    if faults:
        raise Invalid(faults)
    return reach


def _reach(given: Mapping[str, str | None], faults: dict[str, list[str]]) -> Reach:
    phone, reached = _plain(given.get("phone")), _plain(given.get("reached"))
    if phone and (fault := wrong_phone(phone)):
        faults["phone"] = [fault]
    if reached:
        _check(reached, "reached", LONGEST_NOTE, faults)
    return Reach(phone=phone or None, reached=reached or None)


def text_of(given: Mapping[str, str], field: str, faults: dict[str, list[str]]) -> str:
    """Read a name or a title; what has to be mended is noted in `faults`."""
    text = _plain(given.get(field))
    if not text:
        faults[field] = [_FILL_IN]
    else:
        _check(text, field, LONGEST, faults)
    return text


def _check(text: str, field: str, longest: int, faults: dict[str, list[str]]) -> None:
    if not is_legible(text):
        faults[field] = [illegible(text)]
    elif len(text) > longest or text[0] in _NO_FORMULA:
        faults[field] = [told("Skriv vanlig text, högst %(longest)s tecken.", longest=longest)]


def _plain(text: str | None) -> str:
    return one_line(text or "")
