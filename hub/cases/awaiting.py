"""What a coach has shown a participant, and waits for her answer: so that the two find it when they meet again."""

from hub.grants.papers import waits
from hub.grants.states import State, state
from hub.grants.tables import coach_assignment
from hub.grants.unanswered import coached
from hub.grants.versions import versions_of
from hub.store.actor import Actor
from hub.store.ground import Ground


def awaited(ground: Ground, coach: Actor, *, case_id: str, at: int) -> str | None:
    """Give the consent of this case that this coach presented, and that nobody has answered, on screen or paper.

    Who has handed the case over is told no more of it, though she may still read the case.
    """
    with ground.store.read() as tx:
        shown = [one for one in versions_of(tx, case_id) if state(one, at) is State.PRESENTED]
        found = next((one for one in shown if one.drafted_by == coach.id), None)
        if found is None or waits(tx, consent_id=found.id):
            return None
        hers = coached(coach, at).where(coach_assignment.c.case_id == case_id)
        return found.id if tx.execute(hers).first() is not None else None
