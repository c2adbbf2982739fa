"""Tells the log, once, of the rows with a tag that an older installation had: when its database takes that form."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from hub.access_log.reader.told_rows import FIRST
from hub.cli.tagged_rows import tagged_rows
from hub.officers.telling_rows import tell_rows
from hub.store import row_marks
from hub.store.actor import Actor, ActorKind
from hub.store.ground import Ground

_FORM: Final = "upgrade 0023 "
_OPERATOR: Final = Actor(ActorKind.OPERATOR, "operator:hub")


def tell_first(ground: Ground, tx: Connection, done: Sequence[str]) -> None:
    """Tell each that fits, after the step to the form from which all are told; what does not fit is nobody's act."""
    if any(step.startswith(_FORM) for step in done):
        for row in tagged_rows(ground, tx):
            if row.fits and row.mark is not None:
                row_marks.stands(tx, row.table, row.key, row.mark)
        tell_rows(tx, ground, _OPERATOR, at=ground.clock.now(tx), reason=FIRST)
