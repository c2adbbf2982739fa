"""Holds which code or link somebody used against what the log says of hers: each once, and none after newer ones.

Who writes to the database can put a recovery code there again that has served, or one of a list that a newer one ended,
for the moment of one use; so he can a participant's link, or an invitation. The entry of that names it, as that of a
list names each code of it, and a link's the link: by tags, which tell nobody more.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from hub.access_log.reader.moments import Moment
from hub.access_log.reader.parsing import Entry
from policies.vocabulary import Action, Outcome

TABLE: Final = "recovery_code"
USED: Final = "recovery_code_used"
LINK, INVITATION = "link", "invitation"
NAMED: Final = frozenset({TABLE, LINK, INVITATION})  # what is named so in an entry, for the check alone
_MADE: Final = frozenset({Action.LINK, Action.CODE_RESET})
_SERVED: Final = frozenset({Action.CODE_SET, Action.FACTOR})


class SpentCodes:
    """Takes the entries in the order in which they were sealed.

    Who makes a list or a link ends those of before it, one by one, and waits for who is using one of them.
    """

    def __init__(self) -> None:
        self._made: Final[dict[str, Moment]] = {}  # by whose they are: when her newest list or link was
        self._listed: Final[dict[str, Moment]] = {}  # by code: when it was made
        self._used: Final[set[str]] = set()
        self._unlisted: Final[dict[str, list[str]]] = {}  # entries by code: it is of before codes were named, perhaps
        self._found: Final[list[str]] = []

    def take(self, entry: Entry, now: Moment) -> None:
        if entry.outcome is not Outcome.PERMITTED:
            return
        codes = [record.id for record in entry.rec if record.table == TABLE]
        if codes and entry.act is Action.FACTOR and entry.reason == USED:
            self._use(entry, entry.actor, codes[0], now)
        elif codes and entry.act is Action.FACTOR:
            self._list(entry.actor, codes, now)
        for record in entry.rec:
            if record.table == LINK and entry.act in _MADE:
                self._list(entry.subj or "", [record.id], now)
            elif record.table in {LINK, INVITATION} and entry.act in _SERVED:
                self._use(entry, entry.subj or "", record.id, now)

    def found(self) -> Iterator[str]:
        """Give the entries (by id) of what was used a second time, or after it had ended."""
        never = (entries for code, entries in self._unlisted.items() if code not in self._listed)
        yield from dict.fromkeys([*self._found, *chain.from_iterable(never)])

    def _list(self, whose: str, codes: list[str], now: Moment) -> None:
        self._listed.update(dict.fromkeys(codes, now))
        newest = self._made.setdefault(whose, now)
        if now.is_after(newest):  # else two were made at once, and nobody can say which of them ended the other
            self._made[whose] = now

    def _use(self, entry: Entry, whose: str, code: str, now: Moment) -> None:
        if code in self._used:
            self._found.append(entry.id)
        self._used.add(code)
        newest, listed = self._made.get(whose), self._listed.get(code)
        if newest is None or not now.is_after(newest):
            return
        if listed is None:
            self._unlisted.setdefault(code, []).append(entry.id)
        elif newest.is_after(listed):
            self._found.append(entry.id)
