"""Opening a participant's sealed fields; only the door may import this."""

from collections.abc import Iterable

from keys.aead import open_packed
from keys.errors import Tampered
from keys.keyring import KeyRing
from keys.sealed import Label, record_part


def open_records(ring: KeyRing, records: Iterable[tuple[Label, tuple[str, ...], bytes]]) -> list[tuple[bytes, ...]]:
    """Open packed records, each under its label and columns, in their order. Raises KeysError naming the record.

    This is the hot path: what records share of their associated data the ring computes once.
    """
    header, opened = ring.header, []
    for label, columns, packed in records:
        cipher, heads, origin = ring.cipher(label, columns)
        tail = record_part(label.record, label.record_version) + origin
        try:
            opened.append(open_packed(cipher, header=header, heads=heads, tail=tail, packed=packed))
        except Tampered as error:
            raise Tampered(f"{label.table} {label.record}: {error}") from None
    return opened
