"""Row locks; on SQLite the statement goes unchanged, since a writing transaction there is alone."""

from typing import TypeVarTuple

from sqlalchemy import Select, Table, text

Columns = TypeVarTuple("Columns")


def lock_share(statement: Select[*Columns], *of: Table) -> Select[*Columns]:
    """Hold the rows against change until the transaction ends; others may hold them too."""
    return statement.with_for_update(read=True, of=of or None)


def lock_update(statement: Select[*Columns], *of: Table, shared: Table | None = None) -> Select[*Columns]:
    """Hold the rows for this transaction alone; of `shared`, which the statement joins, others may hold them too."""
    alone = statement.with_for_update(of=of or None)
    if shared is None:
        return alone
    return alone.suffix_with(text(f"FOR SHARE OF {shared.name}"), dialect="postgresql")


def lock_beside(statement: Select[*Columns], *of: Table) -> Select[*Columns]:
    """Hold the rows against who holds them so too; rows that refer to them are written meanwhile."""
    return statement.with_for_update(key_share=True, of=of or None)
