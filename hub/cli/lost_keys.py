"""Tells a key database that is not the case database's own: a key is written before the participant whose it is."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from hub.participants.tables import participant
from hub.store.ground import Ground
from hub.store.key_store import fetch_each
from keys.keyring import DATA, LOG

_AT_A_TIME: Final = 500
_PARTICIPANTS: Final = select(participant.c.id).execution_options(yield_per=_AT_A_TIME)


def keyless(ground: Ground) -> int:
    """Count the participants of whom the key database lacks a key, so that something of theirs opens no more."""
    with ground.store.walk() as tx:
        return sum(_lacking(ground, ids) for ids in tx.scalars(_PARTICIPANTS).partitions())


def told_keyless(lost: int) -> str:
    """Say it to an operator."""
    return (
        f"without a key in the key database: {lost} of the participants, of whom nothing opens. Unless you erased "
        "them, it is an older copy or another installation's: put back the newest one before the hub serves"
    )


def _lacking(ground: Ground, ids: Sequence[str]) -> int:
    data, log = (fetch_each(ground, ids, purpose) for purpose in (DATA, LOG))
    return sum(1 for pair in zip(data, log, strict=True) if None in pair)
