"""What a holder of the master keys must be able to do; no call gives a master key away."""

from typing import Protocol

BLIND_INDEX = "bidx"  # mac: the index of identity numbers
SECRETS = "secrets"  # mac: the key of keys.secrets is derived from it
LOG_SIGNING = "log"  # sign: checkpoints of the access log, Ed25519


class Provider(Protocol):
    """Raises ProviderUnavailable if it cannot answer, ProviderRefused if it will not, KeyMissing for no such key."""

    @property
    def epoch(self) -> int:
        """The key-encryption key that `wrap` uses now."""

    def wrap(self, key: bytes, aad: bytes) -> bytes:
        """Seal a 32-byte data key together with what it belongs to."""

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        """Raise Tampered when blob and aad do not belong together."""

    def mac(self, key_name: str, data: bytes) -> bytes:
        """HMAC-SHA-256, 32 bytes."""

    def sign(self, key_name: str, data: bytes) -> bytes:
        """Ed25519, 64 bytes."""

    def public_key(self, key_name: str) -> bytes:
        """Give the 32 raw bytes with which everybody can check `sign`."""

    def destroy(self, kek: int) -> None:
        """Forget the key-encryption key of an epoch for ever; the one in use is refused."""

    def health(self) -> None:
        """Raise when the keys could not be used now."""
