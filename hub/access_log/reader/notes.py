"""Reads a signed checkpoint back, and gives the key with which everybody can."""

import re
from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hub.access_log.checkpoint import ED25519, Checkpoint, key_id, log_origin
from hub.store.ground import Ground
from keys.providers import LOG_SIGNING, Provider

_NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[^\n]+)\n)\n"
    r"— (?P<key>\S+) (?P<mark>\S+)\n"
)


class ForgedCheckpoint(ValueError):  # noqa: N818 - names what was refused
    """The note is not a checkpoint of this log signed by this log's key."""


def verifier_key(provider: Provider, installation: str) -> str:
    """Give the key as others' verifiers take it: name+id+key."""
    origin = log_origin(installation)
    public = provider.public_key(LOG_SIGNING)
    return f"{origin}+{key_id(origin, public).hex()}+{b64encode(ED25519 + public).decode()}"


def read_checkpoint(note: str, *, public_key: bytes, installation: str) -> Checkpoint:
    """Check form, origin and signature. Raises ForgedCheckpoint."""
    origin = log_origin(installation)
    form = _NOTE.fullmatch(note)
    if form is None or form["origin"] != origin or form["key"] != origin:
        raise ForgedCheckpoint("not a checkpoint of this log")
    try:
        marked = b64decode(form["mark"], validate=True)
        root = b64decode(form["root"], validate=True)
    except ValueError as error:
        raise ForgedCheckpoint("not base64") from error
    if marked[:4] != key_id(origin, public_key):
        raise ForgedCheckpoint("signed by another key")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(marked[4:], form["body"].encode())
    except InvalidSignature as error:
        raise ForgedCheckpoint("the signature does not hold") from error
    return Checkpoint(int(form["size"]), root)


def is_signed(ground: Ground, row: Any) -> bool:
    """Tell whether a checkpoint's row says what its own note signs."""
    public_key = ground.provider.public_key(LOG_SIGNING)
    try:
        signed = read_checkpoint(row.note, public_key=public_key, installation=ground.installation)
    except ForgedCheckpoint:
        return False
    return signed == Checkpoint(row.size, row.root)
