"""An assisted session: the coach's screen is handed over to the participant, and the coach's own session is locked.

The participant opens it with her own code, or chooses one there the first time. It opens signing, thinking, taking back
and who has read, and ends after an hour (security T10, T11). The way back asks for the coach's one-time code.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from hub.access_log import writer
from hub.access_log.reader.telling import check_begun_for
from hub.grants.tables import case
from hub.officers import job_seals
from hub.officers.holding import hold_employment
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.organisations.tables import unit
from hub.signin import account_seals, codes, sessions
from hub.signin.acts import told
from hub.signin.beginning import Client, Holder, Started, begin_session
from hub.signin.current import SignedIn
from hub.signin.linking import LinkPurpose, make_link
from hub.signin.looking_up import ASSISTED_LONGEST, OFFICER_LONGEST, WHOSE, belongs_together, session_id
from hub.signin.passwords import hash_secret
from hub.signin.proving import Proof, hold, prove_code
from hub.signin.starting import LinkSpent, use_link
from hub.signin.tables import account, session
from hub.store import row_marks, row_seals
from hub.store.errors import Conflict, Invalid, NotSignedIn
from hub.store.ground import Ground
from hub.store.locks import lock_share, lock_update
from policies.vocabulary import Action

BEGUN: Final = "screen_handed_over"
ENDED: Final = "screen_taken_back"


def lock_for(tx: Connection, ground: Ground, who: SignedIn, *, case_id: str) -> None:
    """Lock the coach's session until the screen is taken back. The caller has decided and logs it. Raises Conflict."""
    if tx.execute(_FREE, {"session": who.session}).first() is None:
        raise Conflict("screen_handed_over", "Skärmen är redan överlämnad. Lägg in din engångskod för att ta tillbaka.")
    sessions.carry(tx, ground, who.session, handed_case_id=case_id)


def has_code(tx: Connection, who: SignedIn) -> bool:
    """Tell whether the participant of a handed-over screen has chosen a code before."""
    return _held(tx, who) is not None


def take_over(ground: Ground, who: SignedIn, code: str, client: Client) -> Started:
    """Begin the assisted session on a screen that is handed over: with her own code, or with the one she chooses now.

    Raises Invalid (field `code`), TooMany, or NotSignedIn when the coach's session has ended meanwhile.
    """
    with ground.store.read() as tx:
        held = _held(tx, who)
    if held is None:
        return _first_time(ground, who, code, client)
    herself = _as_participant(who, held)
    proof = prove_code(ground, herself, code)
    holder = Holder(account=held.account, username=held.username, participant=held.participant)
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        if _whose(tx, ground, who) != held.participant:  # what proved her was looked up before
            raise NotSignedIn
        if not _code_stands(tx, ground, herself, proof):
            raise Conflict("code_changed", "Koden har bytts. Försök igen med den nya koden.")
        started = begin_session(tx, ground, holder, client, place=None, at=at)
        return _assisted(tx, ground, started, who, at=at)


@dataclass(frozen=True, slots=True)
class Returned:
    """The coach's own session again: its fresh secret, and the case in which the screen was handed over."""

    secret: str
    case: str


def take_back(ground: Ground, who: SignedIn, code: str, client: Client) -> Returned:
    """End the assisted session and unlock the coach's, by the coach's one-time code.

    Raises Invalid (field `code`) or TooMany, or NotSignedIn when the coach has to sign in anew: her session was ended,
    is older than ten hours, or her employment is over. Tampered when the case was begun for somebody else.
    """
    locked = who.assists or who.session
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
        row = tx.execute(_COACH, {"session": locked}).first()
    if row is None or not row_seals.stands(ground, "session", row) or not job_seals.stands(ground, row):
        raise NotSignedIn
    same = row_seals.is_asked_for(row.id, locked) and belongs_together(row)
    if not same or not _may_return(row, at):
        raise NotSignedIn
    coach = _as_coach(who, row, locked, at=at)
    proof = prove_code(ground, coach, code)
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, coach.actor)  # before his session, as by who ends both
        hold(tx, proof)
        check_begun_for(tx, ground, row.subject, case_id=row.handed_case_id)  # whose log it is told to
        # First his own: a session that is being begun on his screen in this moment is waited for, and ends too.
        secret = sessions.rotate(tx, ground, locked, at=at, handed_case_id=None)
        if secret is None:
            raise NotSignedIn
        sessions.end_assisted(tx, locked, at=at)  # every copy of hers too, from wherever the screen is taken back
        back = told(
            coach.actor,
            act=Action.ASSIST,
            at=at,
            case=row.handed_case_id,
            subject=row.subject,
            reason=ENDED,
        )
        writer.append(tx, ground, back)
        # His session goes on under a new tag, and is known to a reviewer by how it began.
        again = told(replace(coach, session=session_id(secret)).actor, act=Action.STEP_UP, at=at)
        writer.append(tx, ground, again, client.trace)
    return Returned(secret, row.handed_case_id)


def _first_time(ground: Ground, who: SignedIn, code: str, client: Client) -> Started:
    """Let her choose her code on the coach's screen: what she signs with it carries the mark of one coach."""
    code = codes.plain(code)
    fault = codes.fault_of(code)
    if fault is not None:
        raise Invalid({"code": [fault]})
    hashed = hash_secret(ground, code)
    with ground.store.write() as tx:
        at = hold_employment(tx, ground, who.actor)  # before his session, as by who ends both
        participant = _whose(tx, ground, who)
        purpose = LinkPurpose.FIRST_SIGN_IN
        try:
            made = make_link(
                tx, ground, who, participant=participant, case=who.handed_case or "", purpose=purpose, at=at
            )
        except Conflict as conflict:  # she chose a code elsewhere in the same moment
            raise LinkSpent from conflict
        started = use_link(tx, ground, made.secret, hashed, client, at=at)
        if started is None:
            raise LinkSpent
        return _assisted(tx, ground, started, who, at=at)


def _assisted(tx: Connection, ground: Ground, started: Started, who: SignedIn, *, at: int) -> Started:
    sessions.carry(tx, ground, session_id(started.secret), assists=who.session)
    return replace(started, expires_at=at + ASSISTED_LONGEST)


def _held(tx: Connection, who: SignedIn) -> Row[*tuple[Any, ...]] | None:
    return tx.execute(_HELD, {"case": who.handed_case}).first()


def _whose(tx: Connection, ground: Ground, who: SignedIn) -> str:
    """Give whose case the screen is handed over in, and hold the coach's session in that until this has committed.

    Raises NotSignedIn when it is handed over no more, Tampered when the case was begun for somebody else.
    """
    found: str | None = tx.execute(_LOCKED, {"session": who.session, "case": who.handed_case}).scalar_one_or_none()
    if found is None:
        raise NotSignedIn
    check_begun_for(tx, ground, found, case_id=who.handed_case or "")
    return found


def _code_stands(tx: Connection, ground: Ground, herself: SignedIn, proof: Proof) -> bool:
    """Tell whether the code that was proved is still hers; her account is held, so that a change comes after.

    The next entry tells which account it rests on.
    """
    now = tx.execute(_CODE, {"account": proof.account}).one()
    row_marks.rests_on(tx, account.name, proof.account, seal=now.seal)
    hers = now.participant_id == herself.participant and row_seals.stands(ground, "account", now)
    return hers and bool(now.seal == proof.seal)


def _may_return(row: Row[*tuple[Any, ...]], at: int) -> bool:
    employed = row.job_begins <= at and (row.job_ends is None or at < row.job_ends)
    return bool(employed and at - row.created_at < OFFICER_LONGEST)


def _as_participant(who: SignedIn, held: Row[*tuple[Any, ...]]) -> SignedIn:
    """Give the participant as she stands at the coach's screen: her guesses count and are logged as hers."""
    return replace(
        who,
        account=held.account,
        username=held.username,
        role=Role.PARTICIPANT,
        participant=held.participant,
        officer=None,
        unit=None,
        organisation=None,
        employment=None,
        function=None,
    )


def _as_coach(who: SignedIn, row: Row[*tuple[Any, ...]], locked: bytes, *, at: int) -> SignedIn:
    return replace(
        who,
        session=locked,
        account=row.account_id,
        username=row.username,
        role=Role(row.job_role),
        participant=None,
        officer=row.officer,
        unit=row.unit,
        organisation=row.organisation_id,
        employment=row.job_id,
        function=row.job_function,
        handed_case=None,
        assists=None,
        at=at,
    )


_FREE: Final = lock_update(
    select(session.c.id).where(
        session.c.id == bindparam("session"),
        session.c.revoked_at.is_(None),
        session.c.handed_case_id.is_(None),
        session.c.assists.is_(None),
    )
)
_HELD: Final = (
    select(
        account.c.id.label("account"),
        account.c.username,
        account.c.participant_id.label("participant"),
    )
    .join(case, case.c.participant_id == account.c.participant_id)
    .where(case.c.id == bindparam("case"))
)
_CODE: Final = lock_update(select(*account_seals.SEALED).where(account.c.id == bindparam("account")))
_LOCKED: Final = lock_share(
    select(case.c.participant_id)
    .join(session, session.c.handed_case_id == case.c.id)
    .where(session.c.id == bindparam("session"), case.c.id == bindparam("case"), session.c.revoked_at.is_(None)),
    session,
)
_COACH: Final = (
    select(*WHOSE, case.c.participant_id.label("subject"))
    .select_from(session)
    .join(account, account.c.id == session.c.account_id)
    .join(officer, officer.c.id == account.c.officer_id)
    .join(employment, employment.c.id == session.c.employment_id)
    .join(unit, unit.c.id == employment.c.unit_id)
    .join(case, case.c.id == session.c.handed_case_id)
    .where(session.c.id == bindparam("session"), session.c.revoked_at.is_(None))
)
