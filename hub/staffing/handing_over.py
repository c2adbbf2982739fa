"""Gives a case of one's own unit, by its number, to another coach there; the participant sees it in her log."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.grants.case_numbers import as_given
from hub.grants.handing_over import hand_over as give
from hub.grants.tables import coach_assignment
from hub.signin.acts import told
from hub.signin.current import SignedIn
from hub.staffing.acting import acting
from hub.staffing.recording import of_officer
from hub.staffing.refusing import own_unit
from hub.store.errors import Conflict
from hub.store.ground import Ground
from policies.vocabulary import Action


def hand_over(
    tx: Connection, ground: Ground, who: SignedIn, *, number: str, officer_id: str, left: bool = False
) -> None:
    """Raise Refused for a number that the unit never coached, Invalid for who is no coach there.

    With `left`, raise Conflict where somebody of the unit coaches the case now.
    """
    with own_unit(tx, ground, who):
        given = give(tx, ground, who.actor, number=as_given(number), officer_id=officer_id, left=left)
    entry = told(
        who.actor,
        act=Action.OFFICER_CHANGE,
        at=given.at,
        case=given.case,
        subject=given.participant,
        reason="coach_changed",
        # To whom: what somebody else does as its coach from now on, the check of the log finds.
        written=(Record(coach_assignment.name, given.assignment, 1, None), of_officer(officer_id)),
    )
    writer.append(tx, ground, entry)


def hand_over_left(
    ground: Ground, who: SignedIn, *, numbers: Iterable[str], officer_id: str
) -> Iterator[tuple[str, bool]]:
    """Give, one by one, each case that nobody coaches, and whether it was given: False where another was quicker.

    Each is a change of its own, so what was given before a refusal stands. Raises what `hand_over` does, but Conflict.
    """
    for number in dict.fromkeys(map(as_given, numbers)):
        try:
            with acting(ground, who) as tx:
                hand_over(tx, ground, who, number=number, officer_id=officer_id, left=True)
        except Conflict:
            yield number, False
        else:
            yield number, True
