"""Reads a leaf back into the entry that it stands for."""

from dataclasses import dataclass
from typing import Any

import orjson

from hub.access_log.entry import VERSION, Decision, NewEntry, Record, UnfitEntry
from policies.vocabulary import Action, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(NewEntry):
    """An entry as it was written."""

    v: int
    id: str
    salt: str  # 16 random bytes, hex: once the body is gone its hash tells nothing
    detail: str | None  # SHA-256 (hex) of the sealed detail


def parse(body: bytes) -> Entry:
    """Read a leaf back. Raises UnfitEntry for what is not an entry of this version."""
    try:
        said: dict[str, Any] = orjson.loads(body)
        said["act"] = Action(said["act"])
        said["outcome"] = Outcome(said["outcome"])
        said["decisions"] = tuple(Decision(*decision) for decision in said["decisions"])
        said["rec"] = tuple(Record(*record) for record in said["rec"])
        said["units"] = tuple(said["units"])
        entry = Entry(**said)
    except (KeyError, TypeError, ValueError) as error:
        raise UnfitEntry("not an entry") from error
    if entry.v != VERSION:
        raise UnfitEntry("an entry of another version")
    return entry
