"""Genuine bytes in the wrong place open nothing: every part of the label is bound, and so is every wrapped key."""

import os
from dataclasses import replace
from typing import Any

import pytest

from keys.errors import KeyMissing, KeysError, Tampered
from keys.keyring import DATA, LOG, KeyRing, WrappedKey, new_wrapped_key, unwrap, unwrap_key
from keys.providers.file import FileProvider
from keys.sealed import Label, length_prefixed, pack
from keys.sealing import seal_record
from tests.keys.holders import DANA, INSTALLATION, OTTO, aad, open_record, open_sealed, ring_of, seal, unpack

KEY = bytes(range(32))


OWNER: dict[str, Any] = {"installation": INSTALLATION, "participant": DANA, "dek_version": 1}


def ring_with(**changes: Any) -> KeyRing:
    """Whoever moves a row may also hold a ring that agrees with it; then only the associated data stands in the way."""
    return KeyRing(KEY, **{**OWNER, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"column": "title"},
        {"table": "limit_"},
        {"record": "b" * 32},
        {"record_version": 2},
        {"source": "e" * 32},
        {"category": "C06"},
        {"table": "activitynot", "column": "e"},
        {"source": "f" * 31, "category": "fC05"},
    ],
    ids="-".join,
)
def test_swapped(label: Label, change: dict[str, Any]) -> None:
    sealed = seal(ring_with(), label, b"text")
    column = change.get("column", "note")
    moved = label._replace(**{part: value for part, value in change.items() if part != "column"})
    with pytest.raises(Tampered):
        open_sealed(ring_with(), moved, sealed, column)


@pytest.mark.parametrize("change", [{"participant": OTTO}, {"installation": "2" * 32}], ids="-".join)
def test_swapped_owner(label: Label, change: dict[str, Any]) -> None:
    sealed = seal(ring_with(), label, b"text")
    with pytest.raises(Tampered):
        open_sealed(ring_with(**change), label, sealed)


def test_swapped_key_version(label: Label) -> None:
    sealed = seal(ring_with(), label, b"text")
    with pytest.raises(KeyMissing):
        open_sealed(ring_with(dek_version=2), label, sealed)
    with pytest.raises(Tampered):  # also when the header is made to agree
        open_sealed(ring_with(dek_version=2), label, sealed[:7] + b"\x02" + sealed[8:])


def test_swapped_participants_key(provider: FileProvider, ring: KeyRing, label: Label) -> None:
    sealed = seal(ring_of(provider, OTTO), label, b"text")
    with pytest.raises(Tampered):
        open_sealed(ring, label, sealed)


@pytest.mark.parametrize("part", ["installation", "participant", "dek_version"])
def test_a_label_cannot_name_whose_it_is(part: str) -> None:
    assert part not in Label._fields


def test_swapped_fields_of_one_record(ring: KeyRing, label: Label) -> None:
    packed = seal_record(ring, label, [("title", b"1"), ("note", b"2")])
    first, second = unpack(packed)
    for fields in ([second, first], [first, first], [second, second]):
        with pytest.raises(Tampered):
            open_record(ring, label, ("title", "note"), pack(fields))
    with pytest.raises(Tampered):
        open_record(ring, label, ("note", "title"), packed)


def test_swapped_fields_of_two_records(ring: KeyRing, label: Label) -> None:
    other = label._replace(record="b" * 32)
    mine = unpack(seal_record(ring, label, [("title", b"1"), ("note", b"2")]))
    theirs = unpack(seal_record(ring, other, [("title", b"3"), ("note", b"4")]))
    with pytest.raises(Tampered):
        open_record(ring, label, ("title", "note"), pack([mine[0], theirs[1]]))


def test_an_older_version_of_the_same_record(ring: KeyRing, label: Label) -> None:
    older = seal_record(ring, label._replace(record_version=2), [("title", b"1")])
    with pytest.raises(Tampered):
        open_record(ring, label, ("title",), older)


@pytest.mark.parametrize("part", Label._fields)
def test_no_two_labels_share_their_associated_data(ring: KeyRing, label: Label, part: str) -> None:
    changed: dict[str, Any] = {part: 9 if part == "record_version" else "9"}
    assert aad(ring, label._replace(**changed)) != aad(ring, label)
    assert aad(ring, label, "title") != aad(ring, label)


@pytest.mark.parametrize("change", [{"installation": "9"}, {"participant": "9"}, {"dek_version": 9}])
def test_no_two_owners_share_their_associated_data(label: Label, change: dict[str, Any]) -> None:
    assert aad(ring_with(**change), label) != aad(ring_with(), label)


def test_lengths_keep_parts_apart() -> None:
    assert length_prefixed("P1", "1R") != length_prefixed("P11", "R")


def wrapped_for(provider: FileProvider, participant: str, purpose: str) -> WrappedKey:
    return new_wrapped_key(
        provider, installation=INSTALLATION, participant=participant, purpose=purpose, random=os.urandom
    )


@pytest.mark.parametrize("change", [{"participant": OTTO}, {"dek_version": 2}, {"kek_epoch": 2}])
def test_a_wrapped_key_moved_to_another_row(provider: FileProvider, change: dict[str, Any]) -> None:
    moved = replace(wrapped_for(provider, DANA, DATA), **change)
    with pytest.raises(Tampered):
        unwrap(provider, moved, installation=INSTALLATION)


def test_a_wrapped_key_in_another_installation(provider: FileProvider) -> None:
    with pytest.raises(Tampered):
        unwrap(provider, wrapped_for(provider, DANA, DATA), installation="2" * 32)


def test_a_log_key_is_no_data_key(provider: FileProvider) -> None:
    logs = wrapped_for(provider, DANA, LOG)
    with pytest.raises(KeyMissing):
        unwrap(provider, logs, installation=INSTALLATION)
    with pytest.raises(Tampered):  # also when the row claims it
        unwrap(provider, replace(logs, purpose=DATA), installation=INSTALLATION)
    assert len(unwrap_key(provider, logs, installation=INSTALLATION, purpose=LOG)) == 32


def test_every_bit_of_a_wrapped_key_is_guarded(provider: FileProvider) -> None:
    wrapped = wrapped_for(provider, DANA, DATA)
    for bit in range(8 * len(wrapped.blob)):
        blob = bytearray(wrapped.blob)
        blob[bit // 8] ^= 1 << bit % 8
        with pytest.raises(KeysError):
            unwrap(provider, replace(wrapped, blob=bytes(blob)), installation=INSTALLATION)
