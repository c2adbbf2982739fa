"""Opening a participant's sealed fields; only the door may import this."""

from collections.abc import Iterable, Sequence

from keys.aead import open_packed
from keys.errors import Tampered
from keys.keyring import KeyRing
from keys.sealed import Label, record_part


def open_records(
    ring: KeyRing, label: Label, columns: Sequence[str], rows: Iterable[tuple[str, int, bytes]]
) -> list[tuple[bytes, ...]]:
    """Open many (record, record version, packed) of one table, source and category; the label's own record is not used.

    This is the hot path: what the rows share of their associated data is computed once.
    """
    cipher, header = ring.cipher(label), ring.header
    heads, origin = ring.heads(label, columns), label.origin_part()
    opened = []
    for record, record_version, packed in rows:
        tail = record_part(record, record_version) + origin
        try:
            opened.append(open_packed(cipher, header=header, heads=heads, tail=tail, packed=packed))
        except Tampered as error:
            raise Tampered(f"{label.table} {record}: {error}") from None
    return opened
