"""Shows an access manager her own unit, in one read that is logged: staff, invitations, proposals, case numbers."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.access_log import writer
from hub.grants.binding import Pending, pending
from hub.organisations.tables import organisation, unit
from hub.signin.acts import told
from hub.signin.current import SignedIn
from hub.staffing.looking import Awaited, Left, Person, awaited, coaches, people, queue
from hub.store.ground import Ground
from policies.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that an access manager sees of her unit; never a participant's name."""

    unit_name: str
    authority: str
    people: tuple[Person, ...]
    awaited: tuple[Awaited, ...]
    proposals: tuple[Pending, ...]
    queue: tuple[Left, ...]
    coaches: tuple[Person, ...]


def show(tx: Connection, ground: Ground, who: SignedIn) -> Shown:
    """Read it and log that it was read: case numbers stand in it."""
    at, unit_id = ground.clock.now(tx), who.unit or ""
    named = tx.execute(_NAMED, {"unit": unit_id}).one()
    shown = Shown(
        unit_name=named.name,
        authority=named.authority,
        people=people(tx, unit_id=unit_id, at=at),
        awaited=awaited(tx, unit_id=unit_id),
        proposals=pending(tx, unit=unit_id),
        queue=queue(tx, unit_id=unit_id, at=at),
        coaches=coaches(tx, unit_id=unit_id, at=at),
    )
    read = told(who.actor, act=Action.READ, at=at, authority=who.organisation, reason="unit_staff")
    writer.append(tx, ground, read)
    return shown


_NAMED: Final = (
    select(unit.c.name, organisation.c.name.label("authority"))
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(unit.c.id == bindparam("unit"))
)
