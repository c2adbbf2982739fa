"""A sealed field opens to what was sealed, and to nothing at all once a bit of it has changed."""

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys.errors import KeyMissing, KeysError, Tampered, WrongFormat
from keys.keyring import KeyRing
from keys.opening import open_records
from keys.sealed import HEADER_LENGTH, Label, padded_size
from keys.sealing import seal_record
from tests.keys.holders import aad, open_record, open_sealed, seal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

COLUMNS = ("title", "note", "hours")
FLIPS = 10_000


def flipped(sealed: bytes, bit: int) -> bytes:
    changed = bytearray(sealed)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plaintext=st.binary(max_size=3000))
def test_what_is_sealed_opens_again(ring: KeyRing, label: Label, plaintext: bytes) -> None:
    assert open_sealed(ring, label, seal(ring, label, plaintext)) == plaintext


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.binary(max_size=300), max_size=6))
def test_a_record_opens_again(ring: KeyRing, label: Label, values: list[bytes]) -> None:
    columns = [f"column{place}" for place in range(len(values))]
    packed = seal_record(ring, label, list(zip(columns, values, strict=True)))
    assert open_record(ring, label, columns, packed) == tuple(values)


def test_many_records_open_at_once(ring: KeyRing, label: Label) -> None:
    labels = [label._replace(record=f"{place:032x}", record_version=place) for place in range(1, 5)]
    rows = [(one, COLUMNS, seal_record(ring, one, [(name, name.encode()) for name in COLUMNS])) for one in labels]
    assert open_records(ring, rows) == [tuple(name.encode() for name in COLUMNS)] * 4


def test_a_field_of_a_record_is_an_ordinary_sealed_field(ring: KeyRing, label: Label) -> None:
    packed = seal_record(ring, label, [("note", b"text")])
    assert open_sealed(ring, label, packed[8:]) == b"text"


@pytest.mark.parametrize("length", [0, 1, 62, 63, 64, 127, 128, 1023, 1024, 2047, 2048, 70_000])
def test_lengths_at_the_edges_open_again(ring: KeyRing, label: Label, length: int) -> None:
    for plaintext in (b"\x80" * length, b"\x00" * length):
        assert open_sealed(ring, label, seal(ring, label, plaintext)) == plaintext


def test_equal_plaintexts_never_give_equal_bytes(ring: KeyRing, label: Label) -> None:
    assert len({seal(ring, label, b"same") for _ in range(100_000)}) == 100_000


@pytest.mark.parametrize(
    ("length", "size"),
    [(0, 64), (63, 64), (64, 128), (127, 128), (255, 256), (511, 512), (1023, 1024), (1024, 2048), (2048, 3072)],
)
def test_the_length_of_a_text_hides_in_a_size(ring: KeyRing, label: Label, length: int, size: int) -> None:
    assert padded_size(length) == size
    assert len(seal(ring, label, bytes(length))) == HEADER_LENGTH + size + 16


def test_two_diagnoses_cannot_be_told_apart_by_length(ring: KeyRing, label: Label) -> None:
    assert len(seal(ring, label, b"psykos")) == len(seal(ring, label, "utmattningssyndrom, arbetsför 25 %".encode()))


def test_every_bit_of_one_field_is_guarded(ring: KeyRing, label: Label) -> None:
    sealed = seal(ring, label, b"arbetsprov")
    for bit in range(8 * len(sealed)):
        with pytest.raises(KeysError):
            open_sealed(ring, label, flipped(sealed, bit))


def test_ten_thousand_flipped_bits_of_records_open_nothing(ring: KeyRing, label: Label) -> None:
    chance = random.Random(20)
    records = [
        seal_record(ring, label, [(name, chance.randbytes(chance.randrange(600))) for name in COLUMNS])
        for _ in range(50)
    ]
    for _ in range(FLIPS):
        packed = chance.choice(records)
        with pytest.raises(KeysError):
            open_record(ring, label, COLUMNS, flipped(packed, chance.randrange(8 * len(packed))))


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("byte", [0, 2, 3, 0xFF])
def test_an_unknown_header_byte_is_refused_as_such(ring: KeyRing, label: Label, place: int, byte: int) -> None:
    sealed = bytearray(seal(ring, label, b"text"))
    if sealed[place] == byte:
        byte = 0x7F
    sealed[place] = byte
    with pytest.raises(WrongFormat):
        open_sealed(ring, label, bytes(sealed))


def test_reserved_algorithms_are_not_tried(ring: KeyRing, label: Label) -> None:
    sealed = seal(ring, label, b"text")
    for algorithm in (2, 3):
        with pytest.raises(WrongFormat):
            open_sealed(ring, label, sealed[:2] + bytes([algorithm]) + sealed[3:])


def test_another_key_version_is_told_from_tampering(ring: KeyRing, label: Label) -> None:
    sealed = seal(ring, label, b"text")
    with pytest.raises(KeyMissing):
        open_sealed(ring, label, sealed[:4] + b"\x00\x00\x00\x02" + sealed[8:])


def test_cut_bytes_open_nothing(ring: KeyRing, label: Label) -> None:
    sealed = seal(ring, label, b"text")
    for length in range(len(sealed)):
        with pytest.raises(KeysError):
            open_sealed(ring, label, sealed[:length])


def test_a_missing_or_extra_column_opens_nothing(ring: KeyRing, label: Label) -> None:
    packed = seal_record(ring, label, [(name, b"x") for name in COLUMNS])
    for columns in (COLUMNS[:2], (*COLUMNS, "more"), ()):
        with pytest.raises(Tampered):
            open_record(ring, label, columns, packed)


def test_a_refusal_names_the_record_and_nothing_of_its_text(ring: KeyRing, label: Label) -> None:
    packed = seal_record(ring, label, [("note", b"very secret")])
    with pytest.raises(Tampered) as refused:
        open_record(ring, label, ("note",), flipped(packed, 8 * len(packed) - 1))
    assert label.record in str(refused.value)
    assert "secret" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_padding_of_another_writer_is_refused(ring: KeyRing, label: Label) -> None:
    nonce = bytes(12)
    sealed = ring.header + nonce + ring.cipher(label, ("note",))[0].encrypt(nonce, bytes(64), aad(ring, label))
    with pytest.raises(Tampered):
        open_sealed(ring, label, sealed)


def test_the_header_tells_its_parts(ring: KeyRing, label: Label) -> None:
    assert seal(ring, label, b"text")[:8] == b"H\x01\x01\x00" + bytes([0, 0, 0, 1])


@pytest.mark.parametrize("size", [8, 20, 36, 37, 99, 101])
def test_an_impossible_length_is_tampering(ring: KeyRing, label: Label, size: int) -> None:
    with pytest.raises(Tampered):
        open_sealed(ring, label, ring.header + bytes(size - len(ring.header)))


def test_each_source_and_category_has_its_own_cipher(ring: KeyRing, label: Label) -> None:
    other = label._replace(category="C06")
    ciphers: set[AESGCM] = {ring.cipher(one, ("note",))[0] for one in (label, label, other)}
    assert len(ciphers) == 2
