"""What staff change of their own ways to sign in; each asks for a step-up, which the routes see to, and is logged."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.officers.holding import hold_employment
from hub.officers.tables import officer
from hub.signin import account_seals, codes, passkeys, recovering, sessions, throttling
from hub.signin.acts import told
from hub.signin.choosing_password import LONGEST, fault_of
from hub.signin.current import SignedIn
from hub.signin.passwords import hash_secret, matches
from hub.signin.second_factor import Owner, Shown, step_shown
from hub.signin.tables import account, session
from hub.store.errors import Conflict, Invalid, NotShown, NotSignedIn, TooMany
from hub.store.ground import Ground
from hub.store.locks import lock_beside
from keys.errors import Unopened
from policies.vocabulary import Action, Outcome

WRONG: Final = "wrong_password"  # hub.oversight words these entries by it
LONGEST_SEALED: Final = 400
_PRESENT: Final = "password"  # a stranger has no session, so these waits need no address to keep strangers apart


@dataclass(frozen=True, slots=True)
class Factors:
    """How she signs in today; nothing of it is secret."""

    app: bool
    passkeys: tuple[passkeys.Held, ...]
    recovery_left: int


@dataclass(frozen=True, slots=True)
class NewApp:
    """A seed for her new app, and the same sealed: the form brings it back with the code that proves it."""

    secret: str = field(repr=False)
    otpauth: str = field(repr=False)
    sealed: str = field(repr=False)


def factors(tx: Connection, who: SignedIn) -> Factors:
    sealed = tx.execute(_HELD, {"account": who.account}).one().totp_sealed
    held = passkeys.held_by(tx, account_id=who.account)
    return Factors(sealed is not None, held, recovering.left(tx, account_id=who.account))


def change_password(ground: Ground, who: SignedIn, *, present: str, wanted: str) -> None:
    """Set a new password; her other sessions end. Raises Invalid (`present`, `wanted`) or TooMany."""
    _prove_present(ground, who, present)
    with ground.store.read() as tx:
        name = tx.execute(select(officer.c.name).where(officer.c.id == who.officer)).scalar_one()
    fault = fault_of(wanted, username=who.username, name=name)
    if fault is not None:
        raise Invalid({"wanted": [fault]})
    hashed = hash_secret(ground, wanted)
    with ground.store.write() as tx:
        _hold(tx, ground, who)
        account_seals.change(tx, ground, who.account, {"password_hash": hashed})
        _changed(tx, ground, who, "password_changed")


def _hold(tx: Connection, ground: Ground, who: SignedIn) -> None:
    """Let one change of her ways in come after the other, and hold that the session that asks lives still.

    One that another change has just ended changes nothing: it may be a stolen one. Raises NotSignedIn.
    """
    hold_employment(tx, ground, who.actor)  # before her account, as by a step-up; who ends it ends the session too
    tx.execute(_HELD_ALONE, {"account": who.account})
    if tx.execute(_LIVES, {"session": who.session}).first() is None:
        raise NotSignedIn


def _prove_present(ground: Ground, who: SignedIn, present: str) -> None:
    """Try today's password; a wrong one counts and is logged: with a stolen session it could else be guessed here."""
    with ground.store.write() as tx:
        wait = throttling.reserve(tx, ground, name=who.account, address=_PRESENT, at=ground.clock.now(tx))
        row = tx.execute(_HELD, {"account": who.account}).one()
        if wait:
            _log_failure(tx, ground, who, reason="throttled")
    if wait:
        raise TooMany(wait)
    held = row.password_hash if account_seals.is_of(ground, row, who.account) else None
    right = matches(ground, held, present[:LONGEST])
    with ground.store.write() as tx:
        if right:
            throttling.forget(tx, ground, name=who.account, address=_PRESENT)
        else:
            _log_failure(tx, ground, who, reason=WRONG)
    if not right:
        raise Invalid({"present": ["Lösenordet stämmer inte. Skriv det som du loggar in med i dag."]})


def _log_failure(tx: Connection, ground: Ground, who: SignedIn, *, reason: str) -> None:
    at, act = ground.clock.now(tx), Action.SIGN_IN_FAILED
    writer.append(tx, ground, told(who.actor, act=act, at=at, outcome=Outcome.REFUSED, reason=reason))


def renew_codes(tx: Connection, ground: Ground, who: SignedIn) -> tuple[str, ...]:
    """Make ten new recovery codes; the old ones serve no longer."""
    _hold(tx, ground, who)
    made = recovering.make_codes(tx, ground, account_id=who.account, at=ground.clock.now(tx))
    _changed(tx, ground, who, "recovery_renewed", *recovering.named(ground, who.account, *made))
    return made


def passkey_options(tx: Connection, ground: Ground, who: SignedIn) -> str:
    """Give what her browser needs to make one more passkey."""
    held = passkeys.credentials_of(tx, account_id=who.account)
    at = ground.clock.now(tx)
    return passkeys.options_for_adding(
        ground, account_id=who.account, username=who.username, name=who.username, at=at, held=held
    )


def add_passkey(tx: Connection, ground: Ground, who: SignedIn, *, answer: str, name: str) -> str:
    """Take a passkey in and return its id. Raises Invalid (field `passkey`)."""
    _hold(tx, ground, who)
    at = ground.clock.now(tx)
    added = passkeys.add(tx, ground, account_id=who.account, answer=answer, name=name, at=at)
    _changed(tx, ground, who, "passkey_added", Record("passkey", added, 1, None))
    return added


def remove_passkey(tx: Connection, ground: Ground, who: SignedIn, passkey_id: str) -> None:
    """Take one of her passkeys away. Raises NotShown, or Conflict when nothing would be left to sign in with."""
    _hold(tx, ground, who)  # two at once would each leave the other
    if not passkeys.remove(tx, account_id=who.account, passkey_id=passkey_id):
        raise NotShown
    now = factors(tx, who)
    if not now.app and not now.passkeys:
        told_why = "Det här är ditt enda andra steg. Lägg till appen eller en annan passkey först."
        raise Conflict("last_factor", told_why)
    _changed(tx, ground, who, "passkey_removed", Record("passkey", passkey_id, 1, None))


def new_app(ground: Ground, who: SignedIn) -> NewApp:
    """Draw a seed for another phone; nothing is changed until its first code is proved."""
    seed = codes.new_seed(ground)
    sealed = codes.seal_seed(ground, account_id=who.account, seed=seed)
    return NewApp(seed, codes.enrolment(who.username, seed), urlsafe_b64encode(sealed).decode())


def shown_again(ground: Ground, who: SignedIn, sealed: str) -> NewApp:
    """Show the same seed again after a wrong code. Raises Invalid (field `code`) for what the hub has not sealed."""
    seed = _opened(ground, who, sealed)
    return NewApp(seed, codes.enrolment(who.username, seed), sealed)


def take_app(tx: Connection, ground: Ground, who: SignedIn, *, sealed: str, code: str) -> None:
    """Let the new app take the old one's place. Raises Invalid (field `code`)."""
    _hold(tx, ground, who)
    at = ground.clock.now(tx)
    seed = codes.seal_seed(ground, account_id=who.account, seed=_opened(ground, who, sealed), own=True)
    owner = Owner(account=who.account, actor=who.actor, totp_sealed=seed)
    step = step_shown(ground, owner, Shown(code=code), at=at)
    if step is None:
        raise Invalid({"code": ["Koden stämmer inte. Vänta på nästa kod i appen och försök igen."]})
    account_seals.change(tx, ground, who.account, {"totp_sealed": seed, "totp_last_step": step})
    _changed(tx, ground, who, "app_replaced")


def _opened(ground: Ground, who: SignedIn, sealed: str) -> str:
    try:
        return codes.open_seed(ground, account_id=who.account, sealed=urlsafe_b64decode(sealed[:LONGEST_SEALED]))
    except (Unopened, ValueError):
        raise Invalid({"code": ["Sidan har blivit för gammal. Börja om med den nya appen."]}) from None


def _changed(tx: Connection, ground: Ground, who: SignedIn, reason: str, *written: Record) -> None:
    """Log the change, and end her other sessions: whoever held one by theft is out."""
    at = ground.clock.now(tx)
    sessions.end_others(tx, account_id=who.account, but=who.session, at=at)
    entry = told(who.actor, act=Action.FACTOR, at=at, reason=reason, written=written)
    writer.append(tx, ground, entry)


_HELD: Final = select(*account_seals.SEALED).where(account.c.id == bindparam("account"))
_HELD_ALONE: Final = lock_beside(select(account.c.id).where(account.c.id == bindparam("account")))
_LIVES: Final = select(session.c.id).where(session.c.id == bindparam("session"), session.c.revoked_at.is_(None))
