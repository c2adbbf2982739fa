"""Writes what decides who gets into an account, each time with its seal; what does not fit is never sealed anew."""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from hub.signin.tables import account
from hub.store import row_marks, row_seals
from hub.store.ground import Ground
from hub.store.locks import lock_update
from keys.errors import Tampered

SEALED: Final = (*(account.c[name] for name in row_seals.ACCOUNT), account.c.seal)


def add(tx: Connection, ground: Ground, row: dict[str, Any]) -> None:
    """Make the account of these values."""
    seal = row_seals.seal_of(ground, "account", row)
    tx.execute(insert(account), {**row, "seal": seal})
    row_marks.written(tx, account.name, row["id"], seal=seal)


def is_of(ground: Ground, row: Any, account_id: str | None) -> bool:
    """Tell whether the row is this account's, as the hub wrote it: another's password proves nothing of her."""
    return row_seals.is_asked_for(row.id, account_id) and row_seals.stands(ground, "account", row)


def change(tx: Connection, ground: Ground, account_id: str, new: dict[str, Any]) -> None:
    """Give the account these values; all others stay what they are. Raises Tampered where they are not the hub's."""
    row = tx.execute(_PRESENT, {"account": account_id}).one()
    if not is_of(ground, row, account_id):
        raise Tampered("the account is not as the hub wrote it")
    seal = row_seals.seal_of(ground, "account", {**row._mapping, **new})  # noqa: SLF001 - the row's public mapping
    tx.execute(update(account).where(account.c.id == account_id).values({**new, "seal": seal}))
    row_marks.written(tx, account.name, account_id, seal=seal, was=row.seal)


_PRESENT: Final = lock_update(select(*SEALED).where(account.c.id == bindparam("account")))
