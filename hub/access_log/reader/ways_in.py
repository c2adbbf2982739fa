"""Holds by which account or passkey somebody was let in, and whose log a reviewer saw, against what the log says of it.

A password, an app or a passkey of before, put back together with its tag for the moment of one sign-in, leaves nothing
but that; a unit that was once hers to review, nothing but the look. Its entry tells the mark of each row that it rests
on; and the log was told what became of each such row. Of these only a unit can be given anew as it was.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from hub.access_log.reader.moments import Moment
from hub.access_log.reader.parsing import Entry
from hub.store.row_marks import NONE, NUMBER, RESTED_ON
from policies.vocabulary import Outcome

_Mark = tuple[str, str, str]  # table, row, mark
_DIGITS: Final = 2 * len(NONE)  # hexadecimal, of a mark
_NONE: Final = NONE.hex()


class _Rested(NamedTuple):
    """What rested on a row that was another by then, as far as the log has told."""

    when: Moment
    entry: str


class WaysIn:
    """Takes the entries in the order in which they were sealed.

    Who rests on a row holds it, and who changes it waits for that: so what honestly rests on a row of before is told
    before its change, or the two were at once, and one seal took both in.
    """

    def __init__(self) -> None:
        self._changed: Final[dict[_Mark, Moment]] = {}  # when a row was told to be another, or gone
        self._begun: Final[dict[_Mark, Moment]] = {}  # when it was told last to be this
        self._told: Final[dict[tuple[str, str], set[str]]] = {}  # by row, each mark that an act left or found
        self._untold: Final[dict[_Mark, list[str]]] = {}  # what rests on a mark that no act has told so far
        self._ended: Final[dict[_Mark, list[_Rested]]] = {}

    def take(self, entry: Entry, now: Moment) -> None:
        for record in entry.rec:
            if record.version == NUMBER and record.table in RESTED_ON:
                left, was = _marks(record)
                if left != was:
                    self._tell((record.table, record.id), left, was, now)
                elif left != _NONE and entry.outcome is Outcome.PERMITTED:
                    self._rest((record.table, record.id, left), entry, now)

    def found(self) -> Iterator[str]:
        """Give the entries (by id) of who was let in by what was not so then."""
        found = [one.entry for rested in self._ended.values() for one in rested]
        for (table, key, mark), entries in self._untold.items():
            if self._is_another((table, key), mark):
                found += entries
        yield from dict.fromkeys(found)

    def _tell(self, row: tuple[str, str], left: str, was: str, now: Moment) -> None:
        self._told.setdefault(row, set()).update({left, was})
        if left != _NONE:
            self._begin((*row, left), now)
        begun = self._begun.get((*row, was))
        if was != _NONE and (begun is None or not _may_come_before(now, begun)):
            self._changed.setdefault((*row, was), now)

    def _begin(self, mark: _Mark, now: Moment) -> None:
        """Take that the row is this again; what rests on it already stands where this took long to commit."""
        self._begun[mark] = now
        self._changed.pop(mark, None)
        if mark in self._ended:
            self._ended[mark] = [one for one in self._ended[mark] if not _may_come_before(now, one.when)]

    def _rest(self, mark: _Mark, entry: Entry, now: Moment) -> None:
        changed = self._changed.get(mark)
        if changed is not None and now.is_after(changed):
            self._ended.setdefault(mark, []).append(_Rested(now, entry.id))
        elif mark[-1] not in self._told.get(mark[:2], ()):
            self._untold.setdefault(mark, []).append(entry.id)

    def _is_another(self, row: tuple[str, str], mark: str) -> bool:
        """Tell whether acts have told of the row, and none of this; of one that is older than what is told none has."""
        told = self._told.get(row)
        return told is not None and mark not in told


def _may_come_before(this: Moment, other: Moment) -> bool:
    """Tell whether this may have been done before the other, though it was sealed later."""
    return this.may_be_before(other) or this.is_at_once(other)


def _marks(record: Any) -> tuple[str, str]:
    """Give what an act left, and what it found."""
    said = record.ct or ""
    return said[:_DIGITS], said[_DIGITS : 2 * _DIGITS]
