"""Proves anew, during a session, that who asks is who signed in: a participant's own code, or staff's one-time code."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from hub.access_log import writer
from hub.signin import account_seals, codes, passkeys, second_factor, throttling
from hub.signin.acts import registering_unit, told
from hub.signin.current import SignedIn
from hub.signin.passwords import matches
from hub.signin.tables import account, session
from hub.store import row_marks
from hub.store.errors import Conflict, Invalid, NotSignedIn, TooMany
from hub.store.ground import Ground
from hub.store.locks import lock_share
from policies.vocabulary import Action, Outcome

OWN_CODE: Final = "own_code"
_HERE: Final = "session"  # a stranger has no session, so these waits need no address to keep strangers apart
_NO_OWN: Final = "Skriv din egen kod."
_NO_ONE_TIME: Final = "Skriv koden från appen, eller en reservkod."
_WRONG_OWN: Final = (
    "Koden stämmer inte. Skriv den kod som du själv har valt. Har du glömt den kan din handledare hjälpa dig."
)
_WRONG_ONE_TIME: Final = "Koden stämmer inte. Vänta på nästa kod i appen och försök igen. En kod gäller bara en gång."

_CHANGED: Final = "Koden har bytts. Logga in igen med den nya koden."
_WRONG_PASSKEY: Final = "Passkeyn kunde inte bekräftas. Ladda om sidan och försök igen, eller skriv en kod."


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was shown, by `method`, was right at `at`; an own code rests on a link or reset of `code_link_officer`."""

    account: str
    session: bytes = field(repr=False)
    at: int
    method: str
    seal: bytes = field(repr=False)  # of the account as it was then
    code_link_officer: str | None
    passkey: passkeys.Used | None = field(default=None, repr=False)


def prove_code(ground: Ground, who: SignedIn, code: str) -> Proof:
    """Verify the code of who is signed in, in transactions of its own: call it *before* a change is opened.

    A wrong guess must count and be logged although the change then falls. Raises Invalid (field `code`) or TooMany.
    """
    return prove(ground, who, second_factor.Shown(code=code))


def prove(ground: Ground, who: SignedIn, shown: second_factor.Shown) -> Proof:
    """Do as `prove_code`; staff may also show a recovery code or a passkey's answer.

    Where nothing is shown nothing was guessed: that is said, and neither counted nor logged as a wrong code.
    """
    if not shown.code.strip() and not shown.passkey:
        raise Invalid({"code": [_NO_OWN if who.participant else _NO_ONE_TIME]})
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        wait = throttling.reserve(tx, ground, name=who.account, address=_HERE, at=at)
        row = tx.execute(_ACCOUNT, {"account": who.account}).one()
        if wait:
            _log_failure(tx, ground, who, at=at, reason="throttled")
    if wait:
        raise TooMany(wait)
    return _with_own_code(ground, who, row, shown.code) if who.participant else _with_factor(ground, who, row, shown)


def confirm(tx: Connection, proof: Proof) -> None:
    """Hold, inside the change, that the proof still stands: same account, session not ended. Raises Conflict.

    The change's entry tells which account it rests on, and which passkey.
    """
    row = tx.execute(_STANDS, {"session": proof.session}).first()
    if row is None or row.revoked_at is not None or (row.id, row.seal) != (proof.account, proof.seal):
        raise Conflict("code_changed", _CHANGED)
    row_marks.rests_on(tx, account.name, row.id, seal=row.seal)
    if not _holds_passkey(tx, proof):
        raise Conflict("code_changed", _CHANGED)


def hold(tx: Connection, proof: Proof) -> None:
    """Do as `confirm`, of the account alone: who calls ends or renews the session, and knows by that if it has ended.

    Raises NotSignedIn.
    """
    row = tx.execute(_PROVED, {"account": proof.account}).first()
    if row is None or row.seal != proof.seal:
        raise NotSignedIn
    row_marks.rests_on(tx, account.name, proof.account, seal=row.seal)
    if not _holds_passkey(tx, proof):
        raise NotSignedIn


def _holds_passkey(tx: Connection, proof: Proof) -> bool:
    return proof.passkey is None or passkeys.hold(tx, proof.passkey)


def _with_own_code(ground: Ground, who: SignedIn, row: Row[*tuple[Any, ...]], code: str) -> Proof:
    held = row.password_hash if account_seals.is_of(ground, row, who.account) else None
    right = matches(ground, held, codes.plain(code))
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        _settle(tx, ground, who, at=at, right=right)
    return _proof(who, row, at=at, right=right, method=OWN_CODE, sentence=_WRONG_OWN)


def _with_factor(ground: Ground, who: SignedIn, row: Row[*tuple[Any, ...]], shown: second_factor.Shown) -> Proof:
    owner = second_factor.Owner(account=who.account, actor=who.actor, totp_sealed=row.totp_sealed)
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        stands = account_seals.is_of(ground, row, who.account)
        taken = second_factor.proves(tx, ground, owner, shown, scope=who.account, at=at) if stands else None
        _settle(tx, ground, who, at=at, right=taken is not None)
    sentence = _WRONG_PASSKEY if shown.passkey else _WRONG_ONE_TIME
    proof = _proof(who, row, at=at, right=taken is not None, method=shown.method, sentence=sentence)
    return replace(proof, passkey=taken.passkey if taken is not None else None)


def _settle(tx: Connection, ground: Ground, who: SignedIn, *, at: int, right: bool) -> None:
    if right:
        throttling.forget(tx, ground, name=who.account, address=_HERE)
    else:
        _log_failure(tx, ground, who, at=at, reason="wrong_code")


def _proof(who: SignedIn, row: Row[*tuple[Any, ...]], *, at: int, right: bool, method: str, sentence: str) -> Proof:
    if not right:
        raise Invalid({"code": [sentence]})
    return Proof(
        account=who.account,
        session=who.session,
        at=at,
        method=method,
        seal=row.seal,
        code_link_officer=row.code_link_officer_id,
    )


def _log_failure(tx: Connection, ground: Ground, who: SignedIn, *, at: int, reason: str) -> None:
    failed = told(
        who.actor,
        act=Action.SIGN_IN_FAILED,
        at=at,
        outcome=Outcome.REFUSED,
        reason=reason,
        units=registering_unit(tx, who.participant) if who.participant is not None else (),
    )
    writer.append(tx, ground, failed)


_ACCOUNT: Final = select(*account_seals.SEALED).where(account.c.id == bindparam("account"))
_PROVED: Final = lock_share(select(account.c.seal).where(account.c.id == bindparam("account")))
_STANDS: Final = lock_share(
    select(account.c.id, account.c.seal, session.c.revoked_at)
    .join(session, session.c.account_id == account.c.id)
    .where(session.c.id == bindparam("session"))
)
