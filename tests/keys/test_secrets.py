"""Seeds and log details have keys of their own: neither opens a participant's field, nor a field's key one of them."""

import copy
import os
from dataclasses import replace

import pytest

from keys.errors import KeyMissing, Tampered, WrongFormat
from keys.keyring import DATA, LOG, KeyRing, WrappedKey, new_wrapped_key
from keys.providers.file import FileProvider
from keys.sealed import Label
from keys.secrets import SecretBox, hub_box, log_box, open_secret, seal_secret
from tests.keys.holders import DANA, INSTALLATION, OTTO, open_sealed, seal


@pytest.fixture
def box(provider: FileProvider) -> SecretBox:
    return hub_box(provider, installation=INSTALLATION)


def log_key(provider: FileProvider, participant: str, purpose: str = LOG) -> WrappedKey:
    return new_wrapped_key(
        provider, installation=INSTALLATION, participant=participant, purpose=purpose, random=os.urandom
    )


def test_a_seed_opens_for_its_own_account_and_purpose(provider: FileProvider, box: SecretBox) -> None:
    sealed = seal_secret(box, purpose="totp", record="a" * 32, plaintext=b"seed")
    again = hub_box(provider, installation=INSTALLATION)
    assert open_secret(again, purpose="totp", record="a" * 32, sealed=sealed) == b"seed"
    for purpose, record in (("totp", "b" * 32), ("other", "a" * 32)):
        with pytest.raises(Tampered):
            open_secret(box, purpose=purpose, record=record, sealed=sealed)
    with pytest.raises(Tampered):
        open_secret(hub_box(provider, installation="2" * 32), purpose="totp", record="a" * 32, sealed=sealed)


def test_log_details_open_with_that_participants_log_key(provider: FileProvider) -> None:
    danas = log_key(provider, DANA)
    sealed = seal_secret(
        log_box(provider, danas, installation=INSTALLATION), purpose="log", record="e" * 32, plaintext=b"detail"
    )
    again = log_box(provider, danas, installation=INSTALLATION)
    assert open_secret(again, purpose="log", record="e" * 32, sealed=sealed) == b"detail"
    ottos = log_box(provider, log_key(provider, OTTO), installation=INSTALLATION)
    with pytest.raises(Tampered):
        open_secret(ottos, purpose="log", record="e" * 32, sealed=sealed)


def test_a_later_log_key_is_told_from_tampering(provider: FileProvider) -> None:
    first = log_box(provider, log_key(provider, DANA), installation=INSTALLATION)
    sealed = seal_secret(first, purpose="log", record="e" * 32, plaintext=b"detail")
    second = SecretBox(os.urandom(32), installation=INSTALLATION, owner=DANA, key_version=2)
    with pytest.raises(KeyMissing):
        open_secret(second, purpose="log", record="e" * 32, sealed=sealed)


def test_a_box_never_takes_a_data_key(provider: FileProvider) -> None:
    data = log_key(provider, DANA, DATA)
    with pytest.raises(KeyMissing):
        log_box(provider, data, installation=INSTALLATION)
    with pytest.raises(Tampered):  # also when the row claims to be a log key
        log_box(provider, replace(data, purpose=LOG), installation=INSTALLATION)


def test_fields_and_secrets_are_never_taken_for_each_other(ring: KeyRing, label: Label, box: SecretBox) -> None:
    field = seal(ring, label, b"text")
    secret = seal_secret(box, purpose="totp", record=label.record, plaintext=b"seed")
    with pytest.raises(Tampered):
        open_secret(box, purpose="totp", record=label.record, sealed=field)
    with pytest.raises(Tampered):
        open_sealed(ring, label, secret)


def test_a_box_with_the_very_key_of_a_field_still_does_not_open_it(ring: KeyRing, label: Label) -> None:
    box = SecretBox(bytes(32), installation=INSTALLATION, owner=DANA, key_version=1)
    box.cipher = ring.cipher(label, ("note",))[0]
    field = seal(ring, label, b"text")
    with pytest.raises(Tampered):
        open_secret(box, purpose="note", record=label.record, sealed=b"S" + field[1:])


def test_an_unknown_header_is_refused(box: SecretBox) -> None:
    sealed = seal_secret(box, purpose="totp", record="a" * 32, plaintext=b"seed")
    with pytest.raises(WrongFormat):
        open_secret(box, purpose="totp", record="a" * 32, sealed=b"T" + sealed[1:])


def test_a_box_is_never_copied(box: SecretBox) -> None:
    with pytest.raises(TypeError):
        copy.copy(box)
