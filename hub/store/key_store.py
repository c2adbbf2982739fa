"""Reads and writes wrapped keys; knows nothing of what they open."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.store.ground import Ground
from hub.store.key_tables import wrapped_key
from hub.store.outages import needing
from hub.store.prepared import Prepared
from keys.keyring import WrappedKey

_KEYS: Final = select(
    wrapped_key.c.participant_id.label("participant"),
    wrapped_key.c.purpose,
    wrapped_key.c.dek_version,
    wrapped_key.c.kek_epoch,
    wrapped_key.c.wrapped.label("blob"),
).where(wrapped_key.c.purpose == bindparam("for_purpose"))
_NEWEST: Final = Prepared(
    lambda _: (
        _KEYS.where(wrapped_key.c.participant_id == bindparam("participant"))
        .order_by(wrapped_key.c.dek_version.desc())
        .limit(1)
    )
)
_EACH: Final = _KEYS.where(wrapped_key.c.participant_id.in_(bindparam("participants", expanding=True))).order_by(
    wrapped_key.c.dek_version
)
_INSERT: Final = wrapped_key.insert()


def put(conn: Connection, key: WrappedKey, *, created_at: int) -> None:
    """Add a key; a version that already stands is never replaced (IntegrityError)."""
    conn.execute(
        _INSERT,
        {
            "participant_id": key.participant,
            "purpose": key.purpose,
            "dek_version": key.dek_version,
            "kek_epoch": key.kek_epoch,
            "wrapped": key.blob,
            "created_at": created_at,
        },
    )


def fetch(ground: Ground, participant: str, purpose: str) -> WrappedKey | None:
    """Read the newest key as it is stored; purpose is `data` or `log`. Raises Unavailable without the key store."""
    with needing("keys"):
        found = ground.key_store.ask(_NEWEST, {"participant": participant, "for_purpose": purpose})
    return WrappedKey(**found[0]._asdict()) if found else None


def fetch_each(ground: Ground, participants: Sequence[str], purpose: str) -> list[WrappedKey | None]:
    """Do as `fetch` for several by one statement, in their order."""
    if not participants:
        return []
    with needing("keys"), ground.key_store.read() as conn:
        found = conn.execute(_EACH, {"participants": participants, "for_purpose": purpose}).mappings()
        newest_of = {row["participant"]: WrappedKey(**row) for row in found}  # the newest comes last
    return [newest_of.get(participant) for participant in participants]
