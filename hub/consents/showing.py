"""Shows a consent to who may see it: whole to its participant and its coach, else one's own lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from hub.access_log.writer import Receipt
from hub.consents.documents import Document, names_of, part_of, presentation_of, reasons_of
from hub.consents.presenting import names_in
from hub.consents.sentences import summary
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked, CaseRef, Disclosure, Sealed
from hub.grants.draft_seals import asks_so
from hub.grants.naming import Names, who_has_left
from hub.grants.states import OPEN, State, state
from hub.grants.versions import DrawnLine, GivenRow, NamedPerson, Version, load_version, whereabouts
from hub.store.actor import Actor, ActorKind
from hub.store.errors import NotShown
from hub.store.ground import Ground
from policies.decide import decide
from policies.decision import Permit
from policies.facts import Question
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved

_HERS: Final = (PARTICIPANT_SOURCE, Reserved.CONSENT.value)


@dataclass(frozen=True, slots=True)
class View:
    """A consent as one asker may see it. `text` is None for who sees only lines; `whole` tells which it is.

    `hers` tells that the participant herself asks. `left` are the persons who have left their unit since: they read
    nothing, whatever she has said. Of what has ended it is empty: that is told as it was. `taken_on` tells of
    an officer that the case is hers already.
    """

    version: Version
    state: State
    at: int
    names: Names
    name: str | None
    whole: bool
    text: str | None
    digest: str | None
    nonce: str | None
    summary: tuple[str, ...]
    reasons: dict[str, str]
    receipt: Receipt
    hers: bool
    left: frozenset[str]
    taken_on: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What is read of a consent before the door, by the same statements whether it is there or not."""

    ref: CaseRef | None
    drafted_by: str | None
    is_shown: bool
    governs: bool
    name: Sequence[Sealed]
    text: Document | None
    reasons: tuple[tuple[str, Sealed], ...]


def show(ground: Ground, actor: Actor, *, consent_id: str) -> View:
    """Open a consent through the door. Raises NotShown for who is not its participant, its coach or in a line of it."""
    with ground.store.read() as tx:
        found = _find(tx, consent_id)
    ref = found.ref if _may_ask(found, actor) else None
    if ref is not None and _may_see_whole(found, actor):
        texts = [found.text.sealed] if found.text else []
        rows = [*found.name, *texts, *(sealed for _, sealed in found.reasons)]
        opened = disclose(ground, Asked(actor, ref, Action.READ, rows))
        if _permits_whole(ground, opened):
            return _to_sign(ground, _whole(found, opened, actor, *_load(ground, consent_id, opened.at)), found)
    rows = list(found.name) if ref is not None else []
    opened = disclose(ground, Asked(actor, ref, Action.DECIDE_ACCEPTANCE, rows))
    if opened.facts.consent is None or opened.facts.consent.id != consent_id:
        raise NotShown
    return _part(found, opened, actor, *_load(ground, consent_id, opened.at))


def _find(tx: Connection, consent_id: str) -> _Found:
    where = whereabouts(tx, consent_id)
    case_id = where.case_id if where else consent_id  # the same statement, which then finds nothing
    names = names_of(tx, [case_id])
    return _Found(
        ref=CaseRef(where.case_id, where.participant, where.number) if where else None,
        drafted_by=where.drafted_by if where else None,
        is_shown=where is not None and where.is_shown,
        governs=where is not None and where.governs,
        name=names[case_id][1] if names else (),
        text=part_of(tx, consent_id, "text"),
        reasons=reasons_of(tx, consent_id),
    )


def _load(ground: Ground, consent_id: str, at: int) -> tuple[Version, Names, frozenset[str]]:
    with ground.store.read() as tx:
        version = load_version(tx, consent_id)
        if version is None:
            raise NotShown
        left = who_has_left(tx, version.persons, at=at) if state(version.head, at) in OPEN else frozenset()
        return version, names_in(tx, ground, version), left


def _to_sign(ground: Ground, view: View, found: _Found) -> View:
    """Leave out what a signature must point at where the rows ask for something else than the text."""
    if view.nonce is None:
        return view
    with ground.store.read() as tx:
        same = asks_so(tx, ground, view.version, presentation_of(view.version, found.text))
    return view if same else replace(view, nonce=None)


def _may_ask(found: _Found, actor: Actor) -> bool:
    """Let her who is asked see a version when it has been presented, and all others only while it governs."""
    if actor.kind is ActorKind.PARTICIPANT:
        return found.ref is not None and found.ref.participant == actor.id and found.is_shown
    return found.governs or found.drafted_by == actor.id


def _may_see_whole(found: _Found, actor: Actor) -> bool:
    return actor.kind is ActorKind.PARTICIPANT or found.drafted_by == actor.id


def _permits_whole(ground: Ground, opened: Disclosure) -> bool:
    """Ask the same facts again where a draft has no text yet, so that nothing of its own was asked at the door."""
    if _HERS in opened.permits:
        return True
    (answer,) = decide(ground.policy, Question(Action.READ.value, None), opened.facts, [_HERS])
    return isinstance(answer, Permit)


def _whole(
    found: _Found, opened: Disclosure, actor: Actor, version: Version, names: Names, left: frozenset[str]
) -> View:
    text = found.text
    texts = {one.record: one.fields for one in opened.opened}
    standing = state(version.head, opened.at)
    signs = actor.kind is ActorKind.PARTICIPANT and standing is State.PRESENTED
    return View(
        version=version,
        state=standing,
        at=opened.at,
        names=names,
        name=_name(found, opened),
        whole=True,
        text=str(texts[text.id]["text"]) if text else None,
        digest=text.digest.hex() if text and text.digest else None,
        nonce=text.nonce if text and signs else None,
        summary=_summary(version, standing, names, left, hers=actor.kind is ActorKind.PARTICIPANT),
        reasons={row_id: str(texts[sealed.record]["reason"]) for row_id, sealed in found.reasons},
        receipt=opened.receipt,
        hers=actor.kind is ActorKind.PARTICIPANT,
        left=left,
        taken_on=opened.facts.assignment is not None,
    )


def _summary(version: Version, standing: State, names: Names, left: frozenset[str], *, hers: bool) -> tuple[str, ...]:
    """Say what it comes to; of what ended before it was signed, nothing came."""
    came_to_nothing = version.head.signed_at is None and standing not in {State.DRAFT, State.PRESENTED}
    pairs = [(row, one) for row, one in pairs_of(version) if left.isdisjoint({one.id, one.stands_in_for})]
    return () if came_to_nothing else summary(version, names, pairs, hers=hers)


def _name(found: _Found, opened: Disclosure) -> str | None:
    records = {sealed.record for sealed in found.name}
    return next((str(one.fields["name"]) for one in opened.opened if one.record in records), None)


def pairs_of(version: Version) -> list[tuple[GivenRow, NamedPerson]]:
    """Give who reads what: before the signature what is proposed, after it exactly the lines that stand."""
    rows = {row.id: row for row in version.rows}
    persons = {person.id: person for person in version.persons}
    if version.head.signed_at is None:
        pairs = [(rows[row_id], persons[person_id]) for row_id, person_id in sorted(version.readers)]
        return [(row, person) for row, person in pairs if row.source != person.unit_id]
    drawn = ((line, rows[line.row_id], persons[line.person_id]) for line in version.lines)
    return [(row, person) for line, row, person in drawn if _stands(version, line, row, person)]


def _stands(version: Version, line: DrawnLine, row: GivenRow, person: NamedPerson) -> bool:
    return line.withdrawn_at is None and row.stands and version.says_yes_to(person)


def _part(
    found: _Found, opened: Disclosure, actor: Actor, version: Version, names: Names, left: frozenset[str]
) -> View:
    """Only the lines that her unit gives or that she reads, and of the people only those who are in them.

    Until she has taken on the case she answers for what her unit gives, and what she would read is not hers to see.
    """
    taken_on = opened.facts.assignment is not None
    version = narrowed(version, officer=actor.id or "", unit=actor.unit or "", reads=taken_on)
    # What she answered for the whole is no line of hers: that it reaches back stands with each line that does.
    head = replace(version.head, collision_check=None, covers_earlier=None)
    return View(
        version=replace(version, head=head),
        state=state(version.head, opened.at),
        at=opened.at,
        names=names,
        name=_name(found, opened),
        whole=False,
        text=None,
        digest=None,
        nonce=None,
        summary=(),
        reasons={},
        receipt=opened.receipt,
        hers=False,
        left=left,
        taken_on=taken_on,
    )


def narrowed(version: Version, *, officer: str, unit: str, reads: bool) -> Version:
    """Take out of a version all that this officer shares no standing line with; `reads` keeps what she reads."""
    me = (officer, unit)
    lines = tuple(
        line
        for line in version.lines
        if line.withdrawn_at is None and (line.source == unit or (reads and (line.officer_id, line.unit_id) == me))
    )
    seen = {line.row_id for line in lines}
    rows = tuple(row for row in version.rows if row.stands and (row.id in seen or row.source == unit))
    sources, readers = {line.source for line in lines}, {line.person_id for line in lines}
    persons = tuple(
        person
        for person in version.persons
        if person.stands
        and (person.id in readers or person.unit_id in sources or (person.officer_id, person.unit_id) == me)
    )
    pairs = frozenset((line.row_id, line.person_id) for line in lines)
    return replace(version, persons=persons, rows=rows, readers=pairs, lines=lines)
