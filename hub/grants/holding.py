"""Keeps, for one transaction, the consents that an act began on and what it does to them: hub.grants.wholes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from hub.grants.wholes import Change, Whole, is_carried, taken_apart
from hub.store.engine import HELD


@dataclass(slots=True)
class Holding:
    """`wholes` by id, each as it was compared with its seals and the log; `told`: what proposals say, by their id."""

    takes_away: bool = False
    wholes: dict[str, Whole | None] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    signed: Whole | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    def expected(self, consent_id: str) -> Whole | None:
        """Give what stands of a version once all that was done is done."""
        whole = self.wholes[consent_id]
        for change in self.changes:
            whole = change(whole) if whole is not None else None
        return whole

    def signs(self, said: Mapping[str, Any]) -> bool:
        """Tell whether this is what was signed, and what it has from before stood in what governed until then."""
        if self.signed is None or taken_apart(self.signed) != said:
            return False
        kind = self.signed.head.kind
        before = next((one for one in self.wholes.values() if one is not None and one.head.kind == kind), None)
        return is_carried(before, self.signed)


def holding(tx: Connection) -> Holding:
    found: Holding = tx.info.setdefault(HELD, Holding())
    return found


def does(tx: Connection, change: Change) -> None:
    """Say what the statement that was just run does."""
    holding(tx).changes.append(change)
