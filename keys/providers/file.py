"""Master keys in one file of the machine: for the demo, for tests, and for who accepts that root can copy them."""

import base64
import hashlib
import hmac
import itertools
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.errors import KeyMissing, ProviderRefused, Tampered
from keys.providers import BLIND_INDEX, LOG_SIGNING, SECRETS
from keys.providers.file_place import read_private, refuse_shared_place, write_private

FORMAT = "hub-keys-1"
MAX_WRAPS = 2**31  # hard stop for one key with random 96-bit nonces, counted from the start of the process
_KEY_LENGTH = 32
_NONCE_LENGTH = 12
_KEY_ID_LENGTH = 8
_HEAD_LENGTH = 4 + _KEY_ID_LENGTH  # epoch, key id

Key = TypeVar("Key")


class _Kek:
    """A key-encryption key. The id in the head tells a wrong key file from a changed wrapped key."""

    __slots__ = ("cipher", "head")

    def __init__(self, epoch: int, key: bytes) -> None:
        self.cipher = AESGCM(key)
        self.head = epoch.to_bytes(4, "big") + hashlib.sha256(b"hub/kek-id/v1" + key).digest()[:_KEY_ID_LENGTH]


class FileProvider:
    """Holds all epochs in memory. A wrapped key is epoch (u32), key id (8), nonce (12), ciphertext and tag (48)."""

    def __init__(self, path: Path, content: Mapping[str, Mapping[str, str]], *, check: Callable[[], bytes]) -> None:
        self._path = path
        self._check = check
        self._keks = {int(epoch): _Kek(int(epoch), _key(text)) for epoch, text in content["kek"].items()}
        self._macs = {name: _key(text) for name, text in content["mac"].items()}
        self._signers = {
            name: Ed25519PrivateKey.from_private_bytes(_key(text)) for name, text in content["sign"].items()
        }
        self._wraps = itertools.count(1)
        self.epoch = max(self._keks)

    @classmethod
    def create(cls, path: Path, random: Callable[[int], bytes], *, demo: bool = False) -> None:
        """Write a fresh key file where `open` will take it; an existing one is never touched."""
        refuse_shared_place(path, ignored_folder_is_enough=demo)

        def fresh() -> str:
            return _text(random(_KEY_LENGTH))

        content = {
            "format": FORMAT,
            "kek": {"1": fresh()},
            "mac": {BLIND_INDEX: fresh(), SECRETS: fresh()},
            "sign": {LOG_SIGNING: fresh()},
        }
        write_private(path, _bytes(content), replace=False)

    @classmethod
    def open(cls, path: Path, *, production: bool, accept_file_keys: bool, demo: bool = False) -> "FileProvider":
        """Raise ProviderRefused for keys that lie unsafely, ProviderUnavailable when the file cannot be read.

        `demo` alone lets the file lie inside a git work tree, and only in a folder that git ignores.
        """
        if production and demo:
            raise ProviderRefused("demo keys are not for production")
        if production and not accept_file_keys:
            raise ProviderRefused("in production keys in a file need --i-accept-file-keys")

        def check() -> bytes:
            refuse_shared_place(path, ignored_folder_is_enough=demo)
            return read_private(path)

        try:
            content = json.loads(check())
            if content.pop("format") != FORMAT:
                raise ProviderRefused(f"{path} is not of the format {FORMAT}")
            return cls(path, content, check=check)
        except (ValueError, KeyError, TypeError, AttributeError):
            # The cause is left out: it could quote the file.
            raise ProviderRefused(f"{path} is not a key file") from None

    def wrap(self, key: bytes, aad: bytes) -> bytes:
        if len(key) != _KEY_LENGTH:
            raise ProviderRefused(f"only keys of {_KEY_LENGTH} bytes are wrapped")
        if next(self._wraps) > MAX_WRAPS:
            raise ProviderRefused("this key has wrapped as many keys as it safely can; a new epoch is needed")
        kek, nonce = self._keks[self.epoch], os.urandom(_NONCE_LENGTH)
        return kek.head + nonce + kek.cipher.encrypt(nonce, key, aad)

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        epoch = int.from_bytes(blob[:4], "big")
        kek = self._keks.get(epoch)
        if kek is None or blob[:_HEAD_LENGTH] != kek.head:
            raise KeyMissing(f"wrapped with another key-encryption key than this file's epoch {epoch}")
        sealed = blob[_HEAD_LENGTH:]
        try:
            return kek.cipher.decrypt(sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:], aad)
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise Tampered("the wrapped key does not belong to this participant, version and purpose") from None

    def mac(self, key_name: str, data: bytes) -> bytes:
        return hmac.digest(_named(self._macs, key_name), data, "sha256")

    def sign(self, key_name: str, data: bytes) -> bytes:
        return _named(self._signers, key_name).sign(data)

    def public_key(self, key_name: str) -> bytes:
        return _named(self._signers, key_name).public_key().public_bytes_raw()

    def destroy(self, kek: int) -> None:
        """Take the epoch out of the file. What the disk still holds of the old file is the machine's matter."""
        if kek == self.epoch:
            raise ProviderRefused("the epoch in use is not destroyed")
        content = json.loads(self._check())
        if content["kek"].pop(str(kek), None) is None:
            raise KeyMissing(f"no epoch {kek}")
        write_private(self._path, _bytes(content), replace=True)
        self._keks.pop(kek, None)

    def health(self) -> None:
        self._check()


def _named(keys: Mapping[str, Key], name: str) -> Key:
    try:
        return keys[name]
    except KeyError:
        raise KeyMissing(f"no key named {name!r}") from None


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != _KEY_LENGTH:
        raise ValueError("a key of another length")
    return key


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _bytes(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, indent=1).encode() + b"\n"
