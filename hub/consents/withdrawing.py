"""A participant takes back her consent, or says no to one she has not signed; it holds from the commit."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.access_log.writer import Receipt
from hub.consents.acting import permitted, refusing
from hub.consents.recording import record_act
from hub.grants.withdrawing import Scope, decline, withdraw
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action

IN_THE_HUB: Final = "hub"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`receipt` is the number that she is given; `entry` is the log's."""

    receipt: str
    at: int
    scope: Scope
    entry: Receipt


def take_back(
    tx: Connection, ground: Ground, actor: Actor, *, consent_id: str, scope: Scope, target: str | None
) -> TakenBack:
    """Take back at once; twice gives the same receipt. Raises Refused, or Invalid for what is not in the consent."""
    act = permitted(tx, ground, actor, consent_id=consent_id, action=Action.WITHDRAW)
    if act.version.head.signed_at is None and scope is Scope.WHOLE:
        decline(tx, version=act.version, at=act.at)
        entry = record_act(tx, ground, actor, act, action=Action.WITHDRAW, reason="declined")
        return TakenBack(act.version.id, act.at, scope, entry)
    with refusing(ground, actor, act, Action.WITHDRAW):
        receipt = withdraw(tx, ground, version=act.version, scope=scope, target=target, channel=IN_THE_HUB, at=act.at)
    entry = record_act(tx, ground, actor, act, action=Action.WITHDRAW, reason=scope.value)
    return TakenBack(receipt.id, receipt.at, scope, entry)
