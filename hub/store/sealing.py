"""Seals a record's fields for storing, for every feature; what is sealed here opens only through the door."""

from collections.abc import Mapping
from typing import Any

import orjson

from hub.store import key_store
from hub.store.ground import Ground
from hub.store.heads import Frame, Written, head_hash
from keys.errors import KeyMissing
from keys.keyring import DATA, KeyRing, unwrap
from keys.sealed import Label
from keys.sealing import seal_record


def ring_for(ground: Ground, participant: str) -> KeyRing:
    """Unwrap a participant's data key for sealing. Raises KeyMissing."""
    wrapped = key_store.fetch(ground, participant, DATA)
    if wrapped is None or wrapped.participant != participant:
        raise KeyMissing("the participant has no key")
    return unwrap(ground.provider, wrapped, installation=ground.installation)


def seal(
    ring: KeyRing,
    *,
    table: str,
    record: str,
    version: int,
    source: str,
    category: str,
    frame: Frame,
    fields: Mapping[str, Any],
) -> Written:
    """Seal each field on its own, bound to participant, record, version, source and category; values must be JSON.

    The frame is not sealed, but hashed with what is: so its head and the log hold it. The record's row takes `.sealed`;
    its head is moved by `hub.store.heads.put_heads` once the entry has an id.
    """
    label = Label(table=table, record=record, record_version=version, source=source, category=category)
    sealed = seal_record(ring, label, [(column, orjson.dumps(value)) for column, value in fields.items()])
    return Written(table=table, record=record, version=version, sha256=head_hash(sealed, *frame), sealed=sealed)
