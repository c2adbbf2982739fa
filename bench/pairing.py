"""Measures two requests beside each other: one-second segments in turn, and of each pair the ratio."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.driving import drive
from bench.serving import Served
from bench.spending import spent

SEGMENT: Final = 1.0  # seconds
# Each connection of the server compiles, prepares and plans for itself, and settles on a plan at its sixth use.
_WARM: Final = 3
_SETTLE: Final = 0.6  # seconds: what a read leaves to be sealed is sealed within them, and counts as the read's


@dataclass(frozen=True, slots=True)
class Contender:
    """A server, and what its connections ask, in turn."""

    served: Served
    requests: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Segment:
    """One second of one contender: seconds of processor a request, and requests a second."""

    cpu: float
    rate: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a contender took beside its measure, pair by pair."""

    first: Sequence[Segment]
    second: Sequence[Segment]

    @property
    def ratios(self) -> list[float]:
        """Give processor time a request, as a ratio, of each pair."""
        return [one.cpu / other.cpu for one, other in zip(self.first, self.second, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def rate(self) -> float:
        return median(one.rate / other.rate for one, other in zip(self.first, self.second, strict=True))

    def microseconds(self, *, second: bool = False) -> float:
        return median(one.cpu for one in (self.second if second else self.first)) * 1e6


def compare(first: Contender, second: Contender, *, pairs: int) -> Pairs:
    for contender in (first, second) * _WARM:
        _segment(contender)
    measured = [(_segment(first), _segment(second)) for _ in range(pairs)]
    return Pairs([one for one, _ in measured], [other for _, other in measured])


def _segment(contender: Contender) -> Segment:
    before, begins = spent(*contender.served.roots), time.monotonic()
    answered = drive(contender.served.port, contender.requests, seconds=SEGMENT)
    took = time.monotonic() - begins
    time.sleep(_SETTLE)
    return Segment((spent(*contender.served.roots) - before) / answered, answered / took)
