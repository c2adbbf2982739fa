"""Holds what an officer did against what the log says had ended by then: her employment, her coaching, an absence.

A row of before, put back together with its tag, is believed until somebody looks (hub.store.row_seals), and one that is
put back for a moment leaves nothing but what was done by it. That names the employment, the case and the absence; and
the log was told when each of them ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from hub.access_log.reader.parsing import Entry
from hub.store.row_marks import NONE, NUMBER
from policies.vocabulary import Action, Outcome

_JOB, _AWAY = "employment", "absence"  # the tables whose rows end for good: nothing seals one anew
_COACH: Final = "coach"  # the rule by which a coach is permitted something
_HANDED_OVER: Final = "coach_changed"
# What is decided on facts holds the employment until it has committed, and so do these (hub.officers.holding): who
# ends it waits for them. What only proves who somebody is does not.
_HOLDING: Final = frozenset({Action.LIST, Action.LOG_PROOF, Action.LOG_READ, Action.OFFICER_CHANGE})


@dataclass(frozen=True, slots=True)
class _Moment:
    """When something was told (µs), and how many seals lie before it.

    What one seal took in is ordered by the clock, which may have stepped back in between; and what took long to commit
    is sealed later than what waited for it. So only what is later by both comes after this.
    """

    at: int
    seals: int

    def is_before(self, other: "_Moment") -> bool:
        return self.at < other.at and self.seals < other.seals


class HeldOn:
    """Takes the entries in the order in which they were sealed, then the employments that stand."""

    def __init__(self) -> None:
        self._ended: Final[dict[tuple[str, str], _Moment]] = {}  # by table and row
        self._coached: Final[dict[tuple[str, str], tuple[str, _Moment]]] = {}  # by case and unit: by whom, since when
        self._told: Final[dict[str, _Moment]] = {}  # by employment: when it was told last
        self._acted: Final[dict[str, tuple[int, str]]] = {}  # by employment: when (µs) she acted last since, and how
        self._seals = 0
        self._found: Final[list[str]] = []

    def take(self, entry: Entry) -> None:
        now = _Moment(entry.ts, self._seals)
        if entry.outcome is Outcome.PERMITTED:
            if self._rests_on_an_end(entry, now):
                self._found.append(entry.id)
            if entry.act is Action.OFFICER_CHANGE and entry.reason == _HANDED_OVER:
                self._hand_over(entry, now)
        for record in entry.rec:
            if record.version == NUMBER and record.table in {_JOB, _AWAY}:
                self._tell(record.table, record.id, record.ct or "", now)

    def sealed(self) -> None:
        """Note that a seal ends here."""
        self._seals += 1

    def stand(self, table: str, key: str, ends: Any) -> None:
        """Take a row that stands as the hub wrote it, and the day (µs) that was set for its end: no act tells that."""
        acted, entry = self._acted.get(key, (-1, "")) if table == _JOB else (-1, "")
        if isinstance(ends, int) and ends <= acted:
            self._found.append(entry)

    def found(self) -> Iterator[str]:
        """Give the entries (by id) of what was done by what had ended."""
        yield from dict.fromkeys(self._found)

    def _rests_on_an_end(self, entry: Entry, now: _Moment) -> bool:
        if entry.emp is None or not (entry.facts is not None or entry.act in _HOLDING):
            return False
        told = self._told.get(entry.emp)
        if told is None or told.is_before(now):
            self._acted[entry.emp] = max(self._acted.get(entry.emp, (-1, "")), (entry.ts, entry.id))
        rows = ((_JOB, entry.emp), (_AWAY, entry.stands_in_by or ""))
        ends = [self._ended[row] for row in rows if row in self._ended]
        return any(end.is_before(now) for end in ends) or self._is_anothers(entry, now)

    def _is_anothers(self, entry: Entry, now: _Moment) -> bool:
        coach, since = self._coached.get((entry.case or "", entry.unit or ""), (entry.actor, now))
        as_coach = any(one.rule == _COACH and one.outcome == Outcome.PERMITTED for one in entry.decisions)
        return as_coach and coach != entry.actor and since.is_before(now)

    def _hand_over(self, entry: Entry, now: _Moment) -> None:
        """Follow whose the case is now; an older version did not say to whom it was given."""
        coach = next((record.id for record in entry.rec if record.table == "officer"), None)
        which = (entry.case or "", entry.unit or "")
        self._coached.pop(which, None)
        if coach is not None:
            self._coached[which] = (coach, now)

    def _tell(self, table: str, key: str, mark: str, now: _Moment) -> None:
        if mark.startswith(NONE.hex()):
            self._ended.setdefault((table, key), now)
        elif table == _JOB:
            self._told[key] = now
            self._acted.pop(key, None)
