"""A participant's key is made from the randomness given, derived as RFC 5869 says, and never copied or shown."""

import copy
import os
import pickle
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.keyring import DATA, KeyRing, expand, extract, new_wrapped_key, unwrap_key
from keys.providers.file import FileProvider
from tests.keys.holders import DANA, INSTALLATION, OTTO
from tests.keys.independent_reader import hkdf, hmac, lengths


def test_the_key_comes_from_the_randomness_given(provider: FileProvider) -> None:
    wrapped = new_wrapped_key(
        provider,
        installation=INSTALLATION,
        participant=DANA,
        purpose=DATA,
        random=lambda length: b"k" * length,
    )
    assert (wrapped.participant, wrapped.dek_version, wrapped.kek_epoch) == (DANA, 1, provider.epoch)
    assert unwrap_key(provider, wrapped, installation=INSTALLATION, purpose=DATA) == b"k" * 32
    assert b"k" * 8 not in wrapped.blob
    assert "blob" not in repr(wrapped)


@pytest.mark.parametrize("info", [b"", b"hub/cat/v1", b"i" * 200])
def test_derivation_is_the_librarys(info: bytes) -> None:
    key = os.urandom(32)
    assert expand(extract(key), info) == HKDF(algorithm=SHA256(), length=32, salt=b"", info=info).derive(key)


def test_derivation_is_that_of_rfc_5869_test_case_3() -> None:
    assert (
        expand(extract(b"\x0b" * 22), b"").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    )


def test_a_ring_is_never_copied_stored_or_shown(ring: KeyRing) -> None:
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            attempt(ring)
    assert repr(ring).startswith("<keys.keyring.KeyRing object")


def test_a_tag_is_the_owners_and_holds_its_parts_apart() -> None:
    """As others reckon it: what was tagged once must fit for ever."""
    dek = os.urandom(32)

    def ring(installation: str, participant: str, version: int) -> KeyRing:
        return KeyRing(dek, installation=installation, participant=participant, dek_version=version)

    told = ring(INSTALLATION, DANA, 1).tag("P1", b"1R")
    whose = lengths("hub/field", INSTALLATION, DANA, (1).to_bytes(4, "big"))
    assert told == hmac(hkdf(dek, b"hub/tag/v1"), whose + lengths("P1", "1R"))
    others = [ring(INSTALLATION, OTTO, 1), ring(OTTO, DANA, 1), ring(INSTALLATION, DANA, 2)]
    assert told not in [other.tag("P1", b"1R") for other in others]
    assert told != ring(INSTALLATION, DANA, 1).tag("P11", b"R")


def test_wrapped_keys_are_values(provider: FileProvider) -> None:
    wrapped = new_wrapped_key(provider, installation=INSTALLATION, participant=DANA, purpose=DATA, random=os.urandom)
    assert replace(wrapped) == wrapped
