"""Challenges for passkeys: sealed by the hub itself, so that asking stores nothing; each serves once, half an hour."""

from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from hub.signin.tables import used_challenge
from hub.store.clock import MINUTE
from hub.store.ground import Ground
from keys.errors import Unopened
from keys.secrets import SecretBox, hub_box, open_secret, seal_secret

LASTS: Final = 30 * MINUTE  # a page may stand open for a while before its button is pressed
_PURPOSE: Final = "passkey_challenge"
_INSTANT_BYTES: Final = 8
_NONCE_BYTES: Final = 16


def new_challenge(ground: Ground, *, scope: str, at: int) -> bytes:
    """Make a challenge for one scope: an account's id, or signing in, where the account is not known yet."""
    told = (at + LASTS).to_bytes(_INSTANT_BYTES, "big") + ground.random(_NONCE_BYTES)
    return seal_secret(_box(ground), purpose=_PURPOSE, record=scope, plaintext=told)


def use_challenge(tx: Connection, ground: Ground, challenge: bytes, *, scope: str, at: int) -> bool:
    """Take the challenge for this transaction alone; False: not ours, of another scope, too old, or used."""
    try:
        told = open_secret(_box(ground), purpose=_PURPOSE, record=scope, sealed=challenge)
    except Unopened:
        return False
    expires = int.from_bytes(told[:_INSTANT_BYTES], "big")
    if expires <= at:
        return False
    tx.execute(_FORGET, {"now": at})
    row = {"id": sha256(challenge).digest(), "expires_at": expires}
    return tx.execute(_USE[tx.dialect.name], row).first() is not None


def _box(ground: Ground) -> SecretBox:
    return hub_box(ground.provider, installation=ground.installation)


_FORGET: Final = delete(used_challenge).where(used_challenge.c.expires_at <= bindparam("now"))
_USE: Final = {
    "postgresql": postgresql.insert(used_challenge).on_conflict_do_nothing().returning(used_challenge.c.id),
    "sqlite": sqlite.insert(used_challenge).on_conflict_do_nothing().returning(used_challenge.c.id),
}
