"""Signs in by name and secret: counted first, tried outside every transaction, then settled with its log entry.

Hashing takes tens of milliseconds and may not hold the one write lock, hence the two transactions of this use case.
An unknown name costs the same statements, the same hash and the same entry as a wrong secret.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from hub.access_log import writer
from hub.officers.holding import hold_jobs
from hub.signin import account_seals, codes, passkeys, recovering, second_factor, throttling
from hub.signin.acts import NOBODY, registering_unit, told
from hub.signin.beginning import Client, Holder, Started, begin_session
from hub.signin.known_browsers import known_mark
from hub.signin.passwords import matches
from hub.signin.tables import account
from hub.signin.workplaces import Workplace, workplaces
from hub.store import row_marks, row_seals
from hub.store.actor import Actor, ActorKind
from hub.store.errors import HubError, NotSignedIn, TooMany
from hub.store.ground import Ground
from hub.store.legible import clean
from hub.store.locks import lock_update
from policies.vocabulary import Action, Outcome

LONGEST_NAME: Final = 80
_BETWEEN: Final = re.compile(r"\s*[-\u2010-\u2015]\s*|\s+")
_WRONG: Final = "wrong_credentials"
_USED: Final = "code_used"
_NOT_EMPLOYED: Final = "not_employed"
_UNIT_MISSING: Final = "unit_missing"
_KNOWN: Final = "known "  # no address begins so


class WrongCredentials(NotSignedIn):
    """Name, password or code is wrong; which of them is never told."""


class WrongOwnCode(WrongCredentials):
    """The same where a name and a code alone were typed, as participants do; it follows from what was typed alone."""


class ChooseUnit(HubError):  # noqa: N818 - names what is asked for
    """All is right, and the officer works at several units: the session is for one of them."""

    def __init__(self, units: tuple[Workplace, ...]) -> None:
        super().__init__()
        self.units: Final = units


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What was typed. Staff give a password and a second factor, a participant her own code alone.

    The second factor is a one-time code, a recovery code in its place, or a browser's answer for a passkey.
    """

    username: str
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    passkey: str = field(default="", repr=False)
    unit: str | None = None

    @property
    def shown(self) -> second_factor.Shown:
        return second_factor.Shown(code=self.code, passkey=self.passkey)

    @property
    def is_as_participants(self) -> bool:
        """Whether only what participants have was typed; it tells nothing of whose the name is."""
        return not self.password and not self.passkey and not self.recovery

    @property
    def recovery(self) -> str | None:
        """The recovery code that was typed in the place of a one-time code."""
        return None if self.passkey else recovering.shaped(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account(Holder):
    password_hash: str | None = field(repr=False)
    totp_sealed: bytes | None = field(repr=False)
    code_set_at: int | None
    seal: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What the secrets were worth. `step` is a one-time code's; a participant, a recovery code, a passkey have none."""

    right: bool
    step: int | None = None


def _plain(username: str) -> str:
    """Give a name as accounts hold it: a participant's words are parted by hyphens, however she has parted them."""
    return _BETWEEN.sub("-", clean(username).casefold())


def sign_in(ground: Ground, given: Credentials, client: Client) -> Started:
    """Raise WrongCredentials, TooMany or ChooseUnit, each after what happened has been logged and committed."""
    name = _plain(given.username)[:LONGEST_NAME]
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        wait = throttling.reserve(tx, ground, name=name, address=_from(ground, name, client, at=at), at=at)
        found = _find(tx, ground, name, _ACCOUNT)
        delay = throttling.delay_for(tx, ground, address=client.address, at=at)
        if wait:
            places = _places(tx, ground, found, at=at)
            _log_failure(tx, ground, found, places, client, at=at, reason="throttled")
    if wait:
        raise TooMany(wait)
    throttling.pause(delay)
    tried = _try(ground, found, given, at=at)
    with ground.store.write() as tx:
        # Before her account, as by who steps up: whom somebody ends meanwhile is not let in after it.
        hold_jobs(tx, found.officer if found else None)
        if not _stands(tx, ground, name, found):
            tried = _Tried(right=False)
        outcome = _settle(tx, ground, found, tried, given, client)
    if isinstance(outcome, HubError):
        raise outcome
    return outcome


def _from(ground: Ground, name: str, client: Client, *, at: int) -> str:
    """Give what the guesses at a name are counted by: the browser that knows its officer, or else the address."""
    mark = known_mark(ground, client.known, name=name, at=at)
    return client.address if mark is None else f"{_KNOWN}{mark}"


def _try(ground: Ground, found: _Account | None, given: Credentials, *, at: int) -> _Tried:
    if found is None or found.participant is not None:
        right = matches(ground, found.password_hash if found else None, codes.plain(given.code))
        return _Tried(right and not given.password and not given.passkey)
    right = matches(ground, found.password_hash, given.password)
    if given.passkey or given.recovery:
        return _Tried(right)  # what the database knows of them is asked when it is settled
    step = second_factor.step_shown(ground, _owner(found), given.shown, at=at)
    return _Tried(right and step is not None, step)


def _stands(tx: Connection, ground: Ground, name: str, found: _Account | None) -> bool:
    """Tell whether the secrets that were tried are still hers; her account is held, so that a change comes after.

    Hashing takes its time, and whoever changes a secret ends the sessions that it had given until then.
    """
    return _find(tx, ground, name, _HELD) == found


def _settle(
    tx: Connection, ground: Ground, found: _Account | None, tried: _Tried, given: Credentials, client: Client
) -> Started | HubError:
    at = ground.clock.now(tx)
    places = _places(tx, ground, found, at=at)
    place, fault = _place(found, places, given.unit)
    used = tried.right and found is not None and _use(tx, ground, found, tried, given, asks=fault is not None, at=at)
    if found is not None and used and fault is None:
        throttling.forget(tx, ground, name=found.username, address=_from(ground, found.username, client, at=at))
        row_marks.rests_on(tx, account.name, found.account, seal=found.seal)
        started = begin_session(tx, ground, found, client, place=place, at=at)
        left = recovering.left(tx, account_id=found.account) if given.recovery and found.officer else None
        return replace(started, recovery_left=left)
    reason = _WRONG
    if tried.right:
        reason = fault if fault and used else _USED
    throttling.count_address(tx, ground, address=client.address, at=at)
    _log_failure(tx, ground, found, places, client, at=at, reason=reason)
    if reason == _UNIT_MISSING:
        return ChooseUnit(places)
    return WrongOwnCode() if given.is_as_participants else WrongCredentials()


def _use(
    tx: Connection, ground: Ground, found: _Account, tried: _Tried, given: Credentials, *, asks: bool, at: int
) -> bool:
    """Use the second factor up; where a question stands in the way (`asks`), a code is only looked at."""
    if found.participant is not None:
        return True
    if asks and tried.step is not None:
        return True
    if asks and given.recovery:
        return recovering.serves(tx, ground, account_id=found.account, code=given.recovery)
    return second_factor.proves(tx, ground, _owner(found), given.shown, scope=passkeys.SIGNING_IN, at=at) is not None


def _owner(found: _Account) -> second_factor.Owner:
    actor = Actor(ActorKind.OFFICER, found.officer)
    return second_factor.Owner(account=found.account, actor=actor, totp_sealed=found.totp_sealed)


def _place(
    found: _Account | None, places: tuple[Workplace, ...], wanted: str | None
) -> tuple[Workplace | None, str | None]:
    """Return where an officer works in this session, or why there is no such place."""
    if found is None or found.participant is not None:
        return None, None
    fitting = [place for place in places if wanted in {None, place.unit}]
    if not fitting:
        return None, _NOT_EMPLOYED
    return (fitting[0], None) if len(fitting) == 1 else (None, _UNIT_MISSING)


def _claimed(found: _Account | None, places: tuple[Workplace, ...]) -> Actor:
    """Give who the attempt said it was; an unknown name is nobody, and is written down nowhere."""
    if found is None:
        return NOBODY
    if found.participant is not None:
        return Actor(ActorKind.PARTICIPANT, found.participant)
    unit, authority = (places[0].unit, places[0].organisation) if len(places) == 1 else (None, None)
    return Actor(ActorKind.OFFICER, found.officer, unit, authority=authority)


def _places(tx: Connection, ground: Ground, found: _Account | None, *, at: int) -> tuple[Workplace, ...]:
    officer, since = (found.officer, found.code_set_at) if found is not None else (None, None)
    return workplaces(tx, ground, officer, at=at, since=since)


def _log_failure(
    tx: Connection,
    ground: Ground,
    found: _Account | None,
    places: tuple[Workplace, ...],
    client: Client,
    *,
    at: int,
    reason: str,
) -> None:
    """Log it for all whom the attempt concerns: every unit that she works at, or that registered her."""
    units = {place.unit for place in places}.union(registering_unit(tx, found.participant if found else None))
    claimed = _claimed(found, places)
    failed = told(claimed, act=Action.SIGN_IN_FAILED, at=at, outcome=Outcome.REFUSED, reason=reason, units=units)
    writer.append(tx, ground, failed, client.trace if found is None or found.participant is None else None)


def _find(tx: Connection, ground: Ground, name: str, statement: Select[Any]) -> _Account | None:
    """Give the account of a name; one that is not as the hub wrote it is nobody's."""
    row = tx.execute(statement, {"name": name}).first()
    if row is None or not row_seals.stands(ground, "account", row):
        return None
    return _Account(
        account=row.id,
        username=row.username,
        officer=row.officer_id,
        participant=row.participant_id,
        password_hash=row.password_hash,
        totp_sealed=row.totp_sealed,
        code_set_at=row.code_set_at,
        seal=row.seal,
    )


_ACCOUNT: Final = select(*account_seals.SEALED, account.c.username).where(account.c.username == bindparam("name"))
_HELD: Final = lock_update(_ACCOUNT)
