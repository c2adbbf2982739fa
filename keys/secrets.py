"""What signing in and the log keep secret: own keys and own labels, useless on a participant's fields."""

from typing import NoReturn

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.aead import open_packed, seal_bytes
from keys.keyring import LOG, WrappedKey, expand, extract, unwrap_key
from keys.providers import SECRETS, Provider
from keys.sealed import SECRET_MAGIC, length_prefixed, pack, u32

_HUB = "hub"  # the owner of what belongs to no participant; participants' ids are 32 hex characters


class SecretBox:
    """The unwrapped key of one owner: the hub itself, or one participant's log details."""

    __slots__ = ("_owner", "cipher", "header")

    def __init__(self, key: bytes, *, installation: str, owner: str, key_version: int) -> None:
        self.cipher = AESGCM(key)
        self._owner = length_prefixed("hub/secret", installation, owner)
        self.header = SECRET_MAGIC + u32(key_version)

    def aad(self, purpose: str, record: str) -> bytes:
        return self._owner + length_prefixed(purpose, record)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret box is never copied or stored")


def hub_box(provider: Provider, *, installation: str) -> SecretBox:
    """For what belongs to the hub, such as the seeds of officers' one-time codes; its key comes from the provider's."""
    key = provider.mac(SECRETS, b"hub/secret/v1" + length_prefixed(installation))
    return SecretBox(key, installation=installation, owner=_HUB, key_version=1)


def log_box(provider: Provider, wrapped: WrappedKey, *, installation: str) -> SecretBox:
    """For the log details of one participant. Raises KeyMissing when given her data key."""
    key = expand(extract(unwrap_key(provider, wrapped, installation=installation, purpose=LOG)), b"hub/log/v1")
    return SecretBox(key, installation=installation, owner=wrapped.participant, key_version=wrapped.dek_version)


def seal_secret(box: SecretBox, *, purpose: str, record: str, plaintext: bytes) -> bytes:
    return seal_bytes(box.cipher, header=box.header, aad=box.aad(purpose, record), plaintext=plaintext)


def open_secret(box: SecretBox, *, purpose: str, record: str, sealed: bytes) -> bytes:
    heads = [box.aad(purpose, record)]
    return open_packed(box.cipher, header=box.header, heads=heads, tail=b"", packed=pack([sealed]))[0]
