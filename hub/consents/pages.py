"""The pages of consents, one blueprint for each kind of asker; each loads, makes one call and shows or sends on."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.consents import answering, drafting, forms, listing, picturing, presenting, showing, signing, withdrawing
from hub.consents import witnessing as witness_acts
from hub.disclosure.changing import change
from hub.signin.current import signed_in
from hub.store.errors import Invalid
from hub.store.ground import ground

Answer = str | Response | tuple[str, int]
Errors = dict[str, list[str]]
_UNFIT = 422

coach_pages = Blueprint("consents_coach", __name__, template_folder="templates")
officer_pages = Blueprint("consents_officer", __name__, template_folder="templates")
participant_pages = Blueprint("consents_participant", __name__, template_folder="templates")
pages = Blueprint("consents", __name__, template_folder="templates")


@pages.get("/medgivanden/<consent_id>")
def view(consent_id: str) -> Answer:
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    return render_template("consents/view.html", view=shown, picture=_picture(shown))


@coach_pages.get("/arenden/<case_id>/medgivanden")
def of_case(case_id: str) -> Answer:
    with change(ground()) as tx:
        listed = listing.of_case(tx, ground(), signed_in().actor, case_id=case_id)
    return render_template("consents/of_case.html", listed=picturing.in_words(listed), case_id=case_id)


@coach_pages.get("/arenden/<case_id>/medgivande/nytt")
def new(case_id: str) -> Answer:
    return _draft_page(case_id, picturing.first_form(ground(), signed_in(), case_id=case_id), {})


@coach_pages.post("/arenden/<case_id>/medgivande/nytt")
def save_new(case_id: str) -> Answer:
    typed, who = forms.draft_form(request.form), signed_in()
    if request.form.get("step") != "save":
        return _draft_page(case_id, typed, {})
    try:
        wanted = forms.to_draft(typed, at=who.at)
        with change(ground()) as tx:
            drafted = drafting.draft(tx, ground(), who.actor, case_id=case_id, wanted=wanted)
    except Invalid as invalid:
        return _draft_page(case_id, typed, invalid.errors), _UNFIT
    return redirect(f"/medgivanden/{drafted.consent}", 303)


@coach_pages.post("/medgivanden/<consent_id>/visa")
def present(consent_id: str) -> Answer:
    presenting.present(ground(), signed_in().actor, consent_id=consent_id)
    flash(_("Texten är klar. Deltagaren kan läsa den och skriva under under Mina medgivanden."))
    return redirect(f"/medgivanden/{consent_id}", 303)


@coach_pages.get("/medgivanden/<consent_id>/bevittna")
def witnessing(consent_id: str) -> Answer:
    return _witness_page(consent_id, {})


@coach_pages.post("/medgivanden/<consent_id>/bevittna")
def witness(consent_id: str) -> Answer:
    try:
        witness_acts.witness(ground(), signed_in(), consent_id=consent_id, code=request.form.get("code", ""))
    except Invalid as invalid:
        return _witness_page(consent_id, invalid.errors), _UNFIT
    flash(_("Du har bevittnat underskriften. Din enhets rader är godtagna."))
    return redirect(f"/medgivanden/{consent_id}", 303)


@officer_pages.get("/att-godta")
def waiting() -> Answer:
    return render_template("consents/waiting.html", waiting=listing.waiting(ground(), signed_in().actor))


@officer_pages.get("/medgivanden/<consent_id>/godta")
def answer_page(consent_id: str) -> Answer:
    return _answer_page(consent_id, {})


@officer_pages.post("/medgivanden/<consent_id>/godta")
def answer(consent_id: str) -> Answer:
    who = signed_in()
    shown = showing.show(ground(), who.actor, consent_id=consent_id)
    answers = forms.to_answers(request.form, shown.version, who.unit or "")
    try:
        with change(ground()) as tx:
            given = answering.answer(tx, ground(), who.actor, consent_id=consent_id, answers=answers)
    except Invalid as invalid:
        return _answer_page(consent_id, invalid.errors), _UNFIT
    flash(_("Ditt svar gäller nu.") if given.declined else _("Du har tagit emot ärendet."))
    return redirect("/att-godta", 303)


@participant_pages.get("/mina-medgivanden")
def mine() -> Answer:
    with change(ground()) as tx:
        listed = listing.mine(tx, ground(), signed_in().actor)
    return render_template("consents/mine.html", listed=picturing.in_words(listed))


@participant_pages.get("/medgivanden/<consent_id>/skriv-under")
def sign_page(consent_id: str) -> Answer:
    return _sign_page(showing.show(ground(), signed_in().actor, consent_id=consent_id), {})


@participant_pages.post("/medgivanden/<consent_id>/skriv-under")
def sign(consent_id: str) -> Answer:
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    try:
        signature, code = forms.to_signature(request.form, shown.version)
        signing.sign(ground(), signed_in(), consent_id=consent_id, signature=signature, code=code)
    except Invalid as invalid:
        return _sign_page(shown, invalid.errors), _UNFIT
    flash(_("Du har skrivit under. Varje myndighet godtar nu sin egen del."))
    return redirect(f"/medgivanden/{consent_id}", 303)


@participant_pages.get("/medgivanden/<consent_id>/ta-tillbaka")
def take_back_page(consent_id: str) -> Answer:
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    return render_template("consents/take_back.html", view=shown, picture=_picture(shown), errors={})


@participant_pages.post("/medgivanden/<consent_id>/ta-tillbaka")
def take_back(consent_id: str) -> Answer:
    try:
        scope, target = forms.to_withdrawal(request.form)
        with change(ground()) as tx:
            given = withdrawing.take_back(
                tx, ground(), signed_in().actor, consent_id=consent_id, scope=scope, target=target
            )
    except Invalid as invalid:
        shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
        page = render_template("consents/take_back.html", view=shown, picture=_picture(shown), errors=invalid.errors)
        return page, _UNFIT
    flash(_("Det gäller nu. Kvittens: %(receipt)s", receipt=given.receipt))
    return redirect(f"/medgivanden/{consent_id}", 303)


def _picture(shown: showing.View) -> picturing.Picture:
    return picturing.picture(shown, hers=signed_in().participant is not None)


def _draft_page(case_id: str, typed: forms.DraftForm, errors: Errors) -> str:
    board = picturing.drafting_board(ground(), signed_in(), typed)
    return render_template("consents/draft.html", case_id=case_id, typed=typed, board=board, errors=errors)


def _witness_page(consent_id: str, errors: Errors) -> str:
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    return render_template("consents/witness.html", view=shown, picture=_picture(shown), errors=errors)


def _answer_page(consent_id: str, errors: Errors) -> str:
    who = signed_in()
    shown = showing.show(ground(), who.actor, consent_id=consent_id)
    picture = picturing.picture(shown, unit=who.unit)
    return render_template("consents/answer.html", view=shown, picture=picture, errors=errors, typed=request.form)


def _sign_page(shown: showing.View, errors: Errors) -> str:
    return render_template("consents/sign.html", view=shown, picture=_picture(shown), errors=errors, typed=request.form)
