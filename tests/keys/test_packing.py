"""A packed record has one form; everything else is refused."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.errors import Tampered
from keys.sealed import HEADER_LENGTH, pack
from tests.keys.holders import unpack


@given(st.lists(st.binary(min_size=HEADER_LENGTH, max_size=200), max_size=8))
def test_packed_fields_come_out_again(fields: list[bytes]) -> None:
    assert unpack(pack(fields)) == fields


@given(st.binary(max_size=60))
def test_bytes_are_refused_or_are_the_one_form(packed: bytes) -> None:
    try:
        fields = unpack(packed)
    except Tampered:
        return
    assert pack(fields) == packed


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x00\x00\x00",
        struct.pack(">I", 1),
        struct.pack(">I", 1) + b"\x00\x00",
        struct.pack(">II", 1, HEADER_LENGTH - 1) + bytes(HEADER_LENGTH - 1),
        struct.pack(">II", 1, 4) + b"abc",
        struct.pack(">II", 1, 4) + b"abcde",
        struct.pack(">I", 0) + b"a",
        struct.pack(">I", 2**32 - 1),
    ],
)
def test_a_record_that_does_not_add_up(packed: bytes) -> None:
    with pytest.raises(Tampered):
        unpack(packed)
