"""When something was done: by the clock, by the seals, and by what its writer had seen sealed.

What one seal took in is ordered by the clock, which may have stepped back in between; and what took long to commit is
sealed later than what waited for it. But each entry says how far its writer had seen the log sealed
(hub.store.entry_tags): who had seen another's seal came after it, whatever a clock says.
"""

from dataclasses import dataclass

from hub.access_log import sealer
from hub.access_log.reader.parsing import Entry
from hub.store import entry_tags


@dataclass(frozen=True, slots=True)
class Moment:
    """When an entry was written: `at` is µs, `seals` how many lie before it, the rest in entries that were sealed.

    `below` is what lies before the seal that took it in, `seen` what its writer knew of; None: no version of then told.
    """

    at: int
    seals: int
    below: int
    seen: int | None

    def saw(self, other: "Moment") -> bool:
        """Tell whether who wrote this had seen the other sealed."""
        return self.seen is not None and self.seen > other.below

    def is_after(self, other: "Moment") -> bool:
        """Tell whether this came later beyond doubt: its writer knew of it, or both the clock and the seals say so.

        Within one seal the clock alone does, by more than it steps back meanwhile.
        """
        apart = self.seals > other.seals or self.at - other.at > sealer.NEAR
        return self.saw(other) or (self.at > other.at and apart)

    def may_be_before(self, other: "Moment") -> bool:
        """Tell of one that is sealed after the other whether it was done before it, and took long to commit."""
        begun = self.at == other.at or (self.seen is not None and self.at < other.at)
        return begun and not self.saw(other)

    def is_at_once(self, other: "Moment") -> bool:
        """Tell whether nothing says which was the first: one seal took both in, and the clock may have stepped back.

        By how much it says so is bounded: who writes to the database can keep a seal waiting, and whatever is done
        until then is of one seal.
        """
        return self.seals == other.seals and abs(self.at - other.at) <= sealer.NEAR and not self.saw(other)


class Moments:
    """Counts the seals, as entries are taken in the order in which they were sealed."""

    def __init__(self) -> None:
        self._seals = self._below = 0

    def of(self, entry: Entry) -> Moment:
        return Moment(entry.ts, self._seals, self._below, entry_tags.seen(entry.salt))

    def sealed(self, size: int) -> None:
        """Note that a seal ends here; what a backlog has more than one seal takes in follows it at once."""
        self._seals += size - self._below < sealer.BATCH
        self._below = size
