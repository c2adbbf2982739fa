"""Recovery codes: ten of 80 random bits, shown once, kept as tags; each stands in once for the one-time code."""

import re
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from hub.access_log.entry import Record
from hub.access_log.reader.spent_codes import TABLE
from hub.signin.tables import recovery_code
from hub.store.ground import Ground
from hub.store.row_seals import tag

HOW_MANY: Final = 10
_BITS: Final = 80
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: none is taken for another when read aloud
_LENGTH: Final = _BITS // 5
_SHAPE: Final = re.compile(rf"[{_ALPHABET}]{{{_LENGTH}}}")
_MISREAD: Final = str.maketrans({"o": "0", "i": "1", "l": "1"})
_GROUP: Final = 4
_NAMED: Final = 32  # hexadecimal digits of a code's tag


def make_codes(tx: Connection, ground: Ground, *, account_id: str, at: int) -> tuple[str, ...]:
    """Return ten fresh codes, grouped for reading; those made earlier serve no longer."""
    tx.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    codes = [_draw(ground) for _ in range(HOW_MANY)]
    rows = [{"id": _kept(ground, account_id, code), "account_id": account_id, "made_at": at} for code in codes]
    tx.execute(insert(recovery_code), rows)
    return tuple(_grouped(code) for code in codes)


def shaped(code: str) -> str | None:
    """Return a typed code as it is kept, if it has the form of a recovery code; hyphens, blanks, case do not count."""
    plain = re.sub(r"[\s-]", "", code).casefold().translate(_MISREAD)
    return plain if _SHAPE.fullmatch(plain) else None


def named(ground: Ground, account_id: str, *codes: str) -> tuple[Record, ...]:
    """Name some of the account's codes for the log, which tells who used one of before (reader.spent_codes)."""
    plain = (shaped(code) or "" for code in codes)
    return tuple(Record(TABLE, _kept(ground, account_id, code).hex()[:_NAMED], 1, None) for code in plain)


def use_code(tx: Connection, ground: Ground, *, account_id: str, code: str, at: int) -> bool:
    """Take the code (as `shaped` gives it) for this transaction alone: of all who show it, one succeeds."""
    return tx.execute(_USE, {"code": _kept(ground, account_id, code), "now": at}).rowcount == 1


def serves(tx: Connection, ground: Ground, *, account_id: str, code: str) -> bool:
    """Tell whether the code would still serve; it is not used by the question."""
    return tx.execute(_SERVES, {"code": _kept(ground, account_id, code)}).first() is not None


def left(tx: Connection, *, account_id: str) -> int:
    """Tell how many codes still serve."""
    return tx.execute(_LEFT, {"account": account_id}).scalar_one()


def _draw(ground: Ground) -> str:
    number = int.from_bytes(ground.random(_BITS // 8), "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -5, -5))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def _kept(ground: Ground, account_id: str, code: str) -> bytes:
    # 80 random bits need no slow hash, but a key: else whoever writes to the database could put in codes of his own.
    return tag(ground, "recovery_code", account_id, code)


_USE: Final = (
    update(recovery_code)
    .values(used_at=bindparam("now"))
    .where(recovery_code.c.id == bindparam("code"), recovery_code.c.used_at.is_(None))
)
_SERVES: Final = select(recovery_code.c.id).where(
    recovery_code.c.id == bindparam("code"), recovery_code.c.used_at.is_(None)
)
_LEFT: Final = select(func.count()).where(
    recovery_code.c.account_id == bindparam("account"), recovery_code.c.used_at.is_(None)
)
