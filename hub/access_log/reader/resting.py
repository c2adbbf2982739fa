"""Holds what was read by a consent against what the log says of the consent: whether that stood so just then.

Rows put back as they once were, together with their seal, still open (hub.grants.consent_seals). However shortly they
stand there, and whatever is put back after them: what was read by them names the telling that its seal was made with,
and the log has told a later one by then, or never told that one.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hub.access_log.reader.parsing import Entry
from policies.vocabulary import Outcome

_CONSENT: Final = "consent"  # the record that tells of one, which has its id
_DIGITS: Final = 10  # as many as a telling can have


@dataclass(slots=True)
class _Told:
    """How often a consent was told by `at` (µs), how often before that instant, and whether by who counts."""

    number: int
    at: int
    before: int
    counted: bool


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What rests on a telling that is yet to come; `seals` is how many seals lie before it."""

    number: int
    at: int
    seals: int
    entry: str


class Resting:
    """Takes the entries in the order in which they were sealed.

    What one seal took in is ordered by the clock (hub.access_log.sealer). Where that stepped back in between, or stood
    still, what was read by a telling comes before it.
    """

    def __init__(self) -> None:
        self._told: Final[dict[str, _Told]] = {}
        self._ahead: Final[dict[str, list[_Ahead]]] = defaultdict(list)  # by consent
        self._seals = 0
        self._counts = False
        self._returned: Final[list[str]] = []

    def take(self, entry: Entry) -> None:
        if entry.outcome is not Outcome.PERMITTED:
            return
        for record in entry.rec:
            if record.table == _CONSENT:
                self._tell(record.id, record.version, entry.ts)
        consent, told = entry.rests_on
        if told:
            self._counts = True
            self._rest(entry, consent, int(told) if told.isdecimal() and len(told) <= _DIGITS else -1)
        elif any(one.line is not None and one.outcome == Outcome.PERMITTED for one in entry.decisions):
            known = self._told.get(consent)
            if known is not None and known.counted and known.at < entry.ts:  # its seal of before was put back
                self._returned.append(entry.id)

    def sealed(self) -> None:
        """Note that a seal ends here."""
        self._seals += 1

    def returned(self) -> Iterator[str]:
        """Give the entries (by id) of what was read by a consent that did not stand so."""
        yield from self._returned
        for waiting in self._ahead.values():
            yield from (one.entry for one in waiting)

    def _tell(self, consent: str, number: int, at: int) -> None:
        known = self._told.get(consent, _Told(0, -1, 0, counted=False))
        before = known.before if known.at == at else known.number
        self._told[consent] = _Told(max(number, known.number), at, before, self._counts)
        if consent in self._ahead:
            self._ahead[consent] = [one for one in self._ahead[consent] if not self._is_now_told(one, number, at)]

    def _is_now_told(self, one: _Ahead, number: int, at: int) -> bool:
        return one.number <= number and (one.at == at or one.seals == self._seals)

    def _rest(self, entry: Entry, consent: str, told: int) -> None:
        known = self._told.get(consent)
        if known is None or told > known.number:
            self._ahead[consent].append(_Ahead(told, entry.ts, self._seals, entry.id))
        elif told != known.number and not (entry.ts == known.at and told >= known.before):
            self._returned.append(entry.id)
