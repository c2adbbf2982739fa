"""How somebody is best reached, by page and by JSON: of oneself, and of one who works at a manager's own unit."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.wrappers import Response

from hub.disclosure.changing import change
from hub.signin.confirming import confirm
from hub.signin.current import signed_in
from hub.signin.saved import saved
from hub.signin.stepping_up import require
from hub.staffing import reaching
from hub.staffing.acting import acting
from hub.staffing.describing import describe_reach
from hub.staffing.reach_schemas import OwnReachSchema, ReachSchema
from hub.staffing.showing import show_person
from hub.store.errors import Invalid
from hub.store.ground import ground

own_pages: Final = Blueprint("own_reach_pages", __name__, template_folder="templates")
own_api: Final = ApiBlueprint("own_reach", __name__, description="How the asker is best reached at work.")
manager_pages: Final = Blueprint("reach_pages", __name__, template_folder="templates")
manager_api: Final = ApiBlueprint("reach", __name__, description="How one of the asker's own unit is best reached.")

_Errors = Mapping[str, Sequence[object]]
_HERE: Final = "/kontakt"


@own_pages.get(_HERE)
def own() -> Response:
    return _own_page({})


@own_pages.post(_HERE)
def change_own() -> Response:
    try:
        reach = describe_reach(request.form)
    except Invalid as invalid:
        return _own_page(invalid.errors, 422)
    with change(ground()) as tx:
        reaching.change_own(tx, ground(), signed_in(), reach)
    flash(f"{saved()} {_('Det syns nu i dina ärenden.')}")
    return redirect(_HERE, 303)


@manager_pages.get("/handlaggare/<officer_id>/kontakt")
def of_person(officer_id: str) -> Response:
    return _person_page(officer_id, {})


@manager_pages.post("/handlaggare/<officer_id>/kontakt")
def change_person(officer_id: str) -> Response:
    try:
        reach = describe_reach(request.form)
        who = confirm(request.form)
    except Invalid as invalid:
        return _person_page(officer_id, invalid.errors, 422)
    with acting(ground(), signed_in()) as tx:
        reaching.change_at_unit(tx, ground(), who, officer_id, reach)
    flash(saved())
    return redirect(f"/handlaggare/{officer_id}", 303)


@own_api.get("/me/contact")
@own_api.response(200, OwnReachSchema)
def get_own() -> reaching.OwnReach:
    """Show how the asker is reached."""
    with ground().store.read() as tx:
        return reaching.own(tx, signed_in())


@own_api.put("/me/contact")
@own_api.arguments(ReachSchema)
@own_api.response(204)
def put_own(body: dict[str, Any]) -> None:
    """Say how the asker is reached."""
    reach = describe_reach(body)
    with change(ground()) as tx:
        reaching.change_own(tx, ground(), signed_in(), reach)


@manager_api.put("/officers/<officer_id>/contact")
@manager_api.arguments(ReachSchema)
@manager_api.response(204)
def put_person(body: dict[str, Any], officer_id: str) -> None:
    """Say how one of the asker's own unit is reached."""
    require(signed_in())
    reach = describe_reach(body)
    with acting(ground(), signed_in()) as tx:
        reaching.change_at_unit(tx, ground(), signed_in(), officer_id, reach)


def _own_page(errors: _Errors, status: int = 200) -> Response:
    with ground().store.read() as tx:
        stands = reaching.own(tx, signed_in())
    return _page("staffing/own_reach.html", stands, errors, status)


def _person_page(officer_id: str, errors: _Errors, status: int = 200) -> Response:
    with change(ground()) as tx:
        stands = show_person(tx, ground(), signed_in(), officer_id).one
    return _page("staffing/reach.html", stands, errors, status)


def _page(template: str, stands: object, errors: _Errors, status: int) -> Response:
    """Show the form with what was typed, or with what stands."""
    typed = request.form if request.method == "POST" else stands
    return make_response(render_template(template, one=stands, typed=typed, errors=errors), status)
