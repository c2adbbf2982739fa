"""A coach registers a person who is present or has asked: her case begins, and only that coach sees it."""

from dataclasses import asdict
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from hub.access_log.entry import Record
from hub.cases.registered_before import coaches
from hub.disclosure.changing import change
from hub.disclosure.permitting import record, refuse
from hub.grants import coach_seals
from hub.grants.begun import begun
from hub.grants.clear_marks import coordinated
from hub.grants.tables import case, governing
from hub.officers.employing import hold
from hub.officers.holding import hold_employment
from hub.participants.registering import Person, register
from hub.signin.current import SignedIn
from hub.signin.sendings import Mark, Sending, heads_of, made_before, put, sending_of
from hub.store.errors import NotShown
from hub.store.ground import Ground
from hub.store.heads import Written
from hub.store.ids import new_id
from policies.vocabulary import Action, Kind

# Neither letters nor digits that are taken for each other when a number is read aloud.
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_RARE: Final = len(_ALPHABET) * (256 // len(_ALPHABET))
_LONG, _SHORT = 4, 4


class Registered(NamedTuple):
    """The case that was begun; `again` is that the same sending had begun it before."""

    case: str
    again: bool


def register_case(ground: Ground, who: SignedIn, person: Person, *, mark: Mark | None = None) -> Registered:
    """Register, once by each sending. Raises Invalid for a minor and for what cannot be her data.

    Raises Refused when she was registered by the same sending, and is another's to coach now.
    """
    sending = sending_of(ground, who.actor, mark, "case", asdict(person))
    with change(ground) as tx:
        at = hold_employment(tx, ground, who.actor)
        before = _begun_before(tx, ground, who, sending, at=at)
        return before or Registered(register_in(tx, ground, who, person, at=at, sending=sending), again=False)


def _begun_before(
    tx: Connection, ground: Ground, who: SignedIn, sending: Sending | None, *, at: int
) -> Registered | None:
    """Give the case that the same sending began. Of two at once the later one is told."""
    if sending is None:
        return None
    hold(tx, officer_id=who.officer or "")
    made = made_before(tx, ground, sending)
    if made is None:
        return None
    case_id = made.entry.case or ""
    if not coaches(tx, ground, who, case_id, at=at):
        raise refuse(ground, who.actor, at=at, action=Action.REGISTER, case=case_id, reason="gone")
    return Registered(case_id, again=True)


def register_in(
    tx: Connection, ground: Ground, who: SignedIn, person: Person, *, at: int, sending: Sending | None = None
) -> str:
    """Register within a change that may register several, at `at` (µs)."""
    if who.officer is None or who.unit is None:
        raise NotShown
    registered = register(tx, ground, person, unit=who.unit, at=at)
    case_begun = _begin(tx, ground, registered.participant, officer=who.officer, unit=who.unit, at=at)
    case_id, all_written = case_begun.record, (*registered.written, case_begun, *heads_of(sending))
    receipt = record(
        tx,
        ground,
        who.actor,
        at=at,
        action=Action.REGISTER,
        case=case_id,
        subject=registered.participant,
        count=len(registered.written) + 1,
        written=[Record.of(written) for written in all_written],
    )
    put(tx, all_written, entry=receipt.entry)
    return case_id


def _begin(tx: Connection, ground: Ground, participant: str, *, officer: str, unit: str, at: int) -> Written:
    case_id, number = new_id(ground.random), _free_number(tx, ground)
    tx.execute(
        case.insert(),
        {
            "id": case_id,
            "participant_id": participant,
            "number": number,
            "created_at": at,
            "coordinator_id": officer,
        },
    )
    coordinated(tx, case_id=case_id, officer=officer)
    coach_seals.add(tx, ground, case_id=case_id, officer_id=officer, unit_id=unit, at=at)
    # The rows that every decision locks stand from the first day, one for each kind of consent.
    tx.execute(governing.insert(), [{"case_id": case_id, "kind": kind.value} for kind in Kind])
    return begun(case_id, participant, number)


def _free_number(tx: Connection, ground: Ground) -> str:
    while True:
        number = f"SK-{_letters(ground, _LONG)}-{_letters(ground, _SHORT)}"
        if tx.execute(select(case.c.id).where(case.c.number == number)).first() is None:
            return number


def _letters(ground: Ground, count: int) -> str:
    letters: list[str] = []
    while len(letters) < count:
        letters += [_ALPHABET[byte % len(_ALPHABET)] for byte in ground.random(count) if byte < _RARE]
    return "".join(letters[:count])
