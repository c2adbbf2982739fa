"""*Så här ser {officer} det*: what a named person would see of a draft, decided as it is decided then.

The participant sees the items, in her own session. The coach sees the draft's lines: who, what sort, from whom.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from hub.access_log.writer import Receipt
from hub.cases.showing import CaseView, view_of
from hub.consents.acting import permitted
from hub.consents.asking import QuestionKind
from hub.consents.presenting import names_in
from hub.consents.recording import record_act
from hub.consents.sitting import Sitting, sit_down
from hub.disclosure.changing import change
from hub.disclosure.choosing import choose
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked
from hub.grants.lines import Answers
from hub.grants.naming import Names, who_has_left
from hub.grants.states import OPEN, state
from hub.grants.supposing import Supposed, facts_of, suppose
from hub.grants.versions import NamedPerson, Version
from hub.plans.gathering import gather
from hub.signin.current import SignedIn
from hub.store.actor import Actor, ActorKind
from hub.store.errors import NotShown
from hub.store.ground import Ground
from policies.vocabulary import Action

Pair = tuple[str, str]


class Closed(StrEnum):
    """Why a person sees nothing.

    The version has ended, she has left her unit, it does not know who was proposed, or there is no yes to her any more.
    """

    DECLINED = "declined"
    ENDED = "ended"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Preview:
    """What one person would see. `view` is None for the coach, who is shown no item and no count.

    `reads` are the (source, category) of her lines; `answered` tells that they rest on the participant's own answers.
    Where she sees nothing, `closed` says why.
    """

    version: Version
    names: Names
    person: NamedPerson
    reads: tuple[Pair, ...]
    view: CaseView | None
    answered: bool
    closed: Closed | None
    receipt: Receipt


def preview_items(ground: Ground, who: SignedIn, *, consent_id: str, person_id: str) -> Preview:
    """Open to the participant what this person would read, with the answers that she has given so far, else yes.

    Raises NotShown for whatever is not hers or not in it; logged as a preview, with what was opened.
    """
    sitting = sit_down(ground, who, consent_id=consent_id)
    person = _person(sitting.version, person_id)
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        supposed = suppose(tx, ground, version=sitting.version, answers=_filled(sitting), at=at)
        closed = _closed(tx, sitting.version, sitting.names, person, at=at)
        facts = facts_of(tx, ground, supposed, person) if closed is None else None
    gathered = gather(ground, who.actor, case_id=sitting.version.head.case_id)
    purpose = sitting.version.head.purposes.split()[0]
    rows = gathered.rows
    choice = choose(ground.policy, facts, action=Action.READ, purpose=purpose, rows=rows, whole=True) if facts else None
    opens = choice.rows if choice else ()
    opened = disclose(ground, Asked(who.actor, gathered.case, Action.PREVIEW, opens))
    seen = opened
    if facts and choice:
        seen = replace(opened, facts=facts, permits=choice.permits, incomplete=choice.incomplete)
    reader = Actor(ActorKind.OFFICER, person.officer_id, person.unit_id, person.employment_id)
    return Preview(
        version=sitting.version,
        names=sitting.names,
        person=person,
        reads=_reads(supposed, person) if closed is None else (),
        view=view_of(ground, reader, replace(gathered, people=()), seen),
        answered=bool(sitting.saved.given),
        closed=closed,
        receipt=opened.receipt,
    )


def preview_lines(ground: Ground, actor: Actor, *, consent_id: str, person_id: str) -> Preview:
    """Give the coach who drafted it the lines that this person has, or gets if all is answered with yes.

    Raises NotShown.
    """
    with change(ground) as tx:
        act = permitted(tx, ground, actor, consent_id=consent_id, action=Action.PREVIEW)
        person = _person(act.version, person_id)
        supposed = suppose(tx, ground, version=act.version, answers=_all_yes(act.version), at=act.at)
        receipt = record_act(tx, ground, actor, act)
        names = names_in(tx, ground, act.version)
        closed = _closed(tx, act.version, names, person, at=act.at)
    reads = _reads(supposed, person) if closed is None else ()
    return Preview(act.version, names, person, reads, None, answered=False, closed=closed, receipt=receipt)


def _person(version: Version, person_id: str) -> NamedPerson:
    person = version.person(person_id)
    if person is None:
        raise NotShown
    return person


def _closed(tx: Connection, version: Version, names: Names, person: NamedPerson, *, at: int) -> Closed | None:
    if state(version.head, at) not in OPEN:
        return Closed.ENDED
    if person.sleeps and person.proposal_id in names.declined:
        return Closed.DECLINED
    if who_has_left(tx, [person], at=at):
        return Closed.LEFT
    return Closed.REFUSED if version.head.signed_at is not None and not version.says_yes_to(person) else None


def _reads(supposed: Supposed, person: NamedPerson) -> tuple[Pair, ...]:
    standing = {row.id for row in supposed.rows if row.stands}
    mine = [line for line in supposed.lines if line.person_id == person.id and line.withdrawn_at is None]
    return tuple(sorted((line.source, line.category) for line in mine if line.row_id in standing))


def _all_yes(version: Version) -> Answers:
    return Answers(
        persons={person.id: True for person in version.persons},
        rows={row.id: True for row in version.rows},
        exceptions=(),
        covers_earlier=True,
        collision_check=True,
    )


def _filled(sitting: Sitting) -> Answers:
    """Take her answers so far, and a yes where she has not answered yet."""
    every, given = _all_yes(sitting.version), sitting.saved.given
    answered = [(one, given[one.key]) for one in sitting.asked if one.key in given]
    of_kind = {one.kind: answer for one, answer in answered}
    persons = {one.ids[0]: answer for one, answer in answered if one.kind is QuestionKind.PERSON}
    return Answers(
        persons={**every.persons, **persons},
        rows={**every.rows, **sitting.rows()},
        exceptions=tuple(sorted(sitting.saved.exceptions)),
        covers_earlier=of_kind.get(QuestionKind.EARLIER, True),
        collision_check=of_kind.get(QuestionKind.CHECK, True),
    )
