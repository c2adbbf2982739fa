"""Ties each entry of the log to the log before it, by a tag that only the hub can give.

Who writes to the database past the hub holds neither the key that signs the log nor the one of this tag. But the hub
seals what it finds: he could take away one entry of some day, with all that is made of the seals since then, and the
sealer would take what is left for new, and sign it; or put an entry in, or change one on the way (T6, T8, T19). So the
salt of each entry ends in how far its writer had seen the log sealed, and in a tag over the entry and the root that was
signed then. `hub log verify` asks for that root. What a log says before its first entry with a tag is of a version of
the hub that gave none; each later entry vouches for it as well.
"""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection

from hub.store import row_seals
from hub.store.engine import ENTRIES, SEAL
from hub.store.errors import LogBroken, Unavailable
from hub.store.ground import Ground

_SALT: Final = 16  # bytes of it that are random: who knows the rest of an entry cannot try it against its leaf
_PLACE: Final = "0" * 32  # where the tag goes
_FARTHEST: Final = 2**62
_Row = dict[str, Any]
_FORM: Final = re.compile(rf"[0-9a-f]{{{2 * _SALT}}}:(?P<size>0|[1-9][0-9]{{0,18}}):[0-9a-f]{{{len(_PLACE)}}}")


def saw(ground: Ground, checkpoint: Any, sign: Callable[[Any], str]) -> None:
    """Remember the newest checkpoint that has committed, by whichever process, if there is one.

    It only grows: where the log does not, what is written afterwards tells. One that this process did not make has to
    be signed as the hub signs, which is the same each time: else somebody put it there for a moment, and all that is
    written afterwards would be of a log that nobody finds. Raises LogBroken.
    """
    if checkpoint is None or (checkpoint.size, checkpoint.root) == ground.store.sealed:
        return
    if checkpoint.note != sign(checkpoint):
        raise LogBroken("the last checkpoint's note")
    ground.store.saw((checkpoint.size, checkpoint.root))


def sealing(tx: Connection, checkpoint: _Row) -> _Row:
    """Give the checkpoint's row back, and have it remembered once it has committed.

    Else it would be gone unseen where somebody takes it away before the next seal, or a database keeps none.
    """
    tx.info[SEAL] = (checkpoint["size"], checkpoint["root"])
    return checkpoint


def noted(tx: Connection, rows: Sequence[_Row]) -> Sequence[_Row]:
    """Give the entries' rows back, and have it asked later whether they stand: a database may say so and keep none."""
    tx.info.setdefault(ENTRIES, {}).update((row["id"], row["leaf"]) for row in rows)
    return rows


def tagged(ground: Ground, write: Callable[[str], bytes]) -> bytes:
    """Give the entry that `write` makes with a salt, with its tag in the salt's end.

    Raises Unavailable once an entry of this process is gone, and while nothing is sealed, so that one could be taken
    away unseen: nothing more may be done that leaves none.
    """
    if ground.store.lost or ground.store.unwatched:
        raise Unavailable("log")
    size, root = ground.store.sealed
    salt = f"{ground.random(_SALT).hex()}:{size}:"
    body = write(salt + _PLACE)
    return body.replace((salt + _PLACE).encode(), (salt + _tag(ground, body, root)).encode())


def seen(salt: str) -> int | None:
    """Give how far the writer had seen the log sealed; None for an entry without a tag."""
    form = _FORM.fullmatch(salt)
    return int(form["size"]) if form is not None and int(form["size"]) < _FARTHEST else None


def fits(ground: Ground, body: bytes, salt: str, root: bytes) -> bool:
    """Tell whether the hub wrote this entry, with that salt, after a log of that root; empty for one of no leaves."""
    at = len(salt) - len(_PLACE)
    bare = body.replace(salt.encode(), (salt[:at] + _PLACE).encode())
    return row_seals.fits(salt[at:].encode(), _tag(ground, bare, root).encode())


def _tag(ground: Ground, body: bytes, root: bytes) -> str:
    return row_seals.tag(ground, "entry", sha256(body).digest(), root)[: len(_PLACE) // 2].hex()
