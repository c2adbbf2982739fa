"""Her coach looks up how a participant is reached: through the door, and told to her like any other read."""

from dataclasses import dataclass

from hub.access_log.writer import Receipt
from hub.cases.showing import check_purpose
from hub.disclosure.changing import change
from hub.disclosure.door import disclose
from hub.disclosure.permitting import require
from hub.disclosure.records import Asked
from hub.plans.gathering import account
from hub.store.actor import Actor
from hub.store.errors import NotShown
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Reserved


@dataclass(frozen=True, slots=True)
class Contact:
    """How she wants to be reached and the language she speaks (BCP 47), as they were written down; a case's number."""

    number: str
    contact: str
    language: str
    receipt: Receipt


def contact_of(ground: Ground, actor: Actor, *, case_id: str, purpose: str | None) -> Contact:
    """Open it for the coach of the case.

    Raises NotShown after an entry that says refused, also for who is named in the case; and what the door raises.
    """
    check_purpose(purpose)
    _hold_coach(ground, actor, case_id)
    with ground.store.read() as tx:
        ref, rows = account(tx, case_id)
    found = disclose(ground, Asked(actor, ref, Action.READ, rows, purpose=purpose))
    if not found.opened:  # somebody else has the case since a moment
        raise NotShown
    said = found.opened[0].fields
    return Contact(found.case.number, str(said["contact"]), str(said["language"]), found.receipt)


def _hold_coach(ground: Ground, actor: Actor, case_id: str) -> None:
    """Refuse whoever does not coach the case: the door lets in who may see its name, and opens her nothing of this."""
    with change(ground) as tx:
        label = Reserved.ACCOUNT.value
        require(tx, ground, actor, case_id=case_id, action=Action.READ, category=label, source=PARTICIPANT_SOURCE)
