"""An access manager invites to her own unit, and gives a new link to who has lost her ways in."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, exists, select

from hub.officers.comparing import alike
from hub.officers.employing import EmailTaken, add_officer, add_reach, employ, hold
from hub.officers.looking_after import look_after
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import employed_at, not_ended
from hub.organisations import place_seals
from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import organisation, unit
from hub.signin.calling import Called, Purpose, call
from hub.signin.current import SignedIn
from hub.signin.tables import account, invitation
from hub.staffing.describing import Described
from hub.staffing.recording import of_employment, of_officer, record
from hub.staffing.refusing import not_mine
from hub.staffing.wording import jobs_at
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.locks import lock_beside
from policies.vocabulary import Function


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited; without a link when she signs in already, at another unit, and works here from now."""

    officer: str
    link: Called | None


def own_jobs(tx: Connection, ground: Ground, who: SignedIn) -> tuple[str, ...]:
    """Give what can be chosen at the asker's unit. Raises Conflict where its kind is not the one that the hub wrote."""
    place = tx.execute(_PLACE, {"unit": who.unit}).one()
    if not place_seals.are_genuine(ground, place):
        raise Conflict("doubtful_unit", place_seals.DOUBTFUL)
    return jobs_at(AuthorityKind(place.owner_kind))


def invite(tx: Connection, ground: Ground, who: SignedIn, person: Described) -> Invited:
    """Invite to the asker's own unit. Raises Invalid where the e-mail is somebody else's, or she works here already."""
    at = ground.clock.now(tx)
    # Held first: of two who invite her at once the later one finds what the other has made of it.
    tx.execute(_HOLD, {"email": person.email})
    known = tx.execute(_KNOWN, {"email": person.email, "unit": who.unit, "now": at}).first()
    if known is None:
        return _invite_new(tx, ground, who, person, at=at)
    _check_known(known, person)
    add_reach(tx, officer_id=known.id, reach=person.reach)
    if known.elsewhere:
        _employ(tx, ground, who, known.id, person, at=at)
        return Invited(known.id, None)
    return Invited(known.id, _call(tx, ground, who, known.id, person.function, reason="invited", at=at))


def _invite_new(tx: Connection, ground: Ground, who: SignedIn, person: Described, *, at: int) -> Invited:
    try:
        added = add_officer(
            tx, ground, name=person.name, title=person.title, email=person.email, role=person.role, reach=person.reach
        )
    except EmailTaken:
        return invite(tx, ground, who, person)  # she is known by now
    return Invited(added, _call(tx, ground, who, added, person.function, reason="invited", at=at))


def invite_again(tx: Connection, ground: Ground, who: SignedIn, officer_id: str) -> Called:
    """Give a new link to a person of one's own unit: who has not used hers, or has lost her ways in.

    Raises Refused for another unit's, Conflict for who works at other units too (their access managers know her as
    well), for who waits to be confirmed, and for oneself.
    """
    hold(tx, officer_id=officer_id)  # who uses her link just now is waited for, and waits to be confirmed then
    at = ground.clock.now(tx)
    row = tx.execute(_MINE, {"officer": officer_id, "unit": who.unit, "now": at}).first()
    if row is None or (row.employment is None and row.invited is None and not row.waits_here):
        raise not_mine(tx, ground, who)
    if officer_id == who.officer:
        raise Conflict("own", "Din egen inloggning ändrar du under Min inloggning.")
    if row.waits:
        raise Conflict("waits", "Personen har använt sin länk. Bekräfta den, eller ta tillbaka inbjudan först.")
    if row.elsewhere:
        raise Conflict(
            "works_elsewhere",
            "Personen arbetar vid flera enheter. Därför behövs en reservkod eller en passkey i stället.",
        )
    if row.employment is None:
        return _call(tx, ground, who, officer_id, Function(row.invited), reason="invited", at=at)
    return _call(
        tx, ground, who, officer_id, Function(row.function), reason="invited_again", purpose=Purpose.AGAIN, at=at
    )


def _check_known(known: Row[*tuple[Any, ...]], person: Described) -> None:
    if known.here:
        raise Invalid({"email": ["Personen arbetar redan på enheten."]})
    if known.waits:
        raise Invalid({"email": ["Personen är inbjuden och väntar på att du bekräftar."]})
    if not alike(known.name, person.name):
        raise Invalid({"email": ["E-postadressen används redan med ett annat namn. Kontrollera båda."]})
    if known.role != person.role.value:
        raise Invalid({"job": ["Personen har redan en annan roll i Ingången. En person har en roll."]})


def _call(
    tx: Connection,
    ground: Ground,
    who: SignedIn,
    officer_id: str,
    function: Function,
    *,
    reason: str,
    at: int,
    purpose: Purpose = Purpose.COLLEAGUE,
) -> Called:
    link = call(
        tx,
        ground,
        officer_id=officer_id,
        unit_id=who.unit or "",
        function=function,
        purpose=purpose,
        invited_by=who.officer,
        at=at,
    )
    record(tx, ground, who, of_officer(officer_id), reason=reason, unit=who.unit)
    return link


def _employ(tx: Connection, ground: Ground, who: SignedIn, officer_id: str, person: Described, *, at: int) -> None:
    begun = employ(tx, ground, officer_id=officer_id, unit_id=who.unit or "", function=person.function, begins=at)
    if person.role is Role.DPO:
        look_after(tx, ground, officer_id=officer_id, unit_id=who.unit or "")
    record(tx, ground, who, of_officer(officer_id), of_employment(begun), reason="confirmed", unit=who.unit)


def _open(of: Any, unit_matches: Any) -> Any:
    return exists().where(employment.c.officer_id == of, unit_matches, not_ended(bindparam("now")))


def _waits(of: Any, *where: Any) -> Any:
    return exists().where(
        *where,
        invitation.c.officer_id == of,
        invitation.c.purpose == Purpose.COLLEAGUE.value,
        invitation.c.used_at.is_not(None),
        invitation.c.settled_at.is_(None),
    )


_PLACE: Final = (
    select(*place_seals.COLUMNS)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(unit.c.id == bindparam("unit"))
)
_HOLD: Final = lock_beside(select(officer.c.id).where(officer.c.email == bindparam("email")))
_KNOWN: Final = select(
    officer.c.id,
    officer.c.name,
    officer.c.role,
    _open(officer.c.id, employment.c.unit_id == bindparam("unit")).label("here"),
    _open(officer.c.id, employment.c.unit_id != bindparam("unit")).label("elsewhere"),
    _waits(officer.c.id).label("waits"),
).where(officer.c.email == bindparam("email"))
# What was said last: a function decides what she may be given to read.
_INVITED: Final = (
    select(invitation.c.function)
    .where(
        invitation.c.officer_id == officer.c.id,
        invitation.c.unit_id == bindparam("unit"),
        invitation.c.purpose == Purpose.COLLEAGUE.value,
        invitation.c.used_at.is_(None),
        invitation.c.settled_at.is_(None),
    )
    .order_by(invitation.c.created_at.desc(), invitation.c.id)
    .limit(1)
    .scalar_subquery()
)
_OPEN_HERE: Final = (
    (employment.c.officer_id == officer.c.id)
    & (employment.c.unit_id == bindparam("unit"))
    & employed_at(bindparam("now"))
)
_MINE: Final = (
    select(
        employment.c.id.label("employment"),
        employment.c.function,
        _INVITED.label("invited"),
        _open(officer.c.id, employment.c.unit_id != bindparam("unit")).correlate(officer).label("elsewhere"),
        _waits(officer.c.id).label("waits"),
        _waits(officer.c.id, invitation.c.unit_id == bindparam("unit")).label("waits_here"),
        account.c.id.label("account"),
    )
    .select_from(officer)
    .outerjoin(employment, _OPEN_HERE)
    .outerjoin(account, account.c.officer_id == officer.c.id)
    # Who runs the hub is no access manager's to call in, also where she is employed at the unit.
    .where(officer.c.id == bindparam("officer"), officer.c.role != Role.ADMINISTRATOR.value)
)
