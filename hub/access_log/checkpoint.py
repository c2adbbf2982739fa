"""The signed statement of the tree's size and root: a C2SP checkpoint in a C2SP signed note, by Ed25519."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys.providers import LOG_SIGNING, Provider

_ED25519 = b"\x01"
_NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[^\n]+)\n)\n"
    r"— (?P<key>\S+) (?P<mark>\S+)\n"
)


class ForgedCheckpoint(ValueError):  # noqa: N818 - names what was refused
    """The note is not a checkpoint of this log signed by this log's key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    size: int
    root: bytes


def log_origin(installation: str) -> str:
    """Give the log's name, which is its key's name too. C2SP allows neither blank nor plus in it."""
    origin = f"{installation}/accesslog"
    if re.search(r"[\s+]", origin):
        raise ValueError("the installation's name may hold neither blank nor plus")
    return origin


def verifier_key(provider: Provider, installation: str) -> str:
    """Give the key as others' verifiers take it: name+id+key."""
    origin = log_origin(installation)
    public = provider.public_key(LOG_SIGNING)
    return f"{origin}+{_key_id(origin, public).hex()}+{b64encode(_ED25519 + public).decode()}"


def sign_checkpoint(provider: Provider, installation: str, checkpoint: Checkpoint) -> str:
    origin = log_origin(installation)
    body = f"{origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"
    signature = provider.sign(LOG_SIGNING, body.encode())
    marked = _key_id(origin, provider.public_key(LOG_SIGNING)) + signature
    return f"{body}\n— {origin} {b64encode(marked).decode()}\n"


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
    if marked[:4] != _key_id(origin, public_key):
        raise ForgedCheckpoint("signed by another key")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(marked[4:], form["body"].encode())
    except InvalidSignature as error:
        raise ForgedCheckpoint("the signature does not hold") from error
    return Checkpoint(int(form["size"]), root)


def _key_id(name: str, public_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]
