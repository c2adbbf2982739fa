"""Follows what acts told of one row, each as it found the row and as it left it, to what the last one left."""

from typing import Final, NamedTuple

from hub.access_log.reader.moments import Moment
from hub.store.row_marks import NONE

_MOST: Final = 500  # acts that wait for what they found: honest ones are a few, and each seal looks through them


class Told(NamedTuple):
    """What one entry tells of the row: the mark that its act left, and the one that it found."""

    when: Moment
    now: bytes
    was: bytes


class Story:
    """Takes what is told of one row, in the order in which it was sealed.

    Of two acts at once the later one may be sealed first: what follows upon nothing yet waits for what it found. And
    what one seal took in is ordered by the clock, which may have stepped back in between: any order will do in which
    each act found what another had left, since all such orders end alike. So acts upon a row of before that lead back
    to it, within one seal in which it was so as well, are taken for honest; what any other leaves does not fit in.
    """

    __slots__ = ("_from_nothing", "_is_begun", "_is_broken", "_seals", "_told", "_waiting", "last")

    def __init__(self) -> None:
        self.last = NONE
        self._is_begun = self._is_broken = False
        self._seals = 0
        self._told: dict[tuple[int, bytes, bytes], int] = {}  # and by which entry
        self._waiting: list[Told] = []
        self._from_nothing: list[Told] = []  # what was taken to have found nothing to tell of

    def go_on(self, told: Told, entry: int) -> None:
        if told.when.seals != self._seals:
            self._settle()
        self._seals = told.when.seals
        if self._told.setdefault((told.when.at, told.now, told.was), entry) != entry:
            self._settle()
            self._is_broken |= told.now != self.last  # what one entry told is told by no other
            return
        self._waiting.append(told)

    def is_broken(self, *, may_be_older: bool) -> bool:
        """Tell whether an act found what none had left; a row that may be older than what is told began somehow."""
        self._settle()
        if self._waiting and may_be_older and not self._is_begun:
            self.last = self._waiting[0].was  # by the clock: with any beginning too much would fit
            self._settle()
        return self._is_broken or bool(self._waiting)

    def _settle(self) -> None:
        """Let follow what can, of all that was told so far."""
        passed = {self.last}
        while self._waiting:
            following = next((one for one in self._waiting if one.was == self.last), None)
            if following is None and self._goes_round(passed):
                continue
            following = following or next(filter(self._found_nothing, self._waiting), None)
            if following is None:
                break
            self._follow(following)
            passed.add(self.last)
        if self._is_begun and len(self._waiting) > _MOST:
            self._waiting, self._is_broken = [], True

    def _follow(self, told: Told) -> None:
        self._waiting.remove(told)
        if told.was != self.last:
            self._from_nothing.append(told)
        elif told.now == NONE:  # what it left was found, where it took long to commit
            late = [one for one in self._from_nothing if told.when.may_be_before(one.when)]
            self._waiting += late
            self._from_nothing = [one for one in self._from_nothing if one not in late]
        self.last, self._is_begun = told.now, True

    def _found_nothing(self, told: Told) -> bool:
        """Tell whether it found nothing to tell of, and ended or changed nothing."""
        return told.was == NONE and told.now in {NONE, self.last}

    def _goes_round(self, passed: set[bytes]) -> bool:
        """Leave out acts that began where the story came by just now, and ended there again."""
        for begin in passed:
            rest, at = list(self._waiting), begin
            while following := next((one for one in rest if one.was == at), None):
                rest.remove(following)
                at = following.now
            if at == begin and len(rest) < len(self._waiting):
                passed.update(one.now for one in self._waiting if one not in rest)
                self._waiting = rest
                return True
        return False
