"""What is recorded of the meeting at which a consent is signed: who was there, which help she had to understand it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from hub.store.errors import Invalid
from hub.store.legible import clean, illegible, is_legible
from hub.store.told import told

LONGEST: Final = 200
SELF: Final = "self"


class Interpreting(StrEnum):
    """How the interpreter took part."""

    ON_SITE = "on_site"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """As she says it when she signs; empty is not told. It becomes part of what is signed."""

    place: str = ""
    present: str = ""
    interpreter: str = ""
    agency: str = ""
    interpreting: Interpreting | None = None
    read_aloud: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_meeting(typed: Mapping[str, Any]) -> Meeting:
    """Read what was typed or sent. Raises Invalid by field."""
    texts = {name: clean(str(typed.get(name) or "")) for name in ("place", "present", "interpreter", "agency")}
    too_long = told("Skriv högst %(most)s tecken.", most=LONGEST)
    faults: dict[str, list[str]] = {name: [too_long] for name, text in texts.items() if len(text) > LONGEST}
    faults |= {name: [illegible(text, lines=True)] for name, text in texts.items() if not is_legible(text, lines=True)}
    how = typed.get("interpreting") or None
    if how is not None and how not in set(Interpreting):
        faults["interpreting"] = ["Välj på plats eller på telefon."]
    if faults:
        raise Invalid(faults)
    return Meeting(
        **texts,
        interpreting=Interpreting(how) if how else None,
        read_aloud=typed.get("read_aloud") in {True, "yes"},
    )


def check_capacity(capacity: str) -> None:
    """Raise Invalid unless she signs for herself: nobody signs for another yet, on paper either."""
    if capacity == SELF:
        return
    say = (
        "Den som är god man, förvaltare eller ombud kan inte skriva under i Ingången än. Prata med handledaren."
        if capacity
        else "Svara om du skriver under för dig själv."
    )
    raise Invalid({"capacity": [say]})
