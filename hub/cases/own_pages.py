"""HTML routes of the participant's own: her week, her goal, and the times that she cannot."""

from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hub.cases import listing, own
from hub.cases.describing import describe, headings
from hub.cases.forms import one_by_one, read_slots
from hub.cases.showing import show
from hub.cases.weekdays import SHORT
from hub.collisions.resolving import STATE_LABELS
from hub.consents.labels import PURPOSE_LABELS
from hub.plans.reading import Unfit
from hub.signin.current import signed_in
from hub.store.errors import Invalid
from hub.store.ground import ground

participant: Final = Blueprint("own_pages", __name__, template_folder="templates")

_UNFIT: Final = 422
_SEE_OTHER: Final = 303
_WORDS: Final[dict[str, Any]] = {
    "describe": describe,
    "headings": headings,
    "states": STATE_LABELS,
    "purposes": PURPOSE_LABELS,
}


@participant.get("/min-sida")
def my_page() -> AnyResponse:
    return _own({}, {})


@participant.post("/min-sida/mal")
def save_goal() -> AnyResponse:
    try:
        own.set_goal(ground(), signed_in().actor, text=request.form.get("goal", ""))
    except Invalid as refused:
        return _own(request.form, refused.errors)
    return _own_done()


@participant.post("/min-sida/tider")
def save_busy() -> AnyResponse:
    form = one_by_one(request.form)
    try:
        values = {"slots": read_slots(form), "from": form.get("from") or None, "to": form.get("to") or None}
        own.add_busy(ground(), signed_in().actor, values=values)
    except Unfit as error:
        return _own(form, {"slots": [str(error)]})
    except Invalid as refused:
        return _own(form, refused.errors)
    return _own_done()


@participant.post("/min-sida/tider/<item_id>/ta-bort")
def remove_busy(item_id: str) -> AnyResponse:
    own.remove_busy(ground(), signed_in().actor, item_id=item_id)
    return _own_done()


def _own(typed: Any, errors: Any) -> Response:
    actor = signed_in().actor
    case_id = own.her_case(ground(), actor)
    view = show(ground(), actor, case_id=case_id, purpose=None)
    hint = listing.hinted(ground(), case_id)
    to_sign = own.waiting_for_her(ground(), case_id)
    shown = {"view": view, "hint": hint, "to_sign": to_sign, "typed": typed, "errors": errors, "days": SHORT}
    page = render_template("cases/own.html", **shown, **_WORDS)
    return Response(page, _UNFIT if errors else 200)


def _own_done() -> AnyResponse:
    flash(_("Sparat."))
    return redirect("/min-sida", _SEE_OTHER)
