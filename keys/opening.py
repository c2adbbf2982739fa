"""Opening a participant's sealed fields; only the door may import this."""

from collections.abc import Iterable, Sequence

from keys.aead import open_bytes
from keys.errors import Tampered
from keys.keyring import KeyRing
from keys.sealed import Label, length_prefixed, unpack


def open_sealed(ring: KeyRing, label: Label, sealed: bytes) -> bytes:
    return open_bytes(ring.cipher(label), ring.header, label.aad(), sealed)


def open_record(ring: KeyRing, label: Label, columns: Sequence[str], packed: bytes) -> tuple[bytes, ...]:
    """The fields of one record, in the order of the columns, which must be the order they were sealed in."""
    return open_records(ring, label, columns, [(label.record, label.record_version, packed)])[0]


def open_records(
    ring: KeyRing, label: Label, columns: Sequence[str], rows: Iterable[tuple[str, int, bytes]]
) -> list[tuple[bytes, ...]]:
    """Many (record, record version, packed) of one table, source and category; the label's own record is not used.

    This is the hot path: what the rows share of their associated data is computed once.
    """
    cipher, header, before = ring.cipher(label), ring.header, label.before_column()
    heads = [before + length_prefixed(column) for column in columns]
    opened = []
    for record, record_version, packed in rows:
        fields, after = unpack(packed), label.after_column(record, record_version)
        if len(fields) != len(heads):
            raise Tampered(f"{label.table} {record}: {len(fields)} fields instead of {len(heads)}")
        try:
            opened.append(tuple([
                open_bytes(cipher, header, head + after, sealed) for head, sealed in zip(heads, fields, strict=True)
            ]))
        except Tampered as error:
            raise Tampered(f"{label.table} {record}: {error}") from None
    return opened
