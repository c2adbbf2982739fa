"""A second factor of staff, whatever it is: the app's one-time code, a recovery code in its place, or a passkey."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.reader.spent_codes import USED
from hub.signin import codes, passkeys, recovering
from hub.signin.acts import told
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action

ONE_TIME_CODE: Final = "one_time_code"
PASSKEY: Final = "passkey"
RECOVERY_CODE: Final = "recovery_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was typed, or what the browser answered for a passkey; one of them."""

    code: str = field(default="", repr=False)
    passkey: str = field(default="", repr=False)

    @property
    def method(self) -> str:
        """Name what `proves` takes it for."""
        if self.passkey:
            return PASSKEY
        return RECOVERY_CODE if recovering.shaped(self.code) is not None else ONE_TIME_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose factor it has to be."""

    account: str
    actor: Actor
    totp_sealed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """A factor was right; `passkey` is which, where it was one."""

    passkey: passkeys.Used | None = None


def proves(tx: Connection, ground: Ground, owner: Owner, shown: Shown, *, scope: str, at: int) -> Taken | None:
    """Take the factor for this transaction alone; None: it is wrong, used or somebody else's.

    `scope` is the passkey's challenge's. The use of a recovery code is logged here.
    """
    if shown.passkey:
        used = passkeys.proves(tx, ground, account_id=owner.account, scope=scope, answer=shown.passkey, at=at)
        return Taken(used) if used is not None else None
    return Taken() if _takes_code(tx, ground, owner, shown, at=at) else None


def _takes_code(tx: Connection, ground: Ground, owner: Owner, shown: Shown, *, at: int) -> bool:
    recovery = recovering.shaped(shown.code)
    if recovery is not None:
        return _use_recovery(tx, ground, owner, recovery, at=at)
    step = step_shown(ground, owner, shown, at=at)
    return step is not None and codes.use_step(tx, account_id=owner.account, step=step)


def step_shown(ground: Ground, owner: Owner, shown: Shown, *, at: int) -> int | None:
    """Return the step whose one-time code was typed; None: it is wrong, or the account has no app."""
    if owner.totp_sealed is None:
        return None
    code = codes.plain(shown.code)
    return codes.step_of(ground, account_id=owner.account, sealed_seed=owner.totp_sealed, code=code, at=at)


def _use_recovery(tx: Connection, ground: Ground, owner: Owner, code: str, *, at: int) -> bool:
    if not recovering.use_code(tx, ground, account_id=owner.account, code=code, at=at):
        return False
    which = recovering.named(ground, owner.account, code)
    used = told(owner.actor, act=Action.FACTOR, at=at, reason=USED, written=which)
    writer.append(tx, ground, used)
    return True
