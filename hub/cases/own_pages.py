"""HTML routes of the participant's own: her week, her plans, her goal, and the times that she cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hub.cases import own
from hub.cases.describing import describe
from hub.cases.forms import one_by_one, read_version
from hub.cases.own_busy import read_busy
from hub.cases.own_waiting import own_waiting
from hub.cases.own_week import own_week
from hub.cases.showing import CaseView, show
from hub.cases.weekdays import SHORT
from hub.plans.vocabulary import ActivityType, ItemKind
from hub.signin.current import signed_in
from hub.signin.saved import saved
from hub.signin.sending_once import done_before, mark_of_form
from hub.signin.sendings import sending_of
from hub.store.days import day_of
from hub.store.errors import Invalid, Stale
from hub.store.ground import ground
from policies.vocabulary import PARTICIPANT_SOURCE, Category

participant: Final = Blueprint("own_pages", __name__, template_folder="templates")

Errors = Mapping[str, Sequence[str]]
_OK, _STALE, _UNFIT = 200, 412, 422


@participant.get("/min-sida")
def my_week() -> str:
    view = _hers()
    waits = own_waiting(ground(), view.id)
    week = own_week(view, today=waits.today, wanted=request.args.get("vecka"))
    return render_template("cases/own.html", view=view, waits=waits, own=week)


@participant.get("/mina-planer")
def my_plans() -> str:
    return render_template("cases/own_plans.html", view=_hers(), describe=describe)


@participant.get("/mitt-mal")
def my_goal() -> AnyResponse:
    stands = _stands()
    return _goal(stands.text, stands.version)


@participant.post("/mitt-mal")
def save_goal() -> AnyResponse:
    text, version = request.form.get("goal", ""), read_version(request.form) or 0  # of what stands: stale
    try:
        own.set_goal(ground(), signed_in().actor, text=text, version=version)
    except Invalid as refused:
        return _goal(text, version, errors=refused.errors)
    except Stale:
        stands = _stands()
        return _goal(text, stands.version, instead_of=stands.text)
    return _done("/mitt-mal")


@participant.get("/tider-jag-inte-kan")
def my_busy() -> AnyResponse:
    return _busy({}, {})


@participant.post("/tider-jag-inte-kan")
def save_busy() -> AnyResponse:
    form = one_by_one(request.form)
    try:
        values = read_busy(form)
        actor = signed_in().actor
        sending = sending_of(ground(), actor, mark_of_form(form), "busy", values)
        added = own.add_busy(ground(), actor, values=values, sending=sending)
    except Invalid as refused:
        return _busy(form, refused.errors)
    if added.again:
        return _done("/tider-jag-inte-kan", done_before())
    if values["to"] and str(values["to"]) < day_of(signed_in().at).isoformat():
        flash(_("Dagen har redan varit. Är det fel? Ta bort tiden och skriv den igen."), "warn")
    return _done("/tider-jag-inte-kan")


@participant.post("/tider-jag-inte-kan/<item_id>/ta-bort")
def remove_busy(item_id: str) -> AnyResponse:
    own.remove_busy(ground(), signed_in().actor, item_id=item_id)
    flash(_("Tiden är borttagen."))
    return redirect("/tider-jag-inte-kan", 303)


def _hers() -> CaseView:
    actor = signed_in().actor
    return show(ground(), actor, case_id=own.her_case(ground(), actor), purpose=None)


@dataclass(frozen=True, slots=True)
class _Goal:
    """Her goal as it stands; version 0: she has not written any."""

    text: str
    version: int


def _stands() -> _Goal:
    items = [item for plan in _hers().plans if plan.unit == PARTICIPANT_SOURCE for item in plan.items]
    found = next((item for item in items if item["kind"] == ItemKind.PLAN.value), None)
    return _Goal(found["goal"] or "", found["version"]) if found is not None else _Goal("", 0)


def _goal(text: str, version: int, *, errors: Errors | None = None, instead_of: str | None = None) -> Response:
    """Show the form; `instead_of` is what stands now and would be written over by what she has typed."""
    readers = own.readers(ground(), signed_in().actor, Category.C03)
    shown = {"goal": text, "version": version, "errors": errors or {}, "instead_of": instead_of, "readers": readers}
    status = _UNFIT if errors else _OK if instead_of is None else _STALE
    return Response(render_template("cases/own_goal.html", **shown), status)


def _busy(typed: Mapping[str, str], errors: Errors) -> Response:
    items = [item for plan in _hers().plans if plan.unit == PARTICIPANT_SOURCE for item in plan.items]
    hers = [describe(item, participant=True) for item in items if item.get("type") == ActivityType.UNAVAILABLE]
    readers = own.readers(ground(), signed_in().actor, Category.C04)
    shown = {"busy": hers, "typed": typed, "errors": errors, "days": SHORT, "readers": readers}
    return Response(render_template("cases/own_busy.html", **shown), 422 if errors else 200)


def _done(path: str, said: str = "") -> AnyResponse:
    flash(said or saved())
    return redirect(path, 303)
