"""What of a log entry is left out for a reviewer: other units' data, and all that she was refused."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection

from hub.access_log.reader import LoggedEntry
from hub.officers.looking_after import REVIEWERS
from policies.vocabulary import Outcome, Reserved

_OF_NO_UNIT: Final = frozenset(label.value for label in Reserved)


def reviewers(tx: Connection) -> tuple[str, ...]:
    """Give all who review logs: they alone ask by a case's number, which somebody may guess or have heard."""
    return tuple(sorted(tx.execute(REVIEWERS).scalars()))


def asked_in_vain(logged: LoggedEntry, reviewing: Collection[str]) -> bool:
    """Tell whether a reviewer was refused it."""
    return logged.entry.outcome is Outcome.REFUSED and logged.entry.actor in reviewing


def as_told(logged: LoggedEntry, mine: Collection[str], *, in_vain: bool) -> LoggedEntry:
    """Leave out what is not the asker's to know.

    What a reviewer was refused is told as if nothing were there: else the log would say that there is a case of that
    number, whose it is and what she has signed, to who was just told nothing. The participant sees all of it.
    """
    if not in_vain:
        return _as_concerns(logged, mine)
    nothing: dict[str, Any] = dict.fromkeys(("subj", "case", "purpose", "consent", "facts"))
    told = replace(logged.entry, **nothing, decisions=(), units=(), salt="")
    return replace(logged, body=None, entry=told)


def _as_concerns(logged: LoggedEntry, mine: Collection[str]) -> LoggedEntry:
    """Leave out what somebody else's act had of other units' data: that she has it at all is theirs to know.

    Whose name or consent was opened stays: it is of no unit. What her own officers do she sees whole.
    Of anybody else's act the exact bytes are left out too, also where all of it is hers: that they were missing would
    else tell that others had something. And the salt, with which the rest could be guessed at against the leaf.
    """
    told = logged.entry
    if told.unit in mine:
        return logged
    kept = [one for one in told.decisions if not one.source or one.source in mine or one.category in _OF_NO_UNIT]
    return replace(logged, body=None, entry=replace(told, decisions=tuple(kept), units=(), salt=""))
