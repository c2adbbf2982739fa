"""Between which instants what people did may be gone, since a backup was put back: the log tells when that was said."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.store.actor import ActorKind
from policies.vocabulary import Action


@dataclass(frozen=True, slots=True)
class Gap:
    """From the last act of somebody's that is left, to when the backup was said to be back (µs)."""

    begin: int
    end: int


_SAID: Final = (
    select(log_entry.c.at, log_entry.c.body)
    .where(
        log_entry.c.actor == bindparam("by"),
        log_entry.c.at >= bindparam("since"),
        log_entry.c.action == Action.SIGN_OUT.value,
    )
    .order_by(log_entry.c.at)
)
_LAST: Final = (  # what the commands and the hub itself did while it was put back is nobody's act
    select(log_entry.c.at)
    .where(
        log_entry.c.at < bindparam("before"),
        *(log_entry.c.actor.not_like(f"{kind.value}:%") for kind in (ActorKind.OPERATOR, ActorKind.SYSTEM)),
    )
    .order_by(log_entry.c.at.desc())
    .limit(1)
)


def gap(tx: Connection, *, by: str, reasons: Container[str | None], since: int) -> Gap | None:
    """Give the whole time that may be gone where `by` has said so since then (µs), for one of these reasons.

    Said several times, it reaches from before the first to the last.
    """
    said = tx.execute(_SAID, {"by": by, "since": since}).all()
    told = [row.at for row in said if parse(row.body).reason in reasons]
    last = tx.execute(_LAST, {"before": told[0]}).scalar() if told else None
    return None if last is None else Gap(last, told[-1])
