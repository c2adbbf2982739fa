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
_OF: Final = _KEYS.where(wrapped_key.c.participant_id == bindparam("participant"))
_NEWEST: Final = _OF.order_by(wrapped_key.c.dek_version.desc()).limit(1)
_FETCHED: Final = Prepared(lambda _: _NEWEST)
_EXACT: Final = _OF.where(wrapped_key.c.dek_version == bindparam("version"))
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


def newest(conn: Connection, participant: str, purpose: str) -> WrappedKey | None:
    """Return the key that new writes use; purpose is `data` or `log`."""
    row = conn.execute(_NEWEST, {"participant": participant, "for_purpose": purpose}).mappings().first()
    return WrappedKey(**row) if row is not None else None


def fetch(ground: Ground, participant: str, purpose: str) -> WrappedKey | None:
    """Read the newest key as it is stored. Raises Unavailable when the key store does not answer."""
    with needing("keys"):
        found = ground.key_store.ask(_FETCHED, {"participant": participant, "for_purpose": purpose})
    return WrappedKey(**found[0]._asdict()) if found else None


def fetch_each(ground: Ground, participants: Sequence[str], purpose: str) -> list[WrappedKey | None]:
    """Do as `fetch` for several by one statement, in their order."""
    if not participants:
        return []
    with needing("keys"), ground.key_store.read() as conn:
        found = conn.execute(_EACH, {"participants": participants, "for_purpose": purpose}).mappings()
        newest_of = {row["participant"]: WrappedKey(**row) for row in found}  # the newest comes last
    return [newest_of.get(participant) for participant in participants]


def exact(conn: Connection, participant: str, purpose: str, dek_version: int) -> WrappedKey | None:
    """Return the key that a ciphertext of this version names."""
    wanted = {"participant": participant, "for_purpose": purpose, "version": dek_version}
    row = conn.execute(_EXACT, wanted).mappings().first()
    return WrappedKey(**row) if row is not None else None
