"""Her own copy of what she signed: the text, her answers and how she signed, opened through the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from hub.consents.opening import open_own
from hub.grants.naming import Names
from hub.grants.naming import names as officers_called
from hub.grants.states import State
from hub.grants.states import state as state_of
from hub.grants.versions import Version
from hub.signin.current import SignedIn
from hub.store.ground import Ground


@dataclass(frozen=True, slots=True)
class Copy:
    """`signed` is the canonical JSON of the signature; `drawing` the drawn name as base64 PNG, if she drew it."""

    version: Version
    state: State
    names: Names
    text: str
    signed: Mapping[str, Any]
    digest: str
    drawing: str | None
    entered_by: str = ""  # names, of a paper
    compared_by: str = ""


def copy_of(ground: Ground, who: SignedIn, *, consent_id: str) -> Copy:
    """Open her copy. Raises NotShown for everybody else's, and for what she has not signed."""
    own = open_own(ground, who, consent_id=consent_id, needed="signature", more="drawing")
    said = str(own.fields[own.needed.id]["signed"])
    signed = orjson.loads(said)
    entered, compared = signed.get("entered_by") or "", signed.get("compared_by") or ""
    with ground.store.read() as tx:
        hands = officers_called(tx, ground, officers=(entered, compared), units=())
    return Copy(
        version=own.version,
        state=state_of(own.version.head, own.at),
        names=own.names,
        text=str(signed["text"]),
        signed=signed,
        digest=sha256(said.encode()).hexdigest(),  # of what was opened: the one beside it lies in clear
        drawing=str(own.fields[own.more.id]["png"]) if own.more is not None else None,
        entered_by=_called(hands, entered),
        compared_by=_called(hands, compared),
    )


def _called(hands: Names, officer: str) -> str:
    named = hands.officers.get(officer)
    return f"{named.name}, {named.title}" if named else ""
