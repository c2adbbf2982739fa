"""Follows what acts told of one row, each as it found the row and as it left it, to what the last one left."""

from typing import Final, NamedTuple

from hub.access_log.reader.moments import Moment
from hub.store.row_marks import NONE

_MOST: Final = 500  # acts that each seal looks through, of those that wait and of those before: honestly a few


class Told(NamedTuple):
    """What one entry tells of the row: the mark that its act left, and the one that it found."""

    when: Moment
    now: bytes
    was: bytes


class _Step(NamedTuple):
    """An act that has its place, and what stood before it: what it says that it found, where that was not nothing."""

    told: Told
    before: bytes


class Story:
    """Takes what is told of one row, in the order in which it was sealed.

    Of two acts at once the later one may be sealed first: what follows upon nothing yet waits for what it found. And
    what one seal took in is ordered by the clock, which may have stepped back in between: any order will do in which
    each act found what another had left, since all such orders end alike. So acts upon a row of before that lead back
    to it, within one seal in which it was so as well, are taken for honest; what any other leaves does not fit in.
    What took so long to commit that it was sealed after others, which it may have been done before, is put in order
    with them as if one seal had taken them all in.
    """

    __slots__ = ("_arrived", "_is_broken", "_open", "_seals", "_steps", "_told", "_waiting", "last")

    def __init__(self) -> None:
        self.last = NONE
        self._is_broken = False
        self._seals = 0
        self._told: dict[tuple[int, bytes, bytes], int] = {}  # and by which entry
        self._steps: list[_Step] = []
        self._open = 0  # from which of them on any order will do
        self._waiting: list[Told] = []
        self._arrived: list[Told] = []  # of these, what the newest seal took in

    def go_on(self, told: Told, entry: int) -> None:
        if told.when.seals != self._seals:
            self._settle()
            self._open, self._arrived = len(self._steps), []
        self._seals = told.when.seals
        if self._told.setdefault((told.when.at, told.now, told.was), entry) != entry:
            self._settle()
            self._is_broken |= told.now != self.last  # what one entry told is told by no other
            return
        self._waiting.append(told)
        self._arrived.append(told)

    def is_broken(self, *, may_be_older: bool) -> bool:
        """Tell whether an act found what none had left; a row that may be older than what is told began somehow."""
        self._settle()
        if self._waiting and may_be_older and not self._steps:
            self.last = self._waiting[0].was  # by the clock: with any beginning too much would fit
            self._settle()
        return self._is_broken or bool(self._waiting)

    def _settle(self) -> None:
        """Let follow what can, of all that was told so far."""
        self._take_back()
        while self._waiting:
            following = next((one for one in self._waiting if one.was == self.last), None)
            if following is None and self._goes_round():
                continue
            following = following or next(filter(self._found_nothing, self._waiting), None)
            if following is None:
                break
            self._follow(following)
        if self._steps and len(self._waiting) > _MOST:
            self._waiting, self._is_broken = [], True

    def _follow(self, told: Told) -> None:
        self._waiting.remove(told)
        self._steps.append(_Step(told, self.last))
        self.last = told.now

    def _take_back(self) -> None:
        """Let wait again what has its place, and what the newest seal took in may have been done before."""
        begin = place = self._open
        arrived = [one.when for one in self._arrived if one.when.seen is not None]
        while place > max(0, self._open - _MOST):
            place -= 1
            when = self._steps[place].told.when
            if all(one.saw(when) for one in arrived):
                break
            if any(one.may_be_before(when) for one in arrived):
                begin = place
        if begin < self._open:
            self.last = self._steps[begin].before
            self._waiting = [step.told for step in self._steps[begin:]] + self._waiting
            del self._steps[begin:]
            self._open = begin

    def _found_nothing(self, told: Told) -> bool:
        """Tell whether it found nothing to tell of, and ended or changed nothing."""
        return told.was == NONE and told.now in {NONE, self.last}

    def _goes_round(self) -> bool:
        """Put in acts that began where the story came by just now, and ended there again."""
        passed = {step.before: place for place, step in enumerate(self._steps[self._open :], self._open)}
        for begin, place in passed.items():
            rest, at, steps = list(self._waiting), begin, []
            while following := next((one for one in rest if one.was == at), None):
                rest.remove(following)
                steps.append(_Step(following, at))
                at = following.now
            if at == begin and steps:
                self._steps[place:place] = steps
                self._waiting = rest
                return True
        return False
