"""A participant takes back her consent, or says no to one she has not signed; it holds from the commit."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask_babel import lazy_gettext as later
from sqlalchemy import Connection

from hub.access_log.writer import Receipt
from hub.consents.acting import permitted, refusing
from hub.consents.documents import remove_parts
from hub.consents.going_on import goes_on
from hub.consents.presenting import names_in
from hub.consents.recording import record_act
from hub.consents.showing import View
from hub.disclosure.permitting import record
from hub.grants.states import state
from hub.grants.withdrawing import Scope, decline, was_signed, withdraw
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action

IN_THE_HUB: Final = "hub"
LETTER: Final = "letter"
PAPER: Final = "paper"
PHONE: Final = "phone"
VISIT: Final = "visit"
CHANNEL_WORDS: Final = MappingProxyType(
    {
        IN_THE_HUB: later("i Ingången"),
        LETTER: later("i ett brev"),
        PAPER: later("på papper"),
        PHONE: later("på telefon"),
        VISIT: later("vid ett besök"),
    }
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`receipt` is the number that she is given, `entry` the log's, `goes_on` the version that stands as before."""

    receipt: str
    at: int
    scope: Scope
    entry: Receipt
    declined: bool = False  # she said no to what she had not signed
    goes_on: int | None = None


def may_take_back(tx: Connection, ground: Ground, actor: Actor, *, consent_id: str) -> View:
    """Show the participant what there is to take back: persons and rows, which are no secret to her. Logged.

    No text is opened for it: neither keys that do not answer nor bytes that somebody has spoilt may keep her from it.
    """
    act = permitted(tx, ground, actor, consent_id=consent_id, action=Action.WITHDRAW, keyless=True)
    told = act.allowed.done | {"action": Action.READ, "consent": act.version.reference}
    receipt = record(tx, ground, actor, **told)
    return View(
        version=act.version,
        state=state(act.version.head, act.at),
        at=act.at,
        names=names_in(tx, ground, act.version),
        name=None,
        whole=True,
        text=None,
        digest=None,
        nonce=None,
        summary=(),
        reasons={},
        receipt=receipt,
        hers=True,
        left=frozenset(),  # what she said yes to can be taken back from who has left, too
    )


def take_back(
    tx: Connection, ground: Ground, actor: Actor, *, consent_id: str, scope: Scope, target: str | None
) -> TakenBack:
    """Take back at once; twice gives the same receipt. Raises Refused, or Invalid for what is not in the consent."""
    whole = scope is Scope.WHOLE
    act = permitted(tx, ground, actor, consent_id=consent_id, action=Action.WITHDRAW, keyless=whole)
    if whole and not was_signed(tx, act.version):
        decline(tx, version=act.version, at=act.at)
        removed = remove_parts(tx, ground, consent_id, "answers")
        entry = record_act(tx, ground, actor, act, removed=removed, reason="declined")
        before = goes_on(tx, act.version.head, at=act.at)
        return TakenBack(act.version.id, act.at, scope, entry, declined=True, goes_on=before)
    with refusing(ground, actor, act):
        receipt = withdraw(tx, ground, version=act.version, scope=scope, target=target, channel=IN_THE_HUB, at=act.at)
    entry = record_act(tx, ground, actor, act, reason=scope.value)
    return TakenBack(receipt.id, receipt.at, scope, entry)
