"""One-time codes of staff (RFC 6238) and the codes that participants choose: what is right, and what is too easy."""

import re
import unicodedata
from base64 import b32encode
from typing import Final

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import Connection, bindparam, update

from hub.signin.tables import account
from hub.store.clock import SECOND
from hub.store.ground import Ground
from keys.errors import Tampered
from keys.secrets import hub_box, open_secret, seal_secret

SHORTEST_CODE: Final = 6
LONGEST_CODE: Final = 32
_STEPS_EITHER_WAY: Final = 1
_SEED_BYTES: Final = 20  # RFC 4226, section 4, R6
_ONE_TIME_CODE: Final = re.compile(r"[0-9]{6}")
_OWN_CODE: Final = re.compile(rf"[0-9]{{{SHORTEST_CODE},{LONGEST_CODE}}}")
_RUNS: Final = ("01234567890123456789", "98765432109876543210")
_REPEATED: Final = re.compile(r"(.{1,3})\1+")
_PAIRS: Final = re.compile(r"(?:(.)\1)+")
_PURPOSE: Final = "totp"
_OWN: Final = "own_totp"
_ISSUER: Final = "Ingången"


def plain(code: str) -> str:
    """Take away the blanks and hyphens with which people group digits; an Arabic keyboard's digits are digits too."""
    grouped = code.replace(" ", "").replace("-", "").replace("\N{NO-BREAK SPACE}", "")
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in grouped)


def step_of(ground: Ground, *, account_id: str, sealed_seed: bytes, code: str, at: int) -> int | None:
    """Return the step (of 30 s) whose code this is, one step early or late at most; None: the code is wrong.

    Whether the step still serves is for `use_step` to say.
    """
    if not _ONE_TIME_CODE.fullmatch(code):
        return None
    seed = open_seed(ground, account_id=account_id, sealed=sealed_seed)
    try:
        return pyotp.TOTP(seed).verify_and_get_timecode(code, for_time=at // SECOND, valid_window=_STEPS_EITHER_WAY)
    except OTPVerificationError:
        return None


def use_step(tx: Connection, *, account_id: str, step: int) -> bool:
    """Take the step for this transaction alone: of all who show the same code, one succeeds (RFC 6238 5.2)."""
    return tx.execute(_USE, {"account": account_id, "step": step}).rowcount == 1


def new_seed(ground: Ground) -> str:
    """Draw the secret that an app will learn."""
    return b32encode(ground.random(_SEED_BYTES)).decode()


def seal_seed(ground: Ground, *, account_id: str, seed: str, own: bool = False) -> bytes:
    """Seal a seed; `own` when she couples the app herself, so that nobody else has seen it."""
    box = hub_box(ground.provider, installation=ground.installation)
    return seal_secret(box, purpose=_OWN if own else _PURPOSE, record=account_id, plaintext=seed.encode())


def is_own(ground: Ground, *, account_id: str, sealed: bytes) -> bool:
    """Tell whether she has coupled that app herself: the seal alone says so, and no row that somebody could remove."""
    try:
        _open(ground, _OWN, account_id, sealed)
    except Tampered:
        return False
    return True


def open_seed(ground: Ground, *, account_id: str, sealed: bytes) -> str:
    """Open a seed: to try a code against it, or to show it to who is enrolling."""
    purpose = _OWN if is_own(ground, account_id=account_id, sealed=sealed) else _PURPOSE
    return _open(ground, purpose, account_id, sealed)


def _open(ground: Ground, purpose: str, account_id: str, sealed: bytes) -> str:
    box = hub_box(ground.provider, installation=ground.installation)
    return open_secret(box, purpose=purpose, record=account_id, sealed=sealed).decode()


def enrolment(username: str, seed: str) -> str:
    """Give the otpauth address by which an authenticator app learns a seed."""
    return pyotp.TOTP(seed).provisioning_uri(name=username, issuer_name=_ISSUER)


def fault_of(code: str) -> str | None:
    """Return what is wrong with a code that a participant chooses, in Swedish; None: it will do."""
    if not _OWN_CODE.fullmatch(code):
        return f"Välj en kod med minst {SHORTEST_CODE} siffror, och bara siffror."
    if _REPEATED.fullmatch(code) or _PAIRS.fullmatch(code) or any(code in run for run in _RUNS):
        return "Koden är för lätt att gissa. Undvik rader som 123456 och upprepningar som 121212."
    return None


_USE: Final = (
    update(account)
    .values(totp_last_step=bindparam("step"))
    .where(account.c.id == bindparam("account"), account.c.totp_last_step < bindparam("step"))
)
