"""Row locks; on SQLite the statement goes unchanged, since a writing transaction there is alone."""

from typing import TypeVarTuple

from sqlalchemy import Select, Table

Columns = TypeVarTuple("Columns")


def lock_share(statement: Select[*Columns], *of: Table) -> Select[*Columns]:
    """Hold the rows against change until the transaction ends; others may hold them too."""
    return statement.with_for_update(read=True, of=of or None)


def lock_update(statement: Select[*Columns], *of: Table) -> Select[*Columns]:
    """Hold the rows for this transaction alone."""
    return statement.with_for_update(of=of or None)
