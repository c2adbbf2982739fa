"""The administrator calls in a unit's first access manager, and the only one again when she is locked out."""

from typing import Final

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from hub.officers import job_seals
from hub.officers.employing import EmailTaken, add_officer, hold
from hub.officers.roles import Role
from hub.officers.tables import employment, officer
from hub.officers.working import not_ended
from hub.organisations import place_seals
from hub.organisations.tables import organisation, unit
from hub.signin.calling import Called, Purpose, call
from hub.signin.current import SignedIn
from hub.signin.tables import invitation
from hub.staffing.describing import Described
from hub.staffing.organising import MANAGERS, Manager
from hub.staffing.recording import of_officer, record
from hub.staffing.refusing import not_mine
from hub.store.base import Instant
from hub.store.errors import Conflict, Invalid
from hub.store.ground import Ground
from hub.store.locks import lock_beside
from keys.errors import Tampered
from policies.vocabulary import Function


def call_first(tx: Connection, ground: Ground, who: SignedIn, unit_id: str, person: Described) -> Called:
    """Call in the unit's first access manager. Raises Conflict once there is one: she invites all others herself."""
    at = ground.clock.now(tx)
    _check_unit(tx, ground, who, unit_id)
    tx.execute(_HOLD, {"email": person.email})
    # Before it is asked: who is just using such a link is waited for.
    tx.execute(_END_FIRST, {"unit": unit_id})
    if _managers(tx, unit_id, at=at):
        raise Conflict("has_manager", "Enheten har redan en behörighetsansvarig, som bjuder in de andra.")
    known = tx.execute(_KNOWN, {"email": person.email, "now": at}).first()
    if known is not None and (known.role != Role.ACCESS_MANAGER.value or known.works):
        raise Invalid({"email": ["E-postadressen används redan av någon som arbetar i Ingången."]})
    if known is not None and known.called:
        # A link of the administrator's would give her account new ways in, and then another unit would confirm it.
        raise Invalid({"email": ["Personen är inbjuden till en annan enhet. Be behörighetsansvarig där om hjälp."]})
    try:
        officer_id = known.id if known is not None else _add(tx, ground, person)
    except EmailTaken:
        return call_first(tx, ground, who, unit_id, person)  # she is known by now
    return _call(tx, ground, who, officer_id, unit_id, Purpose.FIRST, reason="manager_invited", at=at)


def call_again(tx: Connection, ground: Ground, who: SignedIn, unit_id: str, *, identity_checked: bool) -> Called:
    """Give a unit's only access manager a new link when she is locked out; the way of last resort, and logged.

    Raises Invalid until it is said that she has proved who she is, and Conflict where somebody else can help her.
    """
    at = ground.clock.now(tx)
    _check_unit(tx, ground, who, unit_id)
    managers = _managers(tx, unit_id, at=at)
    if len(managers) != 1:
        raise Conflict("not_the_only_one", "Det här går bara när enheten har en enda behörighetsansvarig.")
    hold(tx, officer_id=managers[0].id)  # whoever employs her elsewhere just now is waited for
    if tx.execute(_ELSEWHERE, {"officer": managers[0].id, "unit": unit_id, "now": at}).first() is not None:
        raise Conflict("works_elsewhere", "Personen arbetar vid flera enheter. En annan behörighetsansvarig hjälper.")
    hers = tx.execute(_JOB, {"officer": managers[0].id, "unit": unit_id, "now": at}).all()
    if not all(job_seals.are_genuine(ground, job) for job in hers):
        raise Tampered("the access manager is not as the hub wrote her")
    if not identity_checked:
        raise Invalid({"identity_checked": ["Kontrollera först vem personen är, till exempel med legitimation."]})
    return _call(tx, ground, who, managers[0].id, unit_id, Purpose.ANEW, reason="manager_invited_again", at=at)


def _add(tx: Connection, ground: Ground, person: Described) -> str:
    return add_officer(tx, ground, name=person.name, title=person.title, email=person.email, role=person.role)


def _check_unit(tx: Connection, ground: Ground, who: SignedIn, unit_id: str) -> None:
    """Hold that the unit is there, and is called what the hub wrote: she chose it by its name. Raises Conflict.

    The act holds it (hub.staffing.acting), so that two at once do not both make its first access manager.
    """
    if tx.execute(_UNIT, {"unit": unit_id}).first() is None:
        raise not_mine(tx, ground, who)
    if not place_seals.are_genuine(ground, tx.execute(_PLACE, {"unit": unit_id}).one()):
        raise Conflict("doubtful_unit", place_seals.DOUBTFUL)


def _managers(tx: Connection, unit_id: str, *, at: int) -> list[Manager]:
    rows = tx.execute(MANAGERS.where(employment.c.unit_id == unit_id), {"now": at})
    return [Manager(row.id, row.name, row.email) for row in rows]


def _call(
    tx: Connection,
    ground: Ground,
    who: SignedIn,
    officer_id: str,
    unit_id: str,
    purpose: Purpose,
    *,
    reason: str,
    at: int,
) -> Called:
    link = call(
        tx,
        ground,
        officer_id=officer_id,
        unit_id=unit_id,
        function=Function.NONE,
        purpose=purpose,
        invited_by=who.officer,
        at=at,
    )
    record(tx, ground, who, of_officer(officer_id), reason=reason, unit=unit_id)
    return link


# As it was made, not as of now: who is about to use it has looked at the clock, perhaps before this one did. And
# whatever the clock says: one that seems to have ended lives again once the clock steps back.
_END_FIRST: Final = (
    update(invitation)
    .values(expires_at=invitation.c.created_at)
    .where(
        invitation.c.unit_id == bindparam("unit"),
        invitation.c.purpose == Purpose.FIRST.value,
        invitation.c.used_at.is_(None),
        invitation.c.expires_at > invitation.c.created_at,
    )
)
_NOW: Final = bindparam("now", type_=Instant)
_UNIT: Final = select(unit.c.id).where(unit.c.id == bindparam("unit"))
_PLACE: Final = (
    select(*place_seals.COLUMNS)
    .join(organisation, organisation.c.id == unit.c.organisation_id)
    .where(unit.c.id == bindparam("unit"))
)
_HOLD: Final = lock_beside(select(officer.c.id).where(officer.c.email == bindparam("email")))
_CALLED: Final = exists().where(
    invitation.c.officer_id == officer.c.id,
    invitation.c.purpose == Purpose.COLLEAGUE.value,
    invitation.c.settled_at.is_(None),
    or_(invitation.c.used_at.is_not(None), invitation.c.expires_at > bindparam("now")),
)
_KNOWN: Final = select(
    officer.c.id,
    officer.c.role,
    exists().where(employment.c.officer_id == officer.c.id, not_ended(_NOW)).correlate(officer).label("works"),
    _CALLED.correlate(officer).label("called"),
).where(officer.c.email == bindparam("email"))
# The link asks for no old way in: it is for nobody whom somebody else has made an access manager.
_JOB: Final = (
    select(*job_seals.COLUMNS, *job_seals.HERSELF)
    .select_from(employment)
    .join(officer, officer.c.id == employment.c.officer_id)
    .where(employment.c.officer_id == bindparam("officer"), employment.c.unit_id == bindparam("unit"), not_ended(_NOW))
)
_ELSEWHERE: Final = select(employment.c.id).where(
    employment.c.officer_id == bindparam("officer"),
    employment.c.unit_id != bindparam("unit"),
    not_ended(_NOW),
)
