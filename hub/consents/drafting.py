"""A coach drafts the next version of her participant's consent."""

from dataclasses import dataclass

from sqlalchemy import Connection

from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted
from hub.consents.recording import record_act
from hub.disclosure.permitting import require
from hub.grants import drafting
from hub.grants.proposing import Draft
from hub.grants.versions import load_version
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved


@dataclass(frozen=True, slots=True)
class Drafted:
    consent: str
    version: int
    receipt: Receipt


def draft(tx: Connection, ground: Ground, actor: Actor, *, case_id: str, wanted: Draft) -> Drafted:
    """Draft the next version. Raises Refused for whoever is not the case's coach, Invalid for what must be mended."""
    facts, permit = require(
        tx,
        ground,
        actor,
        case_id=case_id,
        action=Action.DRAFT,
        source=PARTICIPANT_SOURCE,
        category=Reserved.CONSENT.value,
        exclusive=True,
    )
    consent_id = drafting.draft(
        tx, ground, case_id=case_id, officer=actor.id or "", unit=actor.unit or "", wanted=wanted, at=facts.at
    )
    version = load_version(tx, consent_id)
    if version is None:
        msg = "a draft that was just written is gone"
        raise LookupError(msg)
    act = Permitted(version, facts, permit, Reserved.CONSENT.value)
    receipt = record_act(tx, ground, actor, act, action=Action.DRAFT)
    return Drafted(consent_id, version.head.version, receipt)
