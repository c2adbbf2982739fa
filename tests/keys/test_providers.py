"""What every holder of the master keys must do alike; a new provider is added to the fixture and passes as it is."""

import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys.errors import KeyMissing, KeysError, ProviderRefused, Tampered
from keys.providers import BLIND_INDEX, LOG_SIGNING, SECRETS, Provider
from keys.providers.file import FileProvider

KEY = bytes(range(32))


def file_provider(folder: Path) -> Provider:
    path = folder / f"{os.urandom(4).hex()}.keys"
    FileProvider.create(path, os.urandom)
    return FileProvider.open(path, production=False, accept_file_keys=False)


@pytest.fixture(params=[file_provider])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Provider, Provider]:
    """Two holders of the same kind with different keys."""
    return request.param(tmp_path), request.param(tmp_path)


def test_a_wrapped_key_unwraps_with_what_it_belongs_to(pair: tuple[Provider, Provider]) -> None:
    provider, _ = pair
    blob = provider.wrap(KEY, b"mine")
    assert provider.unwrap(blob, b"mine") == KEY
    assert KEY not in blob
    with pytest.raises(Tampered):
        provider.unwrap(blob, b"theirs")


def test_wrapping_twice_never_gives_the_same(pair: tuple[Provider, Provider]) -> None:
    provider, _ = pair
    assert len({provider.wrap(KEY, b"mine") for _ in range(1000)}) == 1000


def test_another_holders_blob_is_another_key_and_not_tampering(pair: tuple[Provider, Provider]) -> None:
    provider, other = pair
    with pytest.raises(KeyMissing):
        other.unwrap(provider.wrap(KEY, b"mine"), b"mine")


def test_a_changed_or_cut_blob_never_unwraps(pair: tuple[Provider, Provider]) -> None:
    provider, _ = pair
    blob = provider.wrap(KEY, b"mine")
    for length in range(len(blob)):
        with pytest.raises(KeysError):
            provider.unwrap(blob[:length], b"mine")
    with pytest.raises(Tampered):
        provider.unwrap(blob[:-1] + bytes([blob[-1] ^ 1]), b"mine")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_only_whole_keys_are_wrapped(pair: tuple[Provider, Provider], length: int) -> None:
    with pytest.raises(ProviderRefused):
        pair[0].wrap(bytes(length), b"mine")


@pytest.mark.parametrize("name", [BLIND_INDEX, SECRETS])
def test_macs_repeat_and_differ_by_key_and_data(pair: tuple[Provider, Provider], name: str) -> None:
    provider, other = pair
    mac = provider.mac(name, b"data")
    assert len(mac) == 32
    assert mac == provider.mac(name, b"data")
    assert len({mac, provider.mac(name, b"date"), other.mac(name, b"data")}) == 3
    assert provider.mac(BLIND_INDEX, b"data") != provider.mac(SECRETS, b"data")


def test_signatures_are_checked_with_the_public_key(pair: tuple[Provider, Provider]) -> None:
    provider, other = pair
    signature = provider.sign(LOG_SIGNING, b"data")
    Ed25519PublicKey.from_public_bytes(provider.public_key(LOG_SIGNING)).verify(signature, b"data")
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(other.public_key(LOG_SIGNING)).verify(signature, b"data")


def test_an_unknown_name_is_a_missing_key(pair: tuple[Provider, Provider]) -> None:
    provider, _ = pair
    with pytest.raises(KeyMissing):
        provider.mac(LOG_SIGNING, b"")
    with pytest.raises(KeyMissing):
        provider.sign(BLIND_INDEX, b"")
    with pytest.raises(KeyMissing):
        provider.public_key("other")


def test_the_epoch_in_use_and_unknown_ones_are_not_destroyed(pair: tuple[Provider, Provider]) -> None:
    provider, _ = pair
    blob = provider.wrap(KEY, b"mine")
    with pytest.raises(ProviderRefused):
        provider.destroy(provider.epoch)
    with pytest.raises(KeyMissing):
        provider.destroy(provider.epoch + 1)
    assert provider.unwrap(blob, b"mine") == KEY
    provider.health()
