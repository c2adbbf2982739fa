"""Writes the entries of rows with a tag that no entry of an act has told, or not all: of a file, and at an upgrade."""

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import NewEntry
from hub.store import row_marks
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action, Outcome


def tell_rows(tx: Connection, ground: Ground, by: Actor, *, at: int, reason: str = "rows_told") -> None:
    """Tell all that waits, in as many entries as it takes."""
    while row_marks.are_untold(tx):
        told = NewEntry(**by.told, ts=at, act=Action.OFFICER_CHANGE, outcome=Outcome.PERMITTED, reason=reason)
        writer.append(tx, ground, told)
