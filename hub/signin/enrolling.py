"""Uses an invitation: choose a password, prove a second factor, get ten recovery codes; the link serves once."""

from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from hub.access_log import writer
from hub.officers.employing import hold
from hub.officers.tables import employment
from hub.signin import codes, passkeys, throttling
from hub.signin.acts import NOBODY, told
from hub.signin.beginning import Client
from hub.signin.calling import LONGEST_LINK
from hub.signin.choosing_password import fault_of
from hub.signin.living_invitations import SERVES, InvitationSpent, living, username_of
from hub.signin.looking_up import session_id
from hub.signin.passwords import hash_secret, matches
from hub.signin.proving_old import asks_old, prove_old
from hub.signin.second_factor import Owner, Shown, step_shown
from hub.signin.settling_in import Enrolled, settle
from hub.signin.tables import invitation
from hub.store import row_seals
from hub.store.errors import Invalid, TooMany
from hub.store.ground import Ground
from hub.store.locks import lock_share
from policies.vocabulary import Action, Outcome


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


def invited(tx: Connection, ground: Ground, link: str, *, chosen: str = "") -> Invited:
    """Show the invitation, to who has taken the first step with what it gave her. Raises InvitationSpent."""
    at = ground.clock.now(tx)
    row = living(tx, ground, link, at=at)
    username = username_of(row)
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
        row = living(tx, ground, link, at=ground.clock.now(tx))
    if asks_old(row):
        prove_old(ground, row, old)
    fault = fault_of(password, username=username_of(row), name=row.name)
    if fault is not None:
        raise Invalid({"password": [fault]})
    # Sent twice, the same password stays the one that was chosen first: the second step then follows either.
    stands = row.password_hash is not None and matches(ground, row.password_hash, password)
    hashed = str(row.password_hash) if stands else hash_secret(ground, password)
    with ground.store.write() as tx:
        row = living(tx, ground, link, at=ground.clock.now(tx))
        tx.execute(update(invitation).where(invitation.c.id == row.id).values(password_hash=hashed))
    return _tag(ground, row.id, hashed)


def enrol(ground: Ground, link: str, shown: Shown, client: Client, *, chosen: str) -> Enrolled:
    """Prove the new factor and use the link up, once. Signs in a place's first one.

    `chosen` is what the first step gave: whoever else has the link, as who made it has, takes no second step after
    another's first. Raises Invalid (`code`, `passkey`, or `password` when it is not the one that stands), TooMany,
    InvitationSpent.
    """
    with ground.store.read() as tx:
        row = living(tx, ground, link, at=ground.clock.now(tx))
        _check_chosen(ground, row, chosen)  # no guess at a code, so it is not counted
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        wait = throttling.reserve(tx, ground, name=link[:LONGEST_LINK], address="invitation", at=at)
    if wait:
        raise TooMany(wait)
    with ground.store.write() as tx:
        # Who made it, or is let in by it, is ended before this or after it; held before any person, as by who ends her.
        tx.execute(_HOLD_JOBS, {"invitation": session_id(link[:LONGEST_LINK])}).all()
        hold(tx, officer_id=living(tx, ground, link, at=ground.clock.now(tx)).officer_id)
        at = ground.clock.now(tx)
        row = living(tx, ground, link, at=at)  # as it stands now that nobody calls her in or employs her meanwhile
        _check_chosen(ground, row, chosen)
        step = _step(ground, row, shown, at=at)
        if tx.execute(_USE, {"invitation": row.id, "now": at}).rowcount != 1:
            raise InvitationSpent
        throttling.forget(tx, ground, name=link[:LONGEST_LINK], address="invitation")
        return settle(tx, ground, row, shown, client, step=step, at=at)


def count_spent(ground: Ground, client: Client) -> None:
    """Count and log that somebody showed a link that does not serve, and slow her address down."""
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        throttling.count_address(tx, ground, address=client.address, at=at)
        delay = throttling.delay_for(tx, ground, address=client.address, at=at)
        failed = told(NOBODY, act=Action.SIGN_IN_FAILED, at=at, outcome=Outcome.REFUSED, reason="invitation_spent")
        writer.append(tx, ground, failed, client.trace)
    throttling.pause(delay)


def _tag(ground: Ground, invitation_id: bytes, hashed: str) -> str:
    """Give what only the first step gives: who makes a link and writes to the database has it as little as others."""
    return row_seals.tag(ground, "chosen", invitation_id, hashed).hex()


def _chose(ground: Ground, row: Row[*tuple[Any, ...]], chosen: str) -> bool:
    return row.password_hash is not None and compare_digest(_tag(ground, row.id, row.password_hash), chosen)


def _check_chosen(ground: Ground, row: Row[*tuple[Any, ...]], chosen: str) -> None:
    if not _chose(ground, row, chosen):
        raise Invalid({"password": ["Välj ett lösenord först."]})


def _step(ground: Ground, row: Row[*tuple[Any, ...]], shown: Shown, *, at: int) -> int:
    """Return the step of the app's code; 0 for a passkey, which is proved when it is taken in."""
    if shown.passkey:
        return 0
    owner = Owner(account=row.account_id, actor=NOBODY, totp_sealed=row.totp_sealed)
    step = step_shown(ground, owner, shown, at=at)
    if step is None:
        raise Invalid({"code": ["Koden stämmer inte. Vänta på nästa kod i appen och försök igen."]})
    return step


_HOLD_JOBS: Final = lock_share(
    select(employment.c.id)
    .join(invitation, employment.c.officer_id.in_([invitation.c.invited_by, invitation.c.officer_id]))
    .where(invitation.c.id == bindparam("invitation"))
    .order_by(employment.c.id),
    employment,
)
_USE: Final = update(invitation).values(used_at=bindparam("now"), password_hash=None).where(*SERVES)
