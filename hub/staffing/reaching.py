"""How somebody is best reached at work: she says it herself, or her unit's access manager does; nobody else."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.officers.employing import set_reach
from hub.officers.holding import hold_employment
from hub.officers.reaching import Reach
from hub.officers.tables import officer
from hub.signin.current import SignedIn
from hub.staffing.looking import people, person
from hub.staffing.recording import of_officer, record
from hub.staffing.refusing import not_mine
from hub.store.ground import Ground


@dataclass(frozen=True, slots=True)
class OwnReach:
    """What others in her cases see."""

    email: str
    phone: str | None
    reached: str | None


def own(tx: Connection, who: SignedIn) -> OwnReach:
    return OwnReach(*tx.execute(_OWN, {"officer": who.officer}).one())


def change_own(tx: Connection, ground: Ground, who: SignedIn, reach: Reach) -> None:
    hold_employment(tx, ground, who.actor)
    _change(tx, ground, who, who.officer or "", reach)


def change_at_unit(tx: Connection, ground: Ground, who: SignedIn, officer_id: str, reach: Reach) -> None:
    """Say it of one who works at the asker's unit. Raises Refused for everybody else, there or not."""
    there = people(tx, ground, unit_id=who.unit or "", at=ground.clock.now(tx))
    if person(there, officer_id) is None:
        raise not_mine(tx, ground, who)
    _change(tx, ground, who, officer_id, reach)


def _change(tx: Connection, ground: Ground, who: SignedIn, officer_id: str, reach: Reach) -> None:
    if set_reach(tx, officer_id=officer_id, reach=reach):
        record(tx, ground, who, of_officer(officer_id), reason="reach_changed", unit=who.unit)


_OWN: Final = select(officer.c.email, officer.c.phone, officer.c.reached).where(officer.c.id == bindparam("officer"))
