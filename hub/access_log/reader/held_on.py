"""Holds what an officer did against what the log says had ended by then: her employment, her coaching, an absence.

A row of before, put back together with its tag, is believed until somebody looks (hub.store.row_seals), and one that is
put back for a moment leaves nothing but what was done by it. That names the employment, the case and the absence; and
the log was told when each of them ended.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

from hub.access_log.reader.moments import Moment
from hub.access_log.reader.parsing import Entry
from hub.store.row_marks import NONE, NUMBER
from policies.vocabulary import Action, Outcome

_JOB, _AWAY = "employment", "absence"  # the tables whose rows end for good: nothing seals one anew
_COACH: Final = "coach"  # the rule by which a coach is permitted something
_HANDED_OVER: Final = "coach_changed"
# What is decided on facts holds the employment until it has committed, and so do these (hub.officers.holding): who
# ends it waits for them. What only proves who somebody is does not.
_HOLDING: Final = frozenset({Action.LIST, Action.LOG_PROOF, Action.LOG_READ, Action.OFFICER_CHANGE})


class _Anothers(NamedTuple):
    """What somebody did as the coach of a case that is another's, as far as the log has told."""

    actor: str
    when: Moment
    entry: str


class HeldOn:
    """Takes the entries in the order in which they were sealed, then the employments that stand."""

    def __init__(self) -> None:
        self._ended: Final[dict[tuple[str, str], Moment]] = {}  # by table and row
        self._coached: Final[dict[tuple[str, str], tuple[str, Moment]]] = {}  # by case and unit: by whom, since when
        self._anothers: Final[dict[tuple[str, str], list[_Anothers]]] = {}  # by case and unit
        self._told: Final[dict[str, Moment]] = {}  # by employment: when it was told last
        self._acted: Final[dict[str, tuple[int, str]]] = {}  # by employment: when (µs) she acted last since, and how
        self._found: Final[list[str]] = []

    def take(self, entry: Entry, now: Moment) -> None:
        if entry.outcome is Outcome.PERMITTED:
            if entry.emp is not None and (entry.facts is not None or entry.act in _HOLDING):
                self._act(entry, entry.emp, now)
            if entry.act is Action.OFFICER_CHANGE and entry.reason == _HANDED_OVER:
                self._hand_over(entry, now)
        for record in entry.rec:
            if record.version == NUMBER and record.table in {_JOB, _AWAY}:
                self._tell(record.table, record.id, record.ct or "", now)

    def stand(self, table: str, key: str, ends: Any) -> None:
        """Take a row that stands as the hub wrote it, and the day (µs) that was set for its end: no act tells that."""
        acted, entry = self._acted.get(key, (-1, "")) if table == _JOB else (-1, "")
        if isinstance(ends, int) and ends <= acted:
            self._found.append(entry)

    def found(self) -> Iterator[str]:
        """Give the entries (by id) of what was done by what had ended."""
        anothers = (one.entry for one in chain.from_iterable(self._anothers.values()))
        yield from dict.fromkeys([*self._found, *anothers])

    def _act(self, entry: Entry, job: str, now: Moment) -> None:
        told = self._told.get(job)
        if told is None or now.is_after(told):
            self._acted[job] = max(self._acted.get(job, (-1, "")), (entry.ts, entry.id))
        rows = ((_JOB, job), (_AWAY, entry.stands_in_by or ""))
        if any(now.is_after(self._ended[row]) for row in rows if row in self._ended):
            self._found.append(entry.id)
        which = (entry.case or "", entry.unit or "")
        coach, since = self._coached.get(which, (entry.actor, now))
        as_coach = any(one.rule == _COACH and one.outcome == Outcome.PERMITTED for one in entry.decisions)
        if as_coach and coach != entry.actor and now.is_after(since):
            self._anothers.setdefault(which, []).append(_Anothers(entry.actor, now, entry.id))

    def _hand_over(self, entry: Entry, now: Moment) -> None:
        """Follow whose the case is now; an older version did not say to whom it was given.

        What she did already stands where the handing over took long to commit.
        """
        coach = next((record.id for record in entry.rec if record.table == "officer"), None)
        which = (entry.case or "", entry.unit or "")
        if coach is None:
            self._coached.pop(which, None)
            return
        _, since = self._coached.get(which, ("", now))
        if now.at >= since.at or not now.may_be_before(since):  # else it took long, and another followed it
            self._coached[which] = (coach, now)
        if which in self._anothers:
            self._anothers[which] = [
                one
                for one in self._anothers[which]
                if one.actor != coach or not (now.may_be_before(one.when) or now.is_at_once(one.when))
            ]

    def _tell(self, table: str, key: str, mark: str, now: Moment) -> None:
        if mark.startswith(NONE.hex()):
            self._ended.setdefault((table, key), now)
        elif table == _JOB:
            self._told[key] = now
            self._acted.pop(key, None)
