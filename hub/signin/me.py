"""What a signed-in person is told of herself: account, role, and the place that her rights follow."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from hub.grants.tables import case
from hub.officers.tables import officer
from hub.organisations.tables import organisation, unit
from hub.signin.current import SignedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """`name` is empty for a participant: her name opens through the door alone, with her case."""

    id: str
    username: str
    name: str | None
    title: str | None
    role: str
    unit: str | None
    unit_name: str | None
    authority: str | None
    function: str | None
    participant: str | None
    case: str | None


def me(tx: Connection, who: SignedIn) -> Me:
    if who.participant is not None:
        own_case = tx.execute(_CASE, {"participant": who.participant}).scalar()
        return _me(who, who.participant, case_id=own_case)
    named = tx.execute(_OFFICER, {"officer": who.officer, "unit": who.unit}).one()
    return _me(who, named.id, name=named.name, title=named.title, unit_name=named.unit_name, authority=named.authority)


def _me(
    who: SignedIn,
    own_id: str,
    *,
    name: str | None = None,
    title: str | None = None,
    unit_name: str | None = None,
    authority: str | None = None,
    case_id: str | None = None,
) -> Me:
    return Me(
        id=own_id,
        username=who.username,
        name=name,
        title=title,
        role=who.role.value,
        unit=who.unit,
        unit_name=unit_name,
        authority=authority,
        function=who.function,
        participant=who.participant,
        case=case_id,
    )


_OFFICER: Final = (
    select(
        officer.c.id,
        officer.c.name,
        officer.c.title,
        unit.c.name.label("unit_name"),
        organisation.c.name.label("authority"),
    )
    .select_from(officer)
    .join(unit, unit.c.id == bindparam("unit"))
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(officer.c.id == bindparam("officer"))
)
_CASE: Final = (
    select(case.c.id)
    .where(case.c.participant_id == bindparam("participant"))
    .order_by(case.c.created_at.desc())
    .limit(1)
)
