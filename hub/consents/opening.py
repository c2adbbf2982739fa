"""Opens two parts of a participant's own consent through the door, with one entry: what signing and her copy show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.consents.documents import Document, part_of
from hub.consents.presenting import names_in
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked, CaseRef
from hub.grants.naming import Names
from hub.grants.versions import Version, load_version, whereabouts
from hub.signin.current import SignedIn
from hub.store.errors import NotShown
from hub.store.ground import Ground
from policies.vocabulary import Action


@dataclass(frozen=True, slots=True)
class Parts:
    """`needed` is there, `digest` is its; `more` may not be. Each one's fields stand under its record's id."""

    version: Version
    names: Names
    at: int
    needed: Document
    digest: str
    more: Document | None
    fields: Mapping[str, Mapping[str, Any]]


def open_own(ground: Ground, who: SignedIn, *, consent_id: str, needed: str, more: str) -> Parts:
    """Open them. Raises NotShown for everybody else's consent, and where the needed part is missing."""
    with ground.store.read() as tx:
        where = whereabouts(tx, consent_id)
        first, second = part_of(tx, consent_id, needed), part_of(tx, consent_id, more)
    mine = where is not None and first is not None and where.participant == who.participant
    ref = CaseRef(where.case_id, where.participant, where.number) if where and mine else None
    rows = [one.sealed for one in (first, second) if one is not None] if mine else []
    opened = disclose(ground, Asked(who.actor, ref, Action.READ, rows))
    if first is None or first.digest is None:
        raise NotShown
    with ground.store.read() as tx:
        version = load_version(tx, consent_id)
        if version is None:
            raise NotShown
        names = names_in(tx, ground, version)
    fields = {one.record: one.fields for one in opened.opened}
    return Parts(version, names, opened.at, first, first.digest.hex(), second, fields)
