"""HTML routes of *Det här stämmer inte*: the participant says it and reads the answer; the unit's officer answers."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hub.cases import own, report_answering, reporting
from hub.cases.describing import describe
from hub.cases.report_reading import reports_of
from hub.cases.saving import open_item
from hub.plans.gathering import Place, place_of
from hub.signin.current import signed_in
from hub.signin.saved import saved
from hub.signin.sending_once import done_before, mark_of_form
from hub.signin.sendings import sending_of
from hub.store.errors import Conflict, Invalid
from hub.store.ground import ground
from policies.vocabulary import PARTICIPANT_SOURCE

participant: Final = Blueprint("report_pages", __name__, template_folder="templates")
officers: Final = Blueprint("answer_pages", __name__, template_folder="templates")

Errors = Mapping[str, Sequence[str]]
_CONFLICT, _UNFIT, _SEE_OTHER = 409, 422, 303


@participant.get("/stammer-inte/<item_id>")
def say(item_id: str) -> AnyResponse:
    return _form(item_id, "", {}, 200)


@participant.post("/stammer-inte/<item_id>")
def save(item_id: str) -> AnyResponse:
    text, actor = request.form.get("text", ""), signed_in().actor
    sending = sending_of(ground(), actor, mark_of_form(request.form), "report", item_id, text)
    try:
        made = reporting.tell_wrong(ground(), actor, item_id=item_id, text=text, sending=sending)
    except Invalid as refused:
        return _form(item_id, text, refused.errors, _UNFIT)
    except Conflict as refused:
        return _form(item_id, text, {"text": [refused.detail]}, _CONFLICT)
    flash(done_before() if made.again else _("Tack. Vi har skickat det till dem som skrev."))
    return redirect("/mina-synpunkter", _SEE_OTHER)


@participant.get("/mina-synpunkter")
def hers() -> str:
    actor = signed_in().actor
    found = reports_of(ground(), actor, case_id=own.her_case(ground(), actor))
    return render_template("cases/own_reports.html", found=found)


@officers.get("/arenden/<case_id>/synpunkter")
def of_case(case_id: str) -> AnyResponse:
    return _list(case_id, "", {}, {}, 200)


@officers.post("/arenden/<case_id>/synpunkter/<report_id>")
def answer(case_id: str, report_id: str) -> AnyResponse:
    form, actor = request.form, signed_in().actor
    outcome, text = form.get(f"outcome-{report_id}", ""), form.get(f"text-{report_id}", "")
    try:
        report_answering.answer(ground(), actor, report_id=report_id, outcome=outcome, text=text)
    except Invalid as refused:
        errors = {f"{name}-{report_id}": sentences for name, sentences in refused.errors.items()}
        return _list(case_id, report_id, {"outcome": outcome, "text": text}, errors, _UNFIT)
    except Conflict as refused:
        flash(refused.detail, "error")
        return _list(case_id, report_id, {"text": text}, {}, _CONFLICT)
    flash(f"{saved()} {_('Deltagaren kan läsa svaret nu.')}")
    return redirect(f"/arenden/{case_id}/synpunkter", _SEE_OTHER)


def _form(item_id: str, text: str, errors: Errors, status: int) -> Response:
    """Show what it is about, opened through the door: an item that is not hers is not there."""
    with ground().store.read() as tx:
        place = place_of(tx, item_id) or Place(item_id, "", "", PARTICIPANT_SOURCE, "", "")
    item = open_item(ground(), signed_in().actor, place=place, purpose=None)
    one = describe(item, participant=True)
    days = ground().policy.report_answer_days
    page = render_template("cases/report_form.html", one=one, text=text, errors=errors, days=days)
    return Response(page, status)


def _list(case_id: str, asked: str, typed: Mapping[str, str], errors: Errors, status: int) -> Response:
    found = reports_of(ground(), signed_in().actor, case_id=case_id)
    page = render_template("cases/reports.html", found=found, asked=asked, typed=typed, errors=errors)
    return Response(page, status)
