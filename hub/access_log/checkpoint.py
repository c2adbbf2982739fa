"""The signed statement of the tree's size and root: a C2SP checkpoint in a C2SP signed note, by Ed25519."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from keys.providers import LOG_SIGNING, Provider

ED25519 = b"\x01"  # how C2SP tells the kind of a key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    size: int
    root: bytes


def log_origin(installation: str) -> str:
    """Give the log's name, which is its key's name too. C2SP allows neither blank nor plus in it: nor do settings."""
    return f"{installation}/accesslog"


def sign_checkpoint(provider: Provider, installation: str, checkpoint: Checkpoint) -> str:
    origin = log_origin(installation)
    body = f"{origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"
    signature = provider.sign(LOG_SIGNING, body.encode())
    marked = key_id(origin, provider.public_key(LOG_SIGNING)) + signature
    return f"{body}\n— {origin} {b64encode(marked).decode()}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]
