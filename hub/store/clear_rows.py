"""Marks rows that carry no tag, since nothing opens by them, but that tell somebody something she acts on.

The log is told of each as an act wrote it and as it found it, like of those with a tag (hub.store.row_marks); nothing
compares them before `hub log verify` does.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Table

from hub.store import row_marks, row_seals


class Clear(NamedTuple):
    """Which columns of a table are told; `name` is what the log calls the row."""

    name: str
    table: Table
    columns: tuple[Column[Any], ...]

    @classmethod
    def of(cls, table: Table, *columns: str, name: str | None = None) -> "Clear":
        return cls(name or table.name, table, tuple(table.c[each] for each in columns))

    def seal(self, values: Mapping[str, Any]) -> bytes | None:
        """Give what stands in the place of a seal; a row that says nothing has none."""
        said = [values.get(column.name) for column in self.columns]
        return None if all(part is None for part in said) else row_seals.packed(*said)

    def written(self, tx: Connection, values: Mapping[str, Any], was: Mapping[str, Any] | None = None) -> None:
        """Have the transaction's next entry tell that the row says this now, and said that."""
        key = (values[column.name] for column in self.table.primary_key)
        before = None if was is None else self.seal(was)
        row_marks.written(tx, self.name, *key, seal=self.seal(values), was=before)


def values(row: Any) -> Mapping[str, Any]:
    """Give what a row of a result says."""
    return row._mapping  # type: ignore[no-any-return]  # noqa: SLF001 - the row's public mapping
