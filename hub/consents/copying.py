"""Her own copy of what she signed: the text, her answers and how she signed, opened through the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from hub.consents.documents import Document, part_of
from hub.consents.presenting import names_in
from hub.disclosure.door import disclose
from hub.disclosure.records import CaseRef
from hub.grants.naming import Names
from hub.grants.naming import names as officers_called
from hub.grants.versions import Version, load_version, whereabouts
from hub.signin.current import SignedIn
from hub.store.errors import NotShown
from hub.store.ground import Ground
from policies.vocabulary import Action


@dataclass(frozen=True, slots=True)
class Copy:
    """`signed` is the canonical JSON of the signature; `drawing` the drawn name as base64 PNG, if she drew it."""

    version: Version
    names: Names
    text: str
    signed: Mapping[str, Any]
    digest: str
    drawing: str | None
    entered_by: str = ""  # names, of a paper
    compared_by: str = ""


def copy_of(ground: Ground, who: SignedIn, *, consent_id: str) -> Copy:
    """Open her copy. Raises NotShown for everybody else's, and for what she has not signed."""
    with ground.store.read() as tx:
        where = whereabouts(tx, consent_id)
        signature, drawing = part_of(tx, consent_id, "signature"), part_of(tx, consent_id, "drawing")
    mine = where is not None and signature is not None and where.participant == who.participant
    ref = CaseRef(where.case_id, where.participant, where.number) if where and mine else None
    rows = [one.sealed for one in (signature, drawing) if one is not None] if mine else []
    opened = disclose(ground, who.actor, case=ref, action=Action.READ, purpose=None, rows=rows)
    if signature is None or signature.digest is None:
        raise NotShown
    found = {one.record: one.fields for one in opened.opened}
    with ground.store.read() as tx:
        version = load_version(tx, consent_id)
        if version is None:
            raise NotShown
        names = names_in(tx, version)
        signed = orjson.loads(str(found[signature.id]["signed"]))
        by = [_hand(signed, "entered_by") or "", _hand(signed, "compared_by") or ""]
        hands = officers_called(tx, officers=by, units=[])
    return Copy(
        version=version,
        names=names,
        text=str(signed["text"]),
        signed=signed,
        digest=signature.digest.hex(),
        drawing=_drawing(drawing, found),
        entered_by=_called(hands, _hand(signed, "entered_by")),
        compared_by=_called(hands, _hand(signed, "compared_by")),
    )


def _hand(signed: Mapping[str, Any], part: str) -> str | None:
    found: str | None = signed.get(part)
    return found


def _called(hands: Names, officer: str | None) -> str:
    named = hands.officers.get(officer or "")
    return f"{named.name}, {named.title}" if named else ""


def _drawing(drawing: Document | None, found: Mapping[str, Mapping[str, Any]]) -> str | None:
    return str(found[drawing.id]["png"]) if drawing is not None else None
