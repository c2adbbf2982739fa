"""Tells a reviewer from where somebody signed in or stepped up: address and browser, kept sealed in the entry."""

from dataclasses import dataclass
from typing import Final

import orjson

from hub.access_log.reader import LoggedEntry
from hub.access_log.reader.opening import open_detail
from hub.store.ground import Ground
from policies.vocabulary import Action

_ACTS: Final = frozenset({Action.SIGN_IN, Action.SIGN_IN_FAILED, Action.STEP_UP})


@dataclass(frozen=True, slots=True)
class Trace:
    """Where an act came from; later acts of the same session carry its tag."""

    address: str
    agent: str


def trace_of(ground: Ground, logged: LoggedEntry) -> Trace | None:
    """Open it, for who has just been logged as reading the entry; None for an act that keeps none."""
    if logged.detail is None or logged.entry.act not in _ACTS:
        return None
    sealed = open_detail(ground, entry_id=logged.id, subject=logged.entry.subj, sealed=logged.detail)
    return Trace(**orjson.loads(sealed))
