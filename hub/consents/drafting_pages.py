"""The page on which a coach composes a draft: every button gives back what is typed, one of them saves it."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.consents import beginning, composing, drafting
from hub.consents.drafting_forms import MONTHS, DraftForm, draft_form, to_draft
from hub.disclosure.changing import change
from hub.signin.current import signed_in
from hub.signin.saved import saved
from hub.signin.sending_once import done_before, mark_of_form
from hub.signin.sendings import sending_of
from hub.store.errors import Invalid
from hub.store.ground import ground

Answer = str | Response | tuple[str, int]
Errors = dict[str, list[str]]

pages = Blueprint("consents_drafting", __name__, template_folder="templates")


@pages.get("/arenden/<case_id>/medgivande/nytt")
def new(case_id: str) -> Answer:
    former = request.args.get("fran", "")
    return _page(case_id, beginning.first_form(ground(), signed_in(), case_id=case_id, former=former), {})


@pages.post("/arenden/<case_id>/medgivande/nytt")
def save_new(case_id: str) -> Answer:
    typed, who = draft_form(request.form), signed_in()
    try:
        if request.form.get("step") != "save":
            return _page(case_id, _pressed(case_id, typed), {})
        wanted = to_draft(typed, at=who.at, unit=who.unit or "")
        sending = sending_of(ground(), who.actor, mark_of_form(request.form), "consent", case_id, typed)
        with change(ground()) as tx:
            drafted = drafting.draft(tx, ground(), who.actor, case_id=case_id, wanted=wanted, sending=sending)
    except Invalid as invalid:
        with change(ground()) as tx:  # what was typed is shown again to the case's coach alone
            drafting.check_drafter(tx, ground(), who.actor, case_id=case_id)
        return _page(case_id, typed, invalid.errors), 422
    said = done_before() if drafted.again else saved()
    flash(f"{said} {_('Läs igenom utkastet, och visa det sedan för deltagaren.')}")
    return redirect(f"/medgivanden/{drafted.consent}", 303)


def _pressed(case_id: str, typed: DraftForm) -> DraftForm:
    do, months = request.form.get("do", ""), request.form.get("months", "")
    return composing.pressed(ground(), signed_in(), typed, case_id=case_id, do=do, months=months)


def _page(case_id: str, typed: DraftForm, errors: Errors) -> str:
    board = composing.board(ground(), signed_in(), typed, case_id=case_id)
    return render_template(
        "consents/draft.html", case_id=case_id, typed=typed, board=board, errors=errors, months=MONTHS
    )
