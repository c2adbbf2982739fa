"""A passkey's authenticator in software: makes credentials and proves them as a browser would tell the hub."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

ORIGIN = "http://localhost:8000"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass(slots=True)
class Authenticator:
    origin: str = ORIGIN
    counts: bool = True
    signatures: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str) -> str:
        """Answer the options for a new passkey."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cose
        data = self._data(asked["rp"]["id"], _PRESENT | _VERIFIED | _ATTESTED) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked)
        return self._told({"clientDataJSON": client, "attestationObject": attestation})

    def prove(self, options: str) -> str:
        """Answer the options for a proof."""
        asked = json.loads(options)
        if self.counts:
            self.signatures += 1
        data = self._data(asked["rpId"], _PRESENT | _VERIFIED)
        client = self._client("webauthn.get", asked)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.signatures.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        assert base64url_to_bytes(asked["challenge"])
        told = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _told(self, response: dict[str, bytes]) -> str:
        raw = bytes_to_base64url(self.credential)
        inner = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {"id": raw, "rawId": raw, "type": "public-key", "clientExtensionResults": {}, "response": inner}
        )
