"""A participant's first time, and the time after a reset: a link and the code that she chooses, then a session."""

from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, select, update

from hub.access_log import writer
from hub.grants import coach_seals
from hub.grants.handing_over import coaches_on
from hub.grants.tables import case, coach_assignment
from hub.officers import job_seals
from hub.officers.tables import employment, officer
from hub.signin import account_seals, codes, sessions, throttling
from hub.signin.acts import NOBODY, named, registering_unit, told
from hub.signin.beginning import Client, Holder, Started, begin_session
from hub.signin.linking import LASTS, LinkPurpose
from hub.signin.looking_up import session_id
from hub.signin.names import new_name
from hub.signin.passwords import hash_secret
from hub.signin.signing_in import WrongCredentials
from hub.signin.tables import account, link
from hub.store import row_seals
from hub.store.actor import Actor, ActorKind
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.ids import new_id
from hub.store.locks import lock_share
from policies.vocabulary import Action, Outcome

LONGEST_LINK: Final = 100


class LinkSpent(WrongCredentials):
    """It was used, has ended, was never made, its maker has left, or she has a code already: all told alike."""


def start(ground: Ground, *, link_secret: str, code: str, client: Client) -> Started:
    """Use the link. Raises Invalid for a code that will not do (the link stays), or LinkSpent once that is logged."""
    code = codes.plain(code)
    fault = codes.fault_of(code)
    if fault is not None:
        raise Invalid({"code": [fault]})
    with ground.store.read() as tx:
        delay = throttling.delay_for(tx, ground, address=client.address, at=ground.clock.now(tx))
    throttling.pause(delay)
    hashed = hash_secret(ground, code)
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        started = use_link(tx, ground, link_secret, hashed, client, at=at)
        if started is None:
            throttling.count_address(tx, ground, address=client.address, at=at)
            failed = told(NOBODY, act=Action.SIGN_IN_FAILED, at=at, outcome=Outcome.REFUSED, reason="link_spent")
            writer.append(tx, ground, failed)
    if started is None:
        raise LinkSpent
    return started


def link_opens(tx: Connection, ground: Ground, link_secret: str) -> bool:
    """Tell whether the link would still serve, for the page that asks for the code."""
    at = ground.clock.now(tx)
    which = session_id(link_secret[:LONGEST_LINK])
    row = tx.execute(_LOOK, {"link": which, "now": at}).first()
    return row is not None and _made(tx, ground, row, which, at=at) and _serves(row.purpose, row.account)


def use_link(
    tx: Connection, ground: Ground, link_secret: str, hashed: str, client: Client, *, at: int
) -> Started | None:
    which = session_id(link_secret[:LONGEST_LINK])
    # Who leaves, or hands the case over, waits for this or is waited for; held before the link, as by who makes one.
    tx.execute(_HOLD_MAKER, {"link": which}).all()
    used = tx.execute(_USE, {"link": which, "now": at}).first()
    if used is None or not _made(tx, ground, used, which, at=at, held=True):
        return None
    held = tx.execute(_HELD, {"participant": used.participant_id}).first()
    if not _serves(used.purpose, held.id if held else None):
        return None
    if held is not None and not _is_hers(ground, held, used.participant_id):
        return None
    holder = _with_code(tx, ground, used, held, hashed, at=at)
    herself = Actor(ActorKind.PARTICIPANT, holder.participant)
    units, by = registering_unit(tx, holder.participant), named(ground, link.name, which)
    chosen = told(herself, act=Action.CODE_SET, at=at, reason=used.purpose, units=units, written=(by,))
    writer.append(tx, ground, chosen)
    return begin_session(tx, ground, holder, client, place=None, at=at)


def _made(
    tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], which: bytes, *, at: int, held: bool = False
) -> bool:
    """Tell whether the hub made this link, and not too long ago: its end may be moved nearer, never away.

    Who has left, or no longer coaches her, may still hold the link: it would let her in as the participant.
    """
    if not row_seals.is_asked_for(row.id, which) or not row_seals.stands(ground, "link", row):
        return False
    if at >= row.created_at + LASTS:
        return False
    asked = {"participant": row.participant_id, "officer": row.officer_id, "now": at}
    coached = tx.execute(_COACHED_HELD if held else _COACHED, asked).all()
    maker = (row.officer_id, row.officer_id)
    by_maker = [one for one in coached if row_seals.is_asked_for((one.coach_officer_id, one.job_officer_id), maker)]
    return any(coach_seals.stands(ground, one) and job_seals.stands(ground, one) for one in by_maker)


def _is_hers(ground: Ground, held: Row[*tuple[Any, ...]], participant: str) -> bool:
    same = row_seals.is_asked_for(held.participant_id, participant)
    return same and row_seals.stands(ground, "account", held)


def _serves(purpose: str, account_id: str | None) -> bool:
    """Let a first link serve who has no code, a reset who has one: a new link never changes a code that stands."""
    return (purpose == LinkPurpose.CODE_RESET) == (account_id is not None)


def _with_code(
    tx: Connection,
    ground: Ground,
    used: Row[*tuple[Any, ...]],
    held: Row[*tuple[Any, ...]] | None,
    hashed: str,
    *,
    at: int,
) -> Holder:
    code = {"password_hash": hashed, "code_set_at": at, "code_link_officer_id": used.officer_id}
    if held is not None:
        account_seals.change(tx, ground, held.id, code)
        sessions.end_all(tx, account_id=held.id, at=at)
        return Holder(account=held.id, username=held.username, participant=used.participant_id)
    holder = Holder(account=new_id(ground.random), username=_free_name(tx, ground), participant=used.participant_id)
    row = {
        "id": holder.account,
        "username": holder.username,
        "participant_id": holder.participant,
        "totp_last_step": 0,
        **code,
    }
    account_seals.add(tx, ground, row)
    return holder


def _free_name(tx: Connection, ground: Ground) -> str:
    while True:
        name = new_name(ground.random)
        if tx.execute(select(account.c.id).where(account.c.username == name)).first() is None:
            return name


_COACHED: Final = (
    select(*coach_seals.COLUMNS, *job_seals.COLUMNS)
    .select_from(case)
    .join(coach_assignment, coach_assignment.c.case_id == case.c.id)
    .join(officer, officer.c.id == coach_assignment.c.officer_id)
    .join(employment, and_(*coaches_on(coach_assignment, employment, bindparam("now"))))
    .where(
        case.c.participant_id == bindparam("participant"),
        officer.c.id == bindparam("officer"),
        coach_assignment.c.ends.is_(None),
    )
)
_COACHED_HELD: Final = lock_share(_COACHED, coach_assignment)
_HOLD_MAKER: Final = lock_share(
    select(employment.c.id)
    .join(link, link.c.officer_id == employment.c.officer_id)
    .where(link.c.id == bindparam("link"))
    .order_by(employment.c.id),
    employment,
)
_LIVES: Final = (
    link.c.id == bindparam("link"),
    link.c.used_at.is_(None),
    link.c.expires_at > bindparam("now"),
    link.c.expires_at > link.c.created_at,  # else it was ended, also where the clock is back before that
)
_SEALED: Final = (*(link.c[name] for name in row_seals.LINK), link.c.seal)
_USE: Final = update(link).values(used_at=bindparam("now")).where(*_LIVES).returning(*_SEALED)
_HELD: Final = select(*account_seals.SEALED, account.c.username).where(
    account.c.participant_id == bindparam("participant")
)
_LOOK: Final = (
    select(*_SEALED, account.c.id.label("account"))
    .outerjoin(account, account.c.participant_id == link.c.participant_id)
    .where(*_LIVES)
)
