"""Tells which version goes on while a newer one waits for an answer, and when she has said no to that one."""

from sqlalchemy import Connection

from hub.grants.states import IN_FORCE, state
from hub.grants.versions import VersionRow, versions_of


def goes_on(tx: Connection, newer: VersionRow, *, at: int) -> int | None:
    """Give the number of the version that stands beside `newer`; None: nobody reads by any other."""
    standing = standing_beside(tx, newer, at=at)
    return standing.version if standing is not None else None


def standing_beside(tx: Connection, newer: VersionRow, *, at: int) -> VersionRow | None:
    """Give the version by which officers read while `newer` waits."""
    others = (one for one in versions_of(tx, newer.case_id) if one.id != newer.id and one.kind == newer.kind)
    return next((one for one in others if state(one, at) in IN_FORCE), None)
