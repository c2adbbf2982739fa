"""Gives a case of one's own unit, by its number, to another coach there; the participant sees it in her log."""

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import Record
from hub.grants.handing_over import hand_over as give
from hub.grants.tables import coach_assignment
from hub.signin.acts import told
from hub.signin.current import SignedIn
from hub.staffing.recording import of_officer
from hub.staffing.refusing import own_unit
from hub.store.ground import Ground
from hub.store.legible import one_line
from policies.vocabulary import Action


def hand_over(tx: Connection, ground: Ground, who: SignedIn, *, number: str, officer_id: str) -> None:
    """Raise Refused for a number that the unit never coached, Invalid for who is no coach there."""
    with own_unit(tx, ground, who):
        given = give(tx, ground, who.actor, number=one_line(number).upper(), officer_id=officer_id)
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
