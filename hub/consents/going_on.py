"""Tells which version goes on while a newer one waits for an answer, and when she has said no to that one."""

from typing import Final

from sqlalchemy import Connection

from hub.grants.states import State, state
from hub.grants.versions import VersionRow, versions_of

_IN_FORCE: Final = frozenset({State.ACTIVE, State.SIGNED})


def goes_on(tx: Connection, newer: VersionRow, *, at: int) -> int | None:
    """Give the number of the version that stands beside `newer`; None: nobody reads by any other."""
    others = (one for one in versions_of(tx, newer.case_id) if one.id != newer.id and one.kind == newer.kind)
    return next((one.version for one in others if state(one, at) in _IN_FORCE), None)
