"""A coach drafts the next version of her participant's consent."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.consents.acting import Permitted
from hub.consents.asking import MOST, decisions
from hub.consents.recording import record_act
from hub.disclosure.permitting import Allowed, require
from hub.grants import drafting
from hub.grants.proposing import Draft
from hub.grants.versions import load_version
from hub.signin.sendings import Sending, made_before
from hub.store.actor import Actor
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.told import told
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Reserved

_CATEGORIES: Final = frozenset(category.value for category in Category)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft; `again` is that the same sending had written it before."""

    consent: str
    again: bool = False


def check_drafter(tx: Connection, ground: Ground, actor: Actor, *, case_id: str, exclusive: bool = False) -> Allowed:
    """Raise Refused, which is logged, for whoever may not draft in this case; `exclusive` for who drafts now.

    Who may has read nothing by it.
    """
    return require(
        tx,
        ground,
        actor,
        case_id=case_id,
        action=Action.DRAFT,
        source=PARTICIPANT_SOURCE,
        category=Reserved.CONSENT.value,
        exclusive=exclusive,
    )


def draft(
    tx: Connection, ground: Ground, actor: Actor, *, case_id: str, wanted: Draft, sending: Sending | None = None
) -> Drafted:
    """Draft the next version, once by each sending.

    Raises Refused for whoever is not the case's coach, Invalid for what must be mended.
    """
    allowed = check_drafter(tx, ground, actor, case_id=case_id, exclusive=True)
    made = made_before(tx, ground, sending)
    if made is not None:
        return Drafted((made.entry.consent or "").partition("@")[0], again=True)
    _check_questions(wanted)
    consent_id = drafting.draft(
        tx, ground, case_id=case_id, officer=actor.id or "", unit=actor.unit or "", wanted=wanted, at=allowed.facts.at
    )
    version = load_version(tx, consent_id)
    if version is None:
        raise LookupError("a draft that was just written is gone")
    act = Permitted(version, allowed)
    for person in version.persons:
        if person.sleeps:
            record_act(tx, ground, actor, act, action=Action.PROPOSE)
    record_act(tx, ground, actor, act, sending=sending)
    return Drafted(consent_id)


def _check_questions(wanted: Draft) -> None:
    """Hold that she is not asked more than she can answer well; the form shows the count before."""
    known = [row.category for row in wanted.rows if row.category in _CATEGORIES]
    count = decisions(persons=len(wanted.persons), categories=known)
    if count > MOST:
        pattern = (
            "Det blir %(count)s frågor till deltagaren. Högst %(most)s: välj färre personer eller typer av uppgift."
        )
        raise Invalid({"rows": [told(pattern, count=count, most=MOST)]})
