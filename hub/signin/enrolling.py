"""Uses an invitation: choose a password, prove a second factor, get ten recovery codes; the link serves once."""

from dataclasses import dataclass, field, replace
from hmac import compare_digest
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, exists, or_, select, update

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.officers.employing import employ, hold
from hub.officers.tables import employment, officer
from hub.officers.telling_rows import tell_rows
from hub.officers.working import not_ended
from hub.organisations.tables import organisation, unit
from hub.signin import account_seals, codes, passkeys, recovering, sessions, throttling
from hub.signin.acts import NOBODY, named, told
from hub.signin.beginning import Client, Holder, Started, begin_session
from hub.signin.calling import LASTS, LONGEST_LINK, Purpose, check_number
from hub.signin.choosing_password import fault_of
from hub.signin.looking_up import session_id
from hub.signin.passwords import hash_secret, matches
from hub.signin.proving_old import asks_old, prove_old
from hub.signin.second_factor import Owner, Shown, step_shown
from hub.signin.signing_in import WrongCredentials
from hub.signin.tables import account, invitation
from hub.signin.workplaces import workplaces
from hub.store import row_seals
from hub.store.actor import Actor, ActorKind
from hub.store.base import Instant
from hub.store.errors import Invalid, TooMany
from hub.store.ground import Ground
from hub.store.locks import lock_share
from policies.vocabulary import Action, Function, Outcome


class InvitationSpent(WrongCredentials):
    """The invitation was used, has ended, was taken back or never made, or its maker has left: all told alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """What a living link shows: who is invited where, and the secret that her app is to learn."""

    name: str
    username: str
    unit_name: str
    organisation_name: str
    password_chosen: bool
    asks_old: bool  # new ways in are only for who shows an old one
    totp_secret: str = field(repr=False)
    passkey_options: str = field(repr=False)
    expires_at: int

    @property
    def otpauth(self) -> str:
        """The address that an app takes as a QR code."""
        return codes.enrolment(self.username, self.totp_secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """She can sign in; the codes are told here and nowhere else. `check` is for who has yet to be confirmed."""

    username: str
    recovery_codes: tuple[str, ...] = field(repr=False)
    check: str | None
    started: Started | None


def invited(tx: Connection, ground: Ground, link: str, *, chosen: str = "") -> Invited:
    """Show the invitation, to who has taken the first step with what it gave her. Raises InvitationSpent."""
    at = ground.clock.now(tx)
    row = _living(tx, ground, link, at=at)
    username = _username(row)
    seed = codes.open_seed(ground, account_id=row.account_id, sealed=row.totp_sealed)
    options = passkeys.options_for_adding(ground, account_id=row.account_id, username=username, name=row.name, at=at)
    return Invited(
        name=row.name,
        username=username,
        unit_name=row.unit_name,
        organisation_name=row.organisation_name,
        password_chosen=_chose(ground, row, chosen),
        asks_old=asks_old(row),
        totp_secret=seed,
        passkey_options=options,
        expires_at=row.expires_at,
    )


def choose_password(ground: Ground, link: str, password: str, *, old: str = "") -> str:
    """Keep the first step's password, hashed, with the link; give what the second step asks for beside the link.

    `old` is today's password, a recovery code, or a code of an app that she has coupled herself since her first link: a
    new link for who works already serves nobody else, also not who made it. Raises Invalid (`password`, `old`),
    TooMany or InvitationSpent.
    """
    with ground.store.read() as tx:
        row = _living(tx, ground, link, at=ground.clock.now(tx))
    if asks_old(row):
        prove_old(ground, row, old)
    fault = fault_of(password, username=_username(row), name=row.name)
    if fault is not None:
        raise Invalid({"password": [fault]})
    # Sent twice, the same password stays the one that was chosen first: the second step then follows either.
    stands = row.password_hash is not None and matches(ground, row.password_hash, password)
    hashed = str(row.password_hash) if stands else hash_secret(ground, password)
    with ground.store.write() as tx:
        row = _living(tx, ground, link, at=ground.clock.now(tx))
        tx.execute(update(invitation).where(invitation.c.id == row.id).values(password_hash=hashed))
    return _tag(ground, row.id, hashed)


def enrol(ground: Ground, link: str, shown: Shown, client: Client, *, chosen: str) -> Enrolled:
    """Prove the new factor and use the link up, once. Signs in a place's first one.

    `chosen` is what the first step gave: whoever else has the link, as who made it has, takes no second step after
    another's first. Raises Invalid (`code`, `passkey`, or `password` when it is not the one that stands), TooMany,
    InvitationSpent.
    """
    with ground.store.read() as tx:
        row = _living(tx, ground, link, at=ground.clock.now(tx))
        _check_chosen(ground, row, chosen)  # no guess at a code, so it is not counted
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        wait = throttling.reserve(tx, ground, name=link[:LONGEST_LINK], address="invitation", at=at)
    if wait:
        raise TooMany(wait)
    with ground.store.write() as tx:
        # Who made it, or is let in by it, is ended before this or after it; held before any person, as by who ends her.
        tx.execute(_HOLD_JOBS, {"invitation": session_id(link[:LONGEST_LINK])}).all()
        hold(tx, officer_id=_living(tx, ground, link, at=ground.clock.now(tx)).officer_id)
        at = ground.clock.now(tx)
        row = _living(tx, ground, link, at=at)  # as it stands now that nobody calls her in or employs her meanwhile
        _check_chosen(ground, row, chosen)
        step = _step(ground, row, shown, at=at)
        if tx.execute(_USE, {"invitation": row.id, "now": at}).rowcount != 1:
            raise InvitationSpent
        throttling.forget(tx, ground, name=link[:LONGEST_LINK], address="invitation")
        return _settle(tx, ground, row, shown, client, step=step, at=at)


def count_spent(ground: Ground, client: Client) -> None:
    """Count and log that somebody showed a link that does not serve, and slow her address down."""
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        throttling.count_address(tx, ground, address=client.address, at=at)
        delay = throttling.delay_for(tx, ground, address=client.address, at=at)
        failed = told(NOBODY, act=Action.SIGN_IN_FAILED, at=at, outcome=Outcome.REFUSED, reason="invitation_spent")
        writer.append(tx, ground, failed, client.trace)
    throttling.pause(delay)


def _living(tx: Connection, ground: Ground, link: str, *, at: int) -> Row[*tuple[Any, ...]]:
    which = session_id(link[:LONGEST_LINK])
    row = tx.execute(_LIVING, {"invitation": which, "now": at}).first()
    if row is None or not row_seals.is_asked_for(row.id, which) or not row_seals.stands(ground, "invitation", row):
        raise InvitationSpent
    if at >= row.created_at + LASTS or not _holds(ground, row) or not _maker_works(tx, ground, row, at=at):
        raise InvitationSpent
    return row


def _maker_works(tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], *, at: int) -> bool:
    """Tell whether who made the link works still: who has left may hold a link that she made, and it ends with her.

    A day on which she is to come back does not bring it to life. The operator's own ends by its time alone.
    """
    return row.invited_by is None or bool(workplaces(tx, ground, row.invited_by, at=at))


def _holds(ground: Ground, row: Row[*tuple[Any, ...]]) -> bool:
    """Tell whether the account that is to have new ways in is the one she was called in to, as the hub wrote it."""
    if row.held_id is None:
        return bool(row.purpose != Purpose.AGAIN.value)  # without it, no old way could be asked for
    return bool(row.held_id == row.account_id and row_seals.stands(ground, "account", row, prefix="held_"))


def _tag(ground: Ground, invitation_id: bytes, hashed: str) -> str:
    """Give what only the first step gives: who makes a link and writes to the database has it as little as others."""
    return row_seals.tag(ground, "chosen", invitation_id, hashed).hex()


def _chose(ground: Ground, row: Row[*tuple[Any, ...]], chosen: str) -> bool:
    return row.password_hash is not None and compare_digest(_tag(ground, row.id, row.password_hash), chosen)


def _check_chosen(ground: Ground, row: Row[*tuple[Any, ...]], chosen: str) -> None:
    if not _chose(ground, row, chosen):
        raise Invalid({"password": ["Välj ett lösenord först."]})


def _username(row: Row[*tuple[Any, ...]]) -> str:
    return str(row.username or row.email)


def _step(ground: Ground, row: Row[*tuple[Any, ...]], shown: Shown, *, at: int) -> int:
    """Return the step of the app's code; 0 for a passkey, which is proved when it is taken in."""
    if shown.passkey:
        return 0
    owner = Owner(account=row.account_id, actor=NOBODY, totp_sealed=row.totp_sealed)
    step = step_shown(ground, owner, shown, at=at)
    if step is None:
        raise Invalid({"code": ["Koden stämmer inte. Vänta på nästa kod i appen och försök igen."]})
    return step


def _settle(
    tx: Connection,
    ground: Ground,
    row: Row[*tuple[Any, ...]],
    shown: Shown,
    client: Client,
    *,
    step: int,
    at: int,
) -> Enrolled:
    username = _username(row)
    _open_account(tx, ground, row, shown, step=step, at=at)
    if shown.passkey:
        passkeys.add(tx, ground, account_id=row.account_id, answer=shown.passkey, name="", at=at)
    recovery = recovering.make_codes(tx, ground, account_id=row.account_id, at=at)
    purpose = Purpose(row.purpose)
    if purpose is Purpose.FIRST:
        _employ(tx, ground, row, at=at)
    _log(tx, ground, row, shown, recovery)
    # Only whose link serves at once: else she signs in herself, with the password that she alone knows.
    at_once = purpose in {Purpose.FIRST, Purpose.ANEW}
    places = workplaces(tx, ground, row.officer_id, at=at) if at_once else ()
    started = None
    if len(places) == 1:
        holder = Holder(account=row.account_id, username=username, officer=row.officer_id)
        started = begin_session(tx, ground, holder, client, place=places[0], at=at)
    check = check_number(row.id) if purpose is Purpose.COLLEAGUE else None
    return Enrolled(username=username, recovery_codes=recovery, check=check, started=started)


def _open_account(
    tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], shown: Shown, *, step: int, at: int
) -> None:
    """Make the account, or give the one that stands new secrets: then all its sessions and passkeys end."""
    new = {
        "password_hash": row.password_hash,
        "totp_sealed": None if shown.passkey else row.totp_sealed,
        "totp_last_step": step,
    }
    if row.purpose in {Purpose.COLLEAGUE.value, Purpose.FIRST.value}:
        new["code_set_at"] = at  # what she worked as before is not opened by it: see hub.signin.workplaces
    if row.username is None:
        told_apart = {"id": row.account_id, "username": row.email, "officer_id": row.officer_id}
        account_seals.add(tx, ground, {**told_apart, **new})
        return
    account_seals.change(tx, ground, row.account_id, new)
    sessions.end_all(tx, account_id=row.account_id, at=at)
    passkeys.remove_all(tx, account_id=row.account_id)


def _employ(tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], *, at: int) -> None:
    function = Function(row.function)
    employed = employ(tx, ground, officer_id=row.officer_id, unit_id=row.unit_id, function=function, begins=at)
    herself = Actor(ActorKind.OFFICER, row.officer_id, row.unit_id, employed)
    record = Record("employment", employed, 1, None)
    begun = told(herself, act=Action.OFFICER_CHANGE, at=at, reason="employed", written=(record,))
    writer.append(tx, ground, begun)


def _log(tx: Connection, ground: Ground, row: Row[*tuple[Any, ...]], shown: Shown, recovery: tuple[str, ...]) -> None:
    at = ground.clock.now(tx)  # by now whoever it waited for has told of her account
    reason = "enrolled_passkey" if shown.passkey else "enrolled_app"
    herself = Actor(ActorKind.OFFICER, row.officer_id, row.unit_id)
    made = recovering.named(ground, row.account_id, *recovery)
    enrolled = told(herself, act=Action.FACTOR, at=at, reason=reason, written=made)
    by = named(ground, invitation.name, row.id)
    writer.append(tx, ground, replace(enrolled, rec=(*enrolled.rec, by)))
    tell_rows(tx, ground, herself, at=at)  # what one entry had no room for


_NOW: Final = bindparam("now", type_=Instant)
_SERVES: Final = (
    invitation.c.id == bindparam("invitation"),
    invitation.c.used_at.is_(None),
    invitation.c.settled_at.is_(None),
    invitation.c.expires_at > bindparam("now"),
    invitation.c.expires_at > invitation.c.created_at,  # else it was ended, also where the clock is back before that
)
_FOUND: Final = (
    select(
        invitation,
        officer.c.name,
        officer.c.email,
        account.c.username,
        *(column.label(f"held_{column.name}") for column in account_seals.SEALED),
        unit.c.name.label("unit_name"),
        organisation.c.name.label("organisation_name"),
    )
    .join(officer, officer.c.id == invitation.c.officer_id)
    .join(unit, unit.c.id == invitation.c.unit_id)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .outerjoin(account, account.c.officer_id == invitation.c.officer_id)
    .where(*_SERVES)
)
# A link for who is to begin asks for no old way in: once she is to work somewhere, through another unit or a file, it
# would let who made it in as her there.
# Nor one that an administrator made for who works at one unit, once she is to work at another.
_LIVING: Final = _FOUND.where(
    or_(
        invitation.c.purpose == Purpose.AGAIN.value,
        and_(
            invitation.c.purpose == Purpose.ANEW.value,
            or_(
                invitation.c.invited_by.is_(None),
                ~exists().where(
                    employment.c.officer_id == invitation.c.officer_id,
                    employment.c.unit_id != invitation.c.unit_id,
                    not_ended(_NOW),
                ),
            ),
        ),
        ~exists().where(employment.c.officer_id == invitation.c.officer_id, not_ended(_NOW)),
    ),
)
_HOLD_JOBS: Final = lock_share(
    select(employment.c.id)
    .join(invitation, employment.c.officer_id.in_([invitation.c.invited_by, invitation.c.officer_id]))
    .where(invitation.c.id == bindparam("invitation"))
    .order_by(employment.c.id),
    employment,
)
_USE: Final = update(invitation).values(used_at=bindparam("now"), password_hash=None).where(*_SERVES)
