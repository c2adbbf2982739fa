"""What goes into the door and what comes out: frozen plain values, so that it can move to a process of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hub.access_log.writer import Receipt
from hub.store.actor import Actor
from policies.decision import Permit
from policies.facts import Facts
from policies.vocabulary import Action

NO_CASE = "0" * 32


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case that is there; who asks for one that is not has None in its place."""

    id: str
    participant: str
    number: str = ""


class Sealed(NamedTuple):
    """One record as it stands in the database; first_written, basis_version, kind and group are its head's Frame."""

    table: str
    record: str
    version: int
    source: str
    category: str
    first_written: int
    basis_version: int | None
    columns: tuple[str, ...]
    sealed: bytes
    head_version: int | None
    head_sha256: bytes | None
    kind: str = ""
    group: str = ""


class Opened(NamedTuple):
    """One record in clear: each sealed column's value, decoded from its JSON."""

    table: str
    record: str
    version: int
    source: str
    category: str
    first_written: int
    fields: Mapping[str, Any]
    kind: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One read as it is asked; `whole` asks for all that the consent knows, else for what `rows` carry."""

    actor: Actor
    case: CaseRef | None
    action: Action
    rows: Sequence[Sealed]
    purpose: str | None = None
    whole: bool = False

    @property
    def ids(self) -> tuple[str, str]:
        """Give the case's id and the participant's, for a case that is not there ids that nobody has."""
        return (self.case.id, self.case.participant) if self.case is not None else (NO_CASE, NO_CASE)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one read gave. `incomplete` follows from the consent's rows alone, never from what is stored."""

    case: CaseRef
    opened: tuple[Opened, ...]
    incomplete: bool
    receipt: Receipt
    at: int
    facts: Facts
    permits: Mapping[tuple[str, str], Permit]
