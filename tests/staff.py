"""Who is employed in every story: organisations, their units, and what each officer of the cast plays there."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, insert, select

from hub.officers.employing import add_officer, employ
from hub.officers.looking_after import look_after
from hub.officers.roles import Role
from hub.organisations.adding import add_organisation, add_unit
from hub.organisations.kinds import AuthorityKind
from hub.signin.inviting import Invitation, _open, _prepare_all
from hub.store.base import metadata
from hub.store.ground import Ground
from policies.vocabulary import Function


@dataclass(frozen=True, slots=True)
class Part:
    """What a member of the cast plays."""

    name: str
    title: str
    organisation: str
    unit: str
    function: Function
    role: Role
    reviews: tuple[str, ...] = ()


_FK, _AF, _REGION, _TOWN = "Försäkringskassan", "Arbetsförmedlingen", "Region Nordost", "Demostads kommun"
ORGANISATIONS: Final = {
    _FK: (AuthorityKind.SOCIAL_INSURANCE, ("FK Nordost",)),
    _AF: (AuthorityKind.EMPLOYMENT_SERVICE, ("AF Rehabteam",)),
    _REGION: (AuthorityKind.REGION, ("Vuxenpsykiatrin",)),
    _TOWN: (AuthorityKind.MUNICIPALITY, ("AME", "Ekonomiskt bistånd")),
    "Samordningsförbundet": (AuthorityKind.ASSOCIATION, ("Kansli",)),
}
PARTS: Final = {
    "fia": Part("Fia Falk", "handläggare", _FK, "FK Nordost", Function.FK_OFFICER, Role.OFFICER),
    "arvid": Part("Arvid Alm", "arbetsförmedlare", _AF, "AF Rehabteam", Function.AF_OFFICER, Role.OFFICER),
    "rut": Part("Rut Rosén", "överläkare", _REGION, "Vuxenpsykiatrin", Function.CLINICIAN, Role.OFFICER),
    "sofia": Part(
        "Sofia Sand", "socialsekreterare", _TOWN, "Ekonomiskt bistånd", Function.SOCIAL_SECRETARY, Role.OFFICER
    ),
    "amir": Part("Amir Amini", "handledare", _TOWN, "AME", Function.AME_COACH, Role.COACH),
    "cia": Part("Cia Citron", "handledare", _TOWN, "AME", Function.AME_COACH, Role.COACH),
    "otto": Part("Otto Okänd", "handläggare", _FK, "FK Nordost", Function.FK_OFFICER, Role.OFFICER),
    "dagny": Part(
        "Dagny Dahl", "dataskyddsombud", _TOWN, "AME", Function.NONE, Role.DPO, ("AME", "Ekonomiskt bistånd")
    ),
    "dora": Part("Dora Dike", "dataskyddsombud", _FK, "FK Nordost", Function.NONE, Role.DPO, ("FK Nordost",)),
    "didrik": Part(
        "Didrik Dal", "dataskyddsombud", _REGION, "Vuxenpsykiatrin", Function.NONE, Role.DPO, ("Vuxenpsykiatrin",)
    ),
    "ada": Part("Ada Ask", "systemförvaltare", _TOWN, "AME", Function.NONE, Role.ADMINISTRATOR),
    "lea": Part("Lea Lind", "projektledare", "Samordningsförbundet", "Kansli", Function.NONE, Role.PROJECT_LEADER),
    "bea": Part("Bea Berg", "enhetschef", _TOWN, "AME", Function.NONE, Role.ACCESS_MANAGER),
}


@dataclass(slots=True)
class Member:
    """One officer of the cast, as made in this world."""

    name: str
    officer: str
    unit: str
    employment: str
    account: str
    username: str
    password: str
    totp_secret: str


Rows = tuple[tuple[Table, list[dict[str, Any]]], ...]


@dataclass(frozen=True, slots=True)
class _Hired:
    """What hiring the cast left: all rows, who was hired, and how far the drawing of random bytes has come."""

    rows: Rows
    units: dict[str, str]
    members: dict[str, Member]
    drawn: tuple[object, ...]


# Every world begins with the same officers: drawn from the same seed, they are the same to the last byte. So a worker
# hires them once on each kind of database, and puts the rows that this left into the worlds after it.
_HIRED: Final[dict[tuple[object, ...], _Hired]] = {}


def employ_all(
    tx: Connection, ground: Ground, source: Random, *, since: int
) -> tuple[dict[str, str], dict[str, Member], tuple[Table, ...]]:
    """Employ the cast in a world without rows, whose `ground` draws from this source; tell which tables have rows."""
    key = (tx.dialect.name, since, source.getstate())
    if key not in _HIRED:
        units, members = hire(tx, ground, since=since)
        _HIRED[key] = _Hired(all_rows(tx, metadata), units, members, source.getstate())
    else:
        for table, rows in _HIRED[key].rows:
            tx.execute(insert(table), rows)
        source.setstate(_HIRED[key].drawn)
    hired = _HIRED[key]
    members = {name: replace(member) for name, member in hired.members.items()}
    return dict(hired.units), members, tuple(table for table, _ in hired.rows)


def all_rows(tx: Connection, tables: MetaData) -> Rows:
    """Give the rows of all tables that have any, in an order in which they can be put in again."""
    found = ((table, [dict(row) for row in tx.execute(select(table)).mappings()]) for table in tables.sorted_tables)
    return tuple((table, rows) for table, rows in found if rows)


def hire(tx: Connection, ground: Ground, *, since: int) -> tuple[dict[str, str], dict[str, Member]]:
    units = {}
    for organisation, (kind, names) in ORGANISATIONS.items():
        added = add_organisation(tx, ground, name=organisation, kind=kind, at=since)
        for name in names:
            units[name] = add_unit(tx, ground, organisation_id=added, name=name, at=since)
    return units, {key: _member(tx, ground, key, part, units, since) for key, part in PARTS.items()}


def join(tx: Connection, ground: Ground, key: str, part: Part, *, units: dict[str, str], since: int) -> Member:
    """Employ one more, for a test that needs somebody whom the cast has not."""
    return _member(tx, ground, key, part, units, since)


def give_account(tx: Connection, ground: Ground, *, officer_id: str, username: str) -> Invitation:
    """Open one account as a file does for many, without the file."""
    return _open(tx, ground, officer_id, _prepare_all(ground, [username])[0])


def _member(tx: Connection, ground: Ground, key: str, part: Part, units: dict[str, str], since: int) -> Member:
    email = f"{key}@demo.example"
    officer = add_officer(tx, ground, name=part.name, title=part.title, email=email, role=part.role)
    unit = units[part.unit]
    employment = employ(tx, ground, officer_id=officer, unit_id=unit, function=part.function, begins=since)
    for reviewed in part.reviews:
        look_after(tx, ground, officer_id=officer, unit_id=units[reviewed])
    invited = give_account(tx, ground, officer_id=officer, username=email)
    return Member(
        part.name,
        officer,
        unit,
        employment,
        invited.account,
        invited.username,
        invited.password,
        invited.totp_secret,
    )
