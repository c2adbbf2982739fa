"""Her coach looks up how a participant is reached: through the door, and told to her like any other read."""

from dataclasses import dataclass

from hub.access_log.writer import Receipt
from hub.disclosure.door import disclose
from hub.plans.gathering import account
from hub.store.actor import Actor
from hub.store.errors import NotShown
from hub.store.ground import Ground
from hub.store.outages import needing
from policies.vocabulary import Action


@dataclass(frozen=True, slots=True)
class Contact:
    """How she wants to be reached and the language she speaks (BCP 47), as they were written down; a case's number."""

    number: str
    contact: str
    language: str
    receipt: Receipt


@needing("log")
def contact_of(ground: Ground, actor: Actor, *, case_id: str, purpose: str | None) -> Contact:
    """Open it for the coach of the case. Raises NotShown for everybody else, and what the door raises."""
    with ground.store.read() as tx:
        ref, rows = account(tx, case_id)
    found = disclose(ground, actor, case=ref, action=Action.READ, purpose=purpose, rows=rows)
    if ref is None or not found.opened:  # named in the case, and not its coach
        raise NotShown
    said = found.opened[0].fields
    return Contact(ref.number, str(said["contact"]), str(said["language"]), found.receipt)
