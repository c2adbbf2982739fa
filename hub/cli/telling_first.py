"""Tells the log, once, of the rows that an older installation had: when its database takes the form that tells them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from hub.access_log.reader.told_rows import FIRST
from hub.cli.tagged_rows import tagged_rows
from hub.officers.telling_rows import tell_rows
from hub.signin.acts import OPERATOR
from hub.store import row_marks
from hub.store.ground import Ground


def tell_first(ground: Ground, tx: Connection, done: Sequence[str]) -> None:
    """Tell each that fits, after the step to the form from which its table is told; what does not is nobody's act."""
    for form, reason in FIRST.items():
        if any(step.startswith(f"upgrade {form} ") for step in done):
            for row in tagged_rows(ground, tx):
                if row.fits and row.seal is not None and row.table in row_marks.SINCE[form]:
                    row_marks.written(tx, row.table, row.key, seal=row.seal)
            tell_rows(tx, ground, OPERATOR, at=ground.clock.now(tx), reason=reason)
