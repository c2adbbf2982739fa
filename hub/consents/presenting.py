"""A coach presents a draft: the text is written out, frozen and sealed, with a digest and a new nonce."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, select, update

from hub.access_log.writer import Receipt
from hub.consents.acting import Permitted, permitted, refusing
from hub.consents.documents import names_of, part_of, put_part
from hub.consents.protecting import protection_officers
from hub.consents.recording import record_act
from hub.consents.rendering import LANGUAGE, render
from hub.consents.templating import check_reviewed
from hub.disclosure.changing import change
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked
from hub.grants.draft_seals import Presentation, seal_asked
from hub.grants.naming import Names, names
from hub.grants.signing import check_signable
from hub.grants.tables import case, consent
from hub.grants.versions import Version, governing_version, whereabouts
from hub.organisations import place_seals
from hub.store.actor import Actor
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.row_seals import tag
from keys.errors import Tampered
from policies.vocabulary import PARTICIPANT_SOURCE, Action

_TEXT: Final = "text"
_NUMBER_BYTES: Final = 10  # of a text's number: too many to try. Presented again, the same text has the same


@dataclass(frozen=True, slots=True)
class Presented:
    """What the participant's signature must point at."""

    digest: str
    nonce: str
    receipt: Receipt


def present(ground: Ground, actor: Actor, *, consent_id: str, language: str = LANGUAGE) -> Presented:
    """Freeze the text as it is now. Presenting again gives a new nonce, and the one before no longer signs."""
    if language != LANGUAGE:
        raise Invalid({"language": ["Bara den svenska texten kan skrivas under."]})
    opened = _name_of(ground, actor, consent_id)
    with change(ground) as tx:
        return _freeze(tx, ground, actor, consent_id=consent_id, opened=opened)


def names_in(tx: Connection, ground: Ground, version: Version) -> Names:
    """Read the names of everybody and every unit in a version, and of its coach."""
    head = version.head
    units = {row.source for row in version.rows} | {person.unit_id for person in version.persons}
    return names(
        tx,
        ground,
        officers={person.officer_id for person in version.persons} | {head.drafted_by},
        units=(units | {head.drafted_unit_id}) - {PARTICIPANT_SOURCE},
    )


def _name_of(ground: Ground, actor: Actor, consent_id: str) -> tuple[str, str]:
    """Open the name of whom it is for, and give her pseudonym with it.

    Only for the coach who drafted it; all others get as far as the refusal of the act.
    """
    with ground.store.read() as tx:
        where = whereabouts(tx, consent_id)
        mine = where is not None and where.drafted_by == actor.id
        found = names_of(tx, [where.case_id]) if where is not None and mine else {}
    if not found:
        return "", ""
    ref, rows = next(iter(found.values()))
    opened = disclose(ground, Asked(actor, ref, Action.READ, rows))
    return opened.facts.participant.id, str(opened.opened[0].fields["name"])


def _freeze(tx: Connection, ground: Ground, actor: Actor, *, consent_id: str, opened: tuple[str, str]) -> Presented:
    act = permitted(tx, ground, actor, consent_id=consent_id, action=Action.PRESENT)
    whose, name = opened
    _hold_same(act, whose)
    head = act.version.head
    with refusing(ground, actor, act):
        check_reviewed(ground.settings)
        check_signable(act.version, governing_version(tx, case_id=head.case_id, kind=head.kind), at=act.at)
    called = names_in(tx, ground, act.version)
    _hold_known(called)
    text = render(
        act.version,
        called,
        name=name,
        coordinator=_coordinator(tx, ground, head.case_id),
        complaints=protection_officers(tx, ground, unit_id=head.drafted_unit_id, at=act.at),
        text_number=tag(ground, "text_number", consent_id)[:_NUMBER_BYTES].hex(),
    )
    digest, nonce = sha256(text.encode()).digest(), ground.random(16).hex()
    written = put_part(
        tx,
        ground,
        part=_TEXT,
        consent_id=consent_id,
        participant=act.version.participant,
        at=act.at,
        fields={_TEXT: text},
        before=part_of(tx, consent_id, _TEXT),
        digest=digest,
        nonce=nonce,
        language=LANGUAGE,
    )
    tx.execute(update(consent).where(consent.c.id == consent_id).values(presented_at=act.at))
    seal_asked(tx, ground, act.version, Presentation(digest, nonce, LANGUAGE, act.at))
    receipt = record_act(tx, ground, actor, act, written=[written])
    return Presented(digest.hex(), nonce, receipt)


def _hold_same(act: Permitted, whose: str) -> None:
    """Hold that the name is of whom the text is for: a draft that lay in another case meanwhile would tell it to her.

    Raises Tampered.
    """
    if whose != act.version.participant:
        raise Tampered("the name that was opened is not of whom the text is for")


def _hold_known(called: Names) -> None:
    """Hold that nobody stands in the text under another's name, nor any unit. Raises Tampered; Conflict for a unit."""
    if called.doubtful:
        raise Tampered("an officer is not as the hub wrote her")
    if called.doubtful_units:
        raise Conflict("doubtful_unit", place_seals.DOUBTFUL)


def _coordinator(tx: Connection, ground: Ground, case_id: str) -> str:
    coordinator = tx.execute(select(case.c.coordinator_id).where(case.c.id == case_id)).scalar_one()
    called = names(tx, ground, officers=[coordinator], units=[])
    _hold_known(called)
    return called.officers[coordinator].name
