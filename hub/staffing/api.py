"""Who works where as JSON: the access manager's own unit, and the administrator's units. Each change is stepped up."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask_smorest import Blueprint
from sqlalchemy import Connection

from hub.disclosure.changing import change
from hub.grants import absences, binding
from hub.officers.roles import Role
from hub.signin.calling import Called
from hub.signin.current import signed_in
from hub.signin.stepping_up import require
from hub.staffing import confirming, ending, inviting, organising
from hub.staffing import schemas as shapes
from hub.staffing.acting import acting
from hub.staffing.calling_managers import call_again, call_first
from hub.staffing.describing import describe
from hub.staffing.handing_over import hand_over
from hub.staffing.refusing import own_unit
from hub.staffing.showing import Shown, show, show_person
from hub.store.ground import ground

manager_api = Blueprint("staffing", __name__, description="An access manager's own unit; no participant's name.")
admin_api = Blueprint("organising", __name__, description="Units and their first access managers; no participant.")

_Made = TypeVar("_Made")


def _act(act: Callable[[Connection], _Made], *units: str) -> _Made:
    require(signed_in())
    with acting(ground(), signed_in(), *units) as tx:
        return act(tx)


def _told(link: Called) -> dict[str, Any]:
    return {"url": link.url, "expires_at": link.expires_at}


@manager_api.get("/officers")
@manager_api.response(200, shapes.StaffSchema)
def get_officers() -> Shown:
    """Show the asker's own unit."""
    with change(ground()) as tx:
        return show(tx, ground(), signed_in())


@manager_api.get("/officers/<officer_id>")
@manager_api.response(200, shapes.OwnOfficerSchema)
def get_officer(officer_id: str) -> dict[str, Any]:
    """Show one of the asker's own unit, with the numbers of her cases there."""
    with change(ground()) as tx:
        shown = show_person(tx, ground(), signed_in(), officer_id)
    return {"person": shown.one, "cases": shown.cases}


@manager_api.post("/officers")
@manager_api.arguments(shapes.NewOfficerSchema)
@manager_api.response(201, shapes.InvitedOfficerSchema)
def post_officer(body: dict[str, str]) -> dict[str, Any]:
    """Invite somebody to the asker's own unit."""
    with ground().store.read() as tx:
        jobs = inviting.own_jobs(tx, ground(), signed_in())
    person = describe(body, jobs=jobs)
    made = _act(lambda tx: inviting.invite(tx, ground(), signed_in(), person))
    return {"id": made.officer, "link": _told(made.link) if made.link else None}


@manager_api.post("/officers/<officer_id>/invitation")
@manager_api.response(201, shapes.LinkSchema)
def post_invitation(officer_id: str) -> dict[str, Any]:
    """Make a new link for somebody of the asker's own unit; earlier links end."""
    return _told(_act(lambda tx: inviting.invite_again(tx, ground(), signed_in(), officer_id)))


@manager_api.delete("/officers/<officer_id>/invitation")
@manager_api.response(204)
def delete_invitation(officer_id: str) -> None:
    """Take an invitation back, also one that was used and not confirmed."""
    _act(lambda tx: confirming.take_back(tx, ground(), signed_in(), officer_id))


@manager_api.post("/officers/<officer_id>/confirmation")
@manager_api.response(204)
def post_confirmation(officer_id: str) -> None:
    """Confirm who has used her link: she is employed from now."""
    _act(lambda tx: confirming.confirm(tx, ground(), signed_in(), officer_id))


@manager_api.delete("/officers/<officer_id>")
@manager_api.response(200, shapes.EndedSchema)
def delete_officer(officer_id: str) -> ending.Ended:
    """End an officer's employment at the asker's unit: access is dead at once."""
    return _act(lambda tx: ending.end(tx, ground(), signed_in(), officer_id))


@manager_api.put("/officers/<officer_id>/absence")
@manager_api.arguments(shapes.AbsenceSchema)
@manager_api.response(204)
def put_absence(body: dict[str, date], officer_id: str) -> None:
    """Say when an officer is away."""
    require(signed_in())
    with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
        absences.set_absence(tx, ground(), signed_in().actor, officer_id=officer_id, **body)


@manager_api.delete("/officers/<officer_id>/absence")
@manager_api.response(204)
def delete_absence(officer_id: str) -> None:
    """End what stands of an absence, at once."""
    require(signed_in())
    with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
        absences.end_absence(tx, ground(), signed_in().actor, officer_id=officer_id)


@manager_api.put("/proposals/<proposal_id>")
@manager_api.arguments(shapes.ChosenSchema)
@manager_api.response(204)
def put_proposal(body: dict[str, str], proposal_id: str) -> None:
    """Bind a proposed officer to one of the unit."""
    require(signed_in())
    with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
        binding.bind(tx, ground(), signed_in().actor, proposal_id=proposal_id, officer_id=body["officer"])


@manager_api.delete("/proposals/<proposal_id>")
@manager_api.response(204)
def delete_proposal(proposal_id: str) -> None:
    """Say that nobody such works at the unit."""
    require(signed_in())
    with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
        binding.decline(tx, ground(), signed_in().actor, proposal_id=proposal_id)


@manager_api.post("/handovers")
@manager_api.arguments(shapes.HandOverSchema)
@manager_api.response(204)
def post_handover(body: dict[str, Any]) -> None:
    """Give a case, by its number, to another coach of the unit."""
    case = {"number": body["number"], "officer_id": body["officer"], "left": body["left"]}
    _act(lambda tx: hand_over(tx, ground(), signed_in(), **case))


@admin_api.get("/units/managed")
@admin_api.response(200, shapes.ManagedUnitsSchema)
def get_units() -> dict[str, Any]:
    """List the units and their access managers."""
    with ground().store.read() as tx:
        return {"items": organising.units(tx, at=ground().clock.now(tx)), "next": None}


@admin_api.post("/units")
@admin_api.arguments(shapes.NewUnitSchema)
@admin_api.response(201, shapes.UnitIdSchema)
def post_unit(body: dict[str, str]) -> dict[str, str]:
    """Add a unit."""
    return {"id": _act(lambda tx: organising.add_unit(tx, ground(), signed_in(), body))}


@admin_api.post("/units/<unit_id>/access-manager")
@admin_api.arguments(shapes.DescribedSchema)
@admin_api.response(201, shapes.LinkSchema)
def post_manager(body: dict[str, str], unit_id: str) -> dict[str, Any]:
    """Invite a unit's first access manager."""
    person = describe(body, role=Role.ACCESS_MANAGER)
    return _told(_act(lambda tx: call_first(tx, ground(), signed_in(), unit_id, person), unit_id))


@admin_api.post("/units/<unit_id>/access-manager/invitation")
@admin_api.arguments(shapes.IdentityCheckedSchema)
@admin_api.response(201, shapes.LinkSchema)
def post_manager_again(body: dict[str, bool], unit_id: str) -> dict[str, Any]:
    """Give a unit's only access manager a new link when she is locked out."""
    checked = body["identity_checked"]
    return _told(_act(lambda tx: call_again(tx, ground(), signed_in(), unit_id, identity_checked=checked), unit_id))
