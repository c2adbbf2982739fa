"""Housekeeping: of the checks of the whole log the newest stay; what the log itself says of them stays there."""

from typing import Final

from sqlalchemy import delete, select

from hub.oversight.tables import log_check
from hub.store.ground import Ground

KEPT: Final = 10


def forget_old_checks(ground: Ground) -> int:
    """Delete those that have ended, but the newest; tell how many."""
    with ground.store.write() as tx:
        return tx.execute(_FORGET).rowcount


_ENDED: Final = select(log_check.c.id).where(log_check.c.ended_at.is_not(None))
_FORGET: Final = delete(log_check).where(
    log_check.c.id.in_(_ENDED), log_check.c.id.not_in(_ENDED.order_by(log_check.c.ended_at.desc()).limit(KEPT))
)
