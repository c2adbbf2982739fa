"""Two participants of one installation, the ring of keys of either, and a record of one field."""

import os
from collections.abc import Sequence

from keys.keyring import DATA, KeyRing, new_wrapped_key, unwrap
from keys.opening import open_records
from keys.providers.file import FileProvider
from keys.sealed import Label, pack, record_part
from keys.sealed import unpack as taken_apart
from keys.sealing import seal_record

INSTALLATION = "1" * 32
DANA = "d" * 32
OTTO = "0" * 32


def ring_of(provider: FileProvider, participant: str) -> KeyRing:
    wrapped = new_wrapped_key(
        provider, installation=INSTALLATION, participant=participant, purpose=DATA, random=os.urandom
    )
    return unwrap(provider, wrapped, installation=INSTALLATION)


def unpack(packed: bytes) -> list[bytes]:
    parts = taken_apart(packed, int.from_bytes(packed[:4], "big"))
    return [b"".join(parts[at : at + 3]) for at in range(0, len(parts), 3)]


def seal(ring: KeyRing, label: Label, plaintext: bytes, column: str = "note") -> bytes:
    """Seal one field, as it stands inside its packed record."""
    return unpack(seal_record(ring, label, [(column, plaintext)]))[0]


def open_sealed(ring: KeyRing, label: Label, sealed: bytes, column: str = "note") -> bytes:
    return open_record(ring, label, [column], pack([sealed]))[0]


def open_record(ring: KeyRing, label: Label, columns: Sequence[str], packed: bytes) -> tuple[bytes, ...]:
    return open_records(ring, [(label, tuple(columns), packed)])[0]


def aad(ring: KeyRing, label: Label, column: str = "note") -> bytes:
    _, (head,), origin = ring.cipher(label, (column,))
    return head + record_part(label.record, label.record_version) + origin
