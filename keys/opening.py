"""Opening a participant's sealed fields; only the door may import this."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from keys.aead import open_packed
from keys.errors import Tampered
from keys.keyring import KeyRing
from keys.sealed import Label, origin_part, record_part

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def open_records(ring: KeyRing, records: Iterable[tuple[Label, tuple[str, ...], bytes]]) -> list[tuple[bytes, ...]]:
    """Open packed records, each under its label and columns, in their order. Raises KeysError naming the record.

    This is the hot path: what records share of their associated data is computed once.
    """
    header, opened = ring.header, []
    shared: dict[tuple[object, ...], tuple[AESGCM, list[bytes], bytes]] = {}
    for label, columns, packed in records:
        table, record, record_version, source, category = label
        wanted = (table, source, category, columns)
        found = shared.get(wanted)
        if found is None:
            found = ring.cipher(label), ring.heads(label, columns), origin_part(source, category)
            shared[wanted] = found
        cipher, heads, origin = found
        try:
            tail = record_part(record, record_version) + origin
            opened.append(open_packed(cipher, header=header, heads=heads, tail=tail, packed=packed))
        except Tampered as error:
            raise Tampered(f"{table} {record}: {error}") from None
    return opened
