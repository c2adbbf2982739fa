"""Gives officers their accounts: a first password and the seed of their one-time codes, told once to who invites."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from hub.officers.importing import take_in
from hub.officers.reading import OfficerRow, read_officers
from hub.officers.telling_rows import tell_rows
from hub.signin import account_seals
from hub.signin.codes import enrolment, new_seed, seal_seed
from hub.signin.names import new_name
from hub.signin.passwords import AT_ONCE, SALT_BYTES, hash_secret
from hub.signin.tables import account
from hub.store.actor import Actor
from hub.store.ground import Ground
from hub.store.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What an officer needs to sign in the first time; it is kept nowhere in clear."""

    account: str
    officer: str
    username: str
    password: str = field(repr=False)
    totp_secret: str = field(repr=False)

    @property
    def otpauth(self) -> str:
        """The address that an authenticator app takes, typed or as a QR code."""
        return enrolment(self.username, self.totp_secret)


Keep = Callable[[Sequence[Invitation]], None]
"""Puts invitations where they can be handed out from; called before the commit, so that none is lost."""


def _keep_nowhere(_: Sequence[Invitation]) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Ready:
    invitation: Invitation
    hashed: str = field(repr=False)


def import_officers(ground: Ground, content: bytes, *, by: Actor, keep: Keep = _keep_nowhere) -> tuple[Invitation, ...]:
    """Take the officers' file in and return an invitation for each who had no account. Raises FileRefused."""
    return admit(ground, read_officers(content), by=by, keep=keep)


def admit(
    ground: Ground, rows: Sequence[OfficerRow], *, by: Actor, keep: Keep = _keep_nowhere
) -> tuple[Invitation, ...]:
    """Take the rows in and invite whoever has no account; what `keep` raises undoes all of it. Raises FileRefused.

    Opens its own transaction, so that the passwords of a long file are hashed before it and not inside it.
    """
    with ground.store.read() as tx:
        wanting = _without_account(tx, {row.email for row in rows})
    ready = dict(zip(wanting, _prepare_all(ground, wanting), strict=True))
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        imported = take_in(tx, ground, rows, by=by, at=at)
        # Asked again: she may have used a link while the passwords were hashed.
        without = _without_account(tx, wanting)
        invitations = tuple(_open(tx, ground, imported.officers[email], ready[email]) for email in without)
        tell_rows(tx, ground, by, at=ground.clock.now(tx))
        if invitations:
            keep(invitations)
    return invitations


def _without_account(tx: Connection, usernames: Iterable[str]) -> list[str]:
    return sorted(set(usernames).difference(tx.execute(select(account.c.username)).scalars()))


def _prepare_all(ground: Ground, usernames: Iterable[str]) -> list[_Ready]:
    """Draw all that is random in one order, then hash side by side: a long file keeps every core busy for a while."""
    drawn = [(_draw(ground, username), ground.random(SALT_BYTES)) for username in usernames]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: _Ready(one[0], hash_secret(ground, one[0].password, salt=one[1])), drawn))


def _draw(ground: Ground, username: str) -> Invitation:
    password = _password(ground.random)
    seed = new_seed(ground)
    name = username.strip().casefold()
    return Invitation(account="", officer="", username=name, password=password, totp_secret=seed)


def _password(random: Callable[[int], bytes]) -> str:
    """About 75 random bits, in words that can be read aloud."""
    return f"{new_name(random)}-{new_name(random)}"


def _open(tx: Connection, ground: Ground, officer_id: str, ready: _Ready) -> Invitation:
    opened = new_id(ground.random)
    told = ready.invitation
    row = {
        "id": opened,
        "username": told.username,
        "officer_id": officer_id,
        "password_hash": ready.hashed,
        "totp_sealed": seal_seed(ground, account_id=opened, seed=told.totp_secret),
        "totp_last_step": 0,
    }
    account_seals.add(tx, ground, row)
    return replace(told, account=opened, officer=officer_id)
