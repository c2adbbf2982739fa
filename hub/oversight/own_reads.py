"""The participant's own look: who has read, when, what and why; straight from the log, also before it is sealed."""

from hub.access_log import reader, writer
from hub.disclosure.entries import entry
from hub.oversight.naming import names_of
from hub.oversight.reviewing import Page
from hub.signin.current import SignedIn
from hub.store.errors import NotShown
from hub.store.ground import Ground
from hub.store.outages import needing
from policies.vocabulary import Action


@needing("log")
def own_reads(ground: Ground, me: SignedIn, *, before: tuple[int, str] | None, limit: int) -> Page:
    """Give one page of all that was done with her data, newest first; this look is an entry too, and stands first."""
    if me.participant is None:
        raise NotShown
    with ground.store.write() as tx:
        found = reader.of_subject(tx, me.participant, before=before, limit=limit + 1)
        shown = tuple(found[:limit])
        names = names_of(tx, shown)
        at = ground.clock.now(tx)
        told = entry(ground, me.actor, at=at, action=Action.LOG_READ, count=len(shown), subject=me.participant)
        writer.append(tx, ground, told)
    last = shown[-1] if len(found) > limit else None
    return Page(shown, names, f"{last.entry.ts}-{last.id}" if last else None)
