"""A reviewer opens whom a case is about: one case an act, with a reason that is kept, and told to the participant."""

from dataclasses import dataclass
from typing import Final

from hub.access_log import reader, writer
from hub.access_log.writer import Receipt
from hub.disclosure.door import disclose
from hub.disclosure.entries import entry
from hub.disclosure.records import NO_CASE, Asked
from hub.grants.begun import find_numbered
from hub.oversight.reviewing import bring_up_to_date
from hub.plans.gathering import names
from hub.signin.current import SignedIn
from hub.store import key_store
from hub.store.clock import DAY
from hub.store.errors import Invalid, TooMany
from hub.store.ground import Ground
from hub.store.legible import illegible, is_legible, one_line
from hub.store.outages import needing
from hub.store.told import told
from keys.keyring import LOG
from policies.vocabulary import Action, Outcome

SHORTEST: Final = 10
LONGEST: Final = 500
A_DAY: Final = 20
_HOUR_SECONDS: Final = 3_600


@dataclass(frozen=True, slots=True)
class Revealed:
    """Whom the case is about, and the receipt of the look."""

    name: str
    number: str
    receipt: Receipt


@needing("log")
def reveal(ground: Ground, me: SignedIn, *, number: str, reason: str) -> Revealed:
    """Open the name behind a case number. The reason is sealed into the entry, under the participant's own log key.

    Raises Invalid without a reason, TooMany after twenty in a day, and NotShown for a case that concerns none of her
    units as for one that is not there; each but the first after its entry.
    """
    told_why = checked(reason)
    bring_up_to_date(ground)
    _count(ground, me, most=A_DAY - 1)
    with ground.store.read() as tx:
        # Else the reason, which is about the one, would be sealed as another's.
        found, _participant = find_numbered(tx, ground, number) or (NO_CASE, NO_CASE)
        ref, rows = names(tx, [found]).get(found, (None, ()))
    if ref is None:
        key_store.fetch(ground, NO_CASE, LOG)  # as the reason is sealed under hers: what it costs tells of no case
    disclosure = disclose(ground, Asked(me.actor, ref, Action.REVEAL, rows), detail=told_why.encode())
    # Those who ask at once have all been let past the count before it: each has its own entry in this one.
    _count(ground, me, most=A_DAY)
    return Revealed(str(disclosure.opened[0].fields["name"]), number, disclosure.receipt)


def checked(reason: str) -> str:
    """Give the reason as it is kept. Raises Invalid."""
    kept = one_line(reason)
    if not SHORTEST <= len(kept) <= LONGEST:
        sentence = told(
            "Skriv varför du behöver veta det, med %(least)s till %(most)s tecken.", least=SHORTEST, most=LONGEST
        )
        raise Invalid({"reason": [sentence]})
    if not is_legible(kept):
        raise Invalid({"reason": [illegible(kept)]})
    return kept


def _count(ground: Ground, me: SignedIn, *, most: int) -> None:
    with ground.store.write() as tx:
        at = ground.clock.now(tx)
        used = reader.count_acts(tx, actor=me.officer or "", action=Action.REVEAL, since=at - DAY)
        if used <= most:
            return
        writer.append(tx, ground, entry(ground, me.actor, Outcome.REFUSED, at=at, action=Action.REVEAL, reason="daily"))
    raise TooMany(_HOUR_SECONDS)
