"""The shape of sealed bytes, format 0x01: header, padding, label, packed record, text export (security B.4)."""

import base64
import binascii
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from keys.errors import Tampered, WrongFormat

FIELD_MAGIC = b"H\x01\x01\x00"  # 'H', format 1, AES-256-GCM, no flags
SECRET_MAGIC = b"S\x01\x01\x00"  # the same shape for keys.secrets, so that neither is ever taken for the other
HEADER_LENGTH = 20
NONCE_LENGTH = 12
TAG_LENGTH = 16
TEXT_PREFIX = "hub1."

_SMALL_SIZES = (64, 128, 256, 512, 1024)
_LENGTH = struct.Struct(">I")


def length_prefixed(*parts: str | bytes) -> bytes:
    """Each part after its own u16 length: plain concatenation would let "P1"+"1R" pass for "P11"+"R"."""
    encoded = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join([len(part).to_bytes(2, "big") + part for part in encoded])


def u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a sealed field is bound to. A record's own label has no column; each of its fields then gets its own."""

    installation: str
    participant: str
    dek_version: int
    table: str
    record: str
    record_version: int
    source: str
    category: str
    column: str = ""

    def aad(self) -> bytes:
        return self.before_column() + length_prefixed(self.column) + self.after_column(self.record, self.record_version)

    def before_column(self) -> bytes:
        return length_prefixed("hub/field", self.installation, self.participant, u32(self.dek_version), self.table)

    def after_column(self, record: str, record_version: int) -> bytes:
        return length_prefixed(record, u32(record_version), self.source, self.category)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The four parts of sealed bytes whose header is known."""

    magic: bytes
    key_version: int
    nonce: bytes
    body: bytes


def header(magic: bytes, key_version: int) -> bytes:
    return magic + u32(key_version)


def parse(sealed: bytes) -> Parsed:
    """Raises WrongFormat for an unknown byte among the first four, Tampered for an impossible length."""
    magic = sealed[:4]
    if magic not in (FIELD_MAGIC, SECRET_MAGIC):
        raise WrongFormat("unknown header bytes " + magic.hex())
    size = len(sealed) - HEADER_LENGTH - TAG_LENGTH
    if size <= 0 or size != padded_size(size - 1):
        raise Tampered("a length that no sealed field has")
    return Parsed(magic, int.from_bytes(sealed[4:8], "big"), sealed[8:HEADER_LENGTH], sealed[HEADER_LENGTH:])


def padded_size(length: int) -> int:
    """The class in which a plaintext of this many bytes hides; the marker byte takes one."""
    for size in _SMALL_SIZES:
        if length < size:
            return size
    return (length // 1024 + 1) * 1024


def pad(plaintext: bytes) -> bytes:
    """ISO 7816-4, so that two diagnoses cannot be told apart by length."""
    return (plaintext + b"\x80").ljust(padded_size(len(plaintext)), b"\x00")


def unpad(padded: bytes) -> bytes:
    marked = padded.rstrip(b"\x00")
    if not marked.endswith(b"\x80"):
        raise Tampered("the padding is not ours")
    return marked[:-1]


def pack(fields: Sequence[bytes]) -> bytes:
    """The field ciphertexts of one record in one value, each after its u32 length."""
    return b"".join([_LENGTH.pack(len(field)) + field for field in fields])


def unpack(packed: bytes) -> tuple[bytes, ...]:
    fields, at, end = [], 0, len(packed)
    while at < end:
        start = at + 4
        at = start + int.from_bytes(packed[at:start], "big")
        if at > end or start > end:
            raise Tampered("a packed record ends in the middle of a field")
        fields.append(packed[start:at])
    return tuple(fields)


def to_text(sealed: bytes) -> str:
    return TEXT_PREFIX + base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def from_text(text: str) -> bytes:
    if not text.startswith(TEXT_PREFIX):
        raise WrongFormat("the text does not begin with " + TEXT_PREFIX)
    encoded = text[len(TEXT_PREFIX) :]
    try:
        sealed = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise WrongFormat("the text is not base64url") from None
    if to_text(sealed) != text:  # one value has one text: stray bits at the end are refused
        raise WrongFormat("the text is not the shortest one")
    return sealed
