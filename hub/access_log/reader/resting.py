"""Holds what was read by a consent against what the log says of the consent: whether that stood so just then.

Rows put back as they once were, together with their seal, still open (hub.grants.consent_seals). However shortly they
stand there, and whatever is put back after them: what was read by them names the telling that its seal was made with,
and the log has told a later one by then, or never told that one.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hub.access_log.reader.moments import Moment
from hub.access_log.reader.parsing import Entry
from policies.vocabulary import Outcome

_CONSENT: Final = "consent"  # the record that tells of one, which has its id
_DIGITS: Final = 10  # as many as a telling can have


@dataclass(slots=True)
class _Told:
    """What was told of a consent: each telling's number and when; `counted` says whether the last one by who counts."""

    number: int = -1  # of the newest
    tellings: list[tuple[int, Moment]] = field(default_factory=list)
    counted: bool = False


class _Ahead(NamedTuple):
    """What rests on a telling that is yet to come."""

    number: int
    when: Moment
    entry: str


class Resting:
    """Takes the entries in the order in which they were sealed.

    What one seal took in is ordered by the clock (hub.access_log.sealer). Where that stepped back in between, or stood
    still, what was read by a telling comes before it; so does what took long to commit.
    """

    def __init__(self) -> None:
        self._told: Final[dict[str, _Told]] = defaultdict(_Told)
        self._ahead: Final[dict[str, list[_Ahead]]] = defaultdict(list)  # by consent
        self._counts = False
        self._returned: Final[list[str]] = []

    def take(self, entry: Entry, now: Moment) -> None:
        if entry.outcome is not Outcome.PERMITTED:
            return
        for record in entry.rec:
            if record.table == _CONSENT:
                self._tell(record.id, record.version, now)
        consent, told = entry.rests_on
        if told:
            self._counts = True
            self._rest(entry, consent, int(told) if told.isdecimal() and len(told) <= _DIGITS else -1, now)
        elif any(one.line is not None and one.outcome == Outcome.PERMITTED for one in entry.decisions):
            known = self._told.get(consent)
            if known is not None and known.counted and known.tellings[-1][1].at < now.at:  # its seal of before is back
                self._returned.append(entry.id)

    def returned(self) -> Iterator[str]:
        """Give the entries (by id) of what was read by a consent that did not stand so."""
        yield from self._returned
        for waiting in self._ahead.values():
            yield from (one.entry for one in waiting)

    def _tell(self, consent: str, number: int, now: Moment) -> None:
        known = self._told[consent]
        known.tellings.append((number, now))
        known.number, known.counted = max(number, known.number), self._counts
        if consent in self._ahead:
            self._ahead[consent] = [one for one in self._ahead[consent] if not _is_now_told(one, number, now)]

    def _rest(self, entry: Entry, consent: str, told: int, now: Moment) -> None:
        known = self._told.get(consent)
        if known is None or told > known.number:
            self._ahead[consent].append(_Ahead(told, now, entry.id))
            return
        if told == known.number:  # as nearly always: to look for a later one each time would take the square of them
            return
        later = (when for number, when in known.tellings if number > told)
        if told < 0 or any(now.is_after(when) for when in later):
            self._returned.append(entry.id)


def _is_now_told(one: _Ahead, number: int, now: Moment) -> bool:
    return one.number <= number and (now.may_be_before(one.when) or now.is_at_once(one.when))
