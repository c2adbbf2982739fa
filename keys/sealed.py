"""The shape of sealed bytes, format 0x01: header, padding, label, packed record (security B.4)."""

import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from keys.errors import Tampered

FIELD_MAGIC = b"H\x01\x01\x00"  # 'H', format 1, AES-256-GCM, no flags
SECRET_MAGIC = b"S\x01\x01\x00"  # the same shape for keys.secrets, so that neither is ever taken for the other
HEADER_LENGTH = 20
NONCE_LENGTH = 12

_SMALL_SIZES = (64, 128, 256, 512, 1024)
_U16 = struct.Struct(">H")
_U32 = struct.Struct(">I")


def length_prefixed(*parts: str | bytes) -> bytes:
    """Each part after its own u16 length: plain concatenation would let "P1"+"1R" pass for "P11"+"R"."""
    encoded = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join([_U16.pack(len(part)) + part for part in encoded])


def u32(number: int) -> bytes:
    return _U32.pack(number)


class Label(NamedTuple):
    """What a record is bound to beside its participant, whom the ring alone names, and each field's own column."""

    table: str
    record: str
    record_version: int
    source: str
    category: str


label_part = lru_cache(maxsize=4096)(length_prefixed)  # of words that come again in every record


def record_part(record: str, record_version: int) -> bytes:
    encoded = record.encode()
    return _U16.pack(len(encoded)) + encoded + b"\x00\x04" + _U32.pack(record_version)


def padded_size(length: int) -> int:
    """Give the size in which a plaintext of this many bytes hides; the marker byte takes one."""
    for size in _SMALL_SIZES:
        if length < size:
            return size
    return (length // 1024 + 1) * 1024


def pad(plaintext: bytes) -> bytes:
    """ISO 7816-4, so that two diagnoses cannot be told apart by length."""
    return (plaintext + b"\x80").ljust(padded_size(len(plaintext)), b"\x00")


def pack(fields: Sequence[bytes]) -> bytes:
    """Join the sealed fields of one record: their number, their lengths (each u32), then they themselves."""
    return struct.pack(f">{len(fields) + 1}I", len(fields), *map(len, fields)) + b"".join(fields)


def unpack(packed: bytes, count: int) -> tuple[bytes, ...]:
    """Give header, nonce and ciphertext of each field in turn. Raises Tampered unless they fill the record exactly."""
    start = 4 + 4 * count
    if len(packed) < start or packed[:4] != u32(count):
        raise Tampered(f"not a record of {count} fields")
    fields = _fields(packed[4:start])
    if len(packed) != start + fields.size:
        raise Tampered("a packed record has another length than its fields")
    return fields.unpack_from(packed, start)


@lru_cache(maxsize=1024)  # sizes are few, since each field is padded to one of them
def _fields(lengths: bytes) -> struct.Struct:
    """Make what takes fields of these lengths (each u32) apart at one go."""
    bodies = [length - HEADER_LENGTH for (length,) in _U32.iter_unpack(lengths)]
    if min(bodies, default=0) < 0:
        raise Tampered("a field shorter than its header")
    return struct.Struct("".join([f"8s{NONCE_LENGTH}s{body}s" for body in bodies]))
