"""Keeps, for one transaction, the consents that an act began on and what it does to them: hub.grants.wholes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from hub.grants.carried import is_carried
from hub.grants.versions import Version
from hub.grants.wholes import Change, Whole, taken_apart
from hub.store.engine import HELD
from keys.errors import Tampered


@dataclass(slots=True)
class Holding:
    """`wholes` by id, each as it was compared with its seals and the log; `told`: what proposals say, by their id.

    `how` says of each how it was signed, which no reader's decision sees and no act changes (VersionRow.how).
    """

    takes_away: bool = False
    wholes: dict[str, Whole | None] = field(default_factory=dict)
    how: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    signed: Whole | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    def expected(self, consent_id: str) -> Whole | None:
        """Give what stands of a version once all that was done is done."""
        whole = self.wholes[consent_id]
        for change in self.changes:
            whole = change(whole) if whole is not None else None
        return whole

    def makes(self, consent_id: str, said: Mapping[str, Any]) -> bool:
        """Tell whether this is what the act makes of a version."""
        if self.signed is not None and self.signed.head.id == consent_id:
            return self.signs(said)
        return taken_apart(self.expected(consent_id)) == said

    def was_signed(self, consent_id: str, how: tuple[Any, ...]) -> bool:
        return self.how.get(consent_id) == how

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


def check_how(tx: Connection, version: Version) -> None:
    """Hold that a version was signed as the act's beginning found it: what is accepted rests on it. Raises Tampered."""
    if version.head.how != holding(tx).how.get(version.id, version.head.how):
        raise Tampered("the consent is not the one that was signed")


def does(tx: Connection, change: Change) -> None:
    """Say what the statement that was just run does."""
    holding(tx).changes.append(change)
