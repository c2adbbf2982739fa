"""Seals what a presented text asks for, so that a signature makes lines of what the text says, and of nothing else.

The text is frozen and sealed when it is presented, but whom and what it asks for lies in clear until it is signed.
Whoever writes to the database past the hub could add a reader to a row, put one person in another's place, or the text
of an earlier presentation in that of this one: the participant would read and sign one text, and the lines would be
made of another. Or he could let somebody else have drafted it, or a withdrawal come before it (T4, T8).
"""

from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, select, update

from hub.grants.consent_parts import PROPOSED
from hub.grants.holding import holding
from hub.grants.tables import consent, proposed_officer
from hub.grants.versions import NamedPerson, Version
from hub.store.errors import Conflict
from hub.store.ground import Ground
from hub.store.sealing import ring_for

_OTHER: Final = "Det som frågas är inte längre det som står i texten. Be din handledare att visa texten igen."


class Presentation(NamedTuple):
    """Which text she was shown, and when."""

    digest: bytes | None
    nonce: str | None
    language: str
    at: int | None


def seal_asked(tx: Connection, ground: Ground, version: Version, presented: Presentation) -> None:
    """Seal what the version asks for, as it is presented."""
    seal = _seal(tx, ground, version, presented)
    tx.execute(update(consent).where(consent.c.id == version.id).values(seal=seal))


def check_asked(tx: Connection, ground: Ground, version: Version, presented: Presentation) -> None:
    """Hold that it asks for what it did when it was presented; to sign, under the case's lock. Raises Conflict."""
    if not asks_so(tx, ground, version, presented):
        raise Conflict("text_changed", _OTHER)


def asks_so(tx: Connection, ground: Ground, version: Version, presented: Presentation) -> bool:
    """Tell whether a version asks for what it did when it was presented."""
    found = tx.execute(select(consent.c.seal).where(consent.c.id == version.id)).scalar_one()
    return compare_digest(found or b"", _seal(tx, ground, version, presented))


def _seal(tx: Connection, ground: Ground, version: Version, presented: Presentation) -> bytes:
    head = version.head
    proposals = [one.proposal_id for one in version.persons if one.proposal_id is not None]
    asked = select(proposed_officer.c.id, *PROPOSED).where(proposed_officer.c.id.in_(proposals))
    told = {row.id: list(row) for row in tx.execute(asked)} if proposals else {}
    holding(tx).told = told
    asks: list[Any] = [
        [head.case_id, head.kind, head.version, head.purposes, head.valid_from, head.valid_to],
        [head.drafted_by, head.drafted_unit_id],
        [(presented.digest or b"").hex(), *presented[1:]],
        sorted(_person(one, told) for one in version.persons),
        sorted([one.id, one.source, one.source_function, one.category] for one in version.rows),
        sorted(version.readers),
    ]
    said = sha256(orjson.dumps(asks)).digest()
    return ring_for(ground, version.participant).tag("hub/draft", version.id, said)


def _person(one: NamedPerson, told: Mapping[str, list[str]]) -> list[str | bool]:
    """Say who she is; of who was proposed what the proposal says, since her unit may bind it meanwhile."""
    who = [one.officer_id, one.employment_id] if one.proposal_id is None else told[one.proposal_id]
    return [one.id, *who, one.unit_id, one.reads, one.stands_in_for or ""]
