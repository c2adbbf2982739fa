"""The administrator's pages: organisations, units, and each unit's first access manager. No participant, no officer."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.disclosure.changing import change
from hub.officers.roles import Role
from hub.signin.confirming import confirm as step_up
from hub.signin.current import signed_in
from hub.staffing import organising
from hub.staffing.acting import acting
from hub.staffing.calling_managers import call_again, call_first
from hub.staffing.describing import describe
from hub.staffing.refusing import not_mine
from hub.staffing.wording import KIND_LABELS
from hub.store.errors import Conflict, Invalid
from hub.store.ground import ground

pages = Blueprint("organising_pages", __name__, template_folder="templates")

_Errors = Mapping[str, Sequence[object]]
_LIST = "/enheter"


@pages.get("/enheter")
def units() -> str:
    with ground().store.read() as tx:
        found = organising.units(tx, at=ground().clock.now(tx))
    return render_template("staffing/units.html", units=found, kinds=KIND_LABELS)


@pages.get("/enheter/ny")
def new_unit() -> Response:
    return _new_page({})


@pages.post("/enheter/ny")
def add_unit() -> Response:
    try:
        step_up(request.form)
        with acting(ground(), signed_in()) as tx:
            added = organising.add_unit(tx, ground(), signed_in(), request.form)
    except Invalid as invalid:
        return _new_page(invalid.errors, 422)
    flash(_("Enheten finns nu. Bjud in dess första behörighetsansvariga."))
    return redirect(f"{_LIST}/{added}", 303)


@pages.get("/enheter/<unit_id>")
def unit(unit_id: str) -> Response:
    return _unit_page(unit_id, {})


@pages.post("/enheter/<unit_id>/behorighetsansvarig")
def first_manager(unit_id: str) -> Response | str:
    try:
        person = describe(request.form, role=Role.ACCESS_MANAGER)
        step_up(request.form)
        with acting(ground(), signed_in(), unit_id) as tx:
            link = call_first(tx, ground(), signed_in(), unit_id, person)
    except Invalid as invalid:
        return _unit_page(unit_id, invalid.errors, 422)
    except Conflict as conflict:
        return _unit_page(unit_id, {"": [conflict.detail]}, 409)
    return render_template("staffing/link.html", link=link, name=person.name, back=_LIST)


@pages.post("/enheter/<unit_id>/behorighetsansvarig/ny-lank")
def manager_again(unit_id: str) -> Response | str:
    checked = request.form.get("identity_checked") == "yes"
    try:
        step_up(request.form)
        with acting(ground(), signed_in(), unit_id) as tx:
            link = call_again(tx, ground(), signed_in(), unit_id, identity_checked=checked)
    except Invalid as invalid:
        return _unit_page(unit_id, invalid.errors, 422)
    except Conflict as conflict:
        return _unit_page(unit_id, {"": [conflict.detail]}, 409)
    return render_template("staffing/link.html", link=link, name="", back=_LIST)


def _new_page(errors: _Errors, status: int = 200) -> Response:
    with ground().store.read() as tx:
        standing = organising.organisations(tx)
    page = render_template(
        "staffing/new_unit.html", organisations=standing, kinds=KIND_LABELS, typed=request.form, errors=errors
    )
    return make_response(page, status)


def _unit_page(unit_id: str, errors: _Errors, status: int = 200) -> Response:
    with change(ground()) as tx:
        found = organising.units(tx, at=ground().clock.now(tx))
        one = next((one for one in found if one.id == unit_id), None)
        if one is None:
            raise not_mine(tx, ground(), signed_in())
    page = render_template("staffing/managed_unit.html", one=one, kinds=KIND_LABELS, typed=request.form, errors=errors)
    return make_response(page, status)
