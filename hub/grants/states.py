"""Which state a consent is in: one function of its row and the time, used by every page and answer."""

from enum import StrEnum
from typing import Final

from hub.grants.versions import VersionRow


class State(StrEnum):
    """Where a version stands in its life."""

    ACTIVE = "active"
    DECLINED = "declined"
    DRAFT = "draft"
    EXPIRED = "expired"
    PRESENTED = "presented"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


OPEN: Final = frozenset({State.ACTIVE, State.DRAFT, State.PRESENTED, State.SIGNED})  # nothing has ended it
IN_FORCE: Final = frozenset({State.ACTIVE, State.SIGNED})  # she has said yes, and nothing has ended it


def state(version: VersionRow, at: int) -> State:
    """Signed is what waits for its first day; what has ended says how it ended first. None is declined once signed."""
    ended = (
        (version.declined_at if version.signed_at is None else None, State.DECLINED),
        (version.withdrawn_at, State.WITHDRAWN),
        (version.superseded_at, State.SUPERSEDED),
    )
    for since, ending in ended:
        if since is not None:
            return ending
    if at >= version.valid_to:
        return State.EXPIRED
    if version.signed_at is None:
        return State.DRAFT if version.presented_at is None else State.PRESENTED
    return State.ACTIVE if at >= version.valid_from else State.SIGNED
