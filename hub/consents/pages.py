"""The pages of consents, one blueprint for each kind of asker; each loads, makes one call and shows or sends on."""

import re
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.consents import answering, forms, leaving, listing, picturing, presenting, showing
from hub.consents import witnessing as witness_acts
from hub.consents.queueing import late_for_coach, queued_count
from hub.consents.summing_up import Sum, sum_up
from hub.disclosure.changing import change
from hub.officers.roles import Role
from hub.signin.confirming import confirm, patiently
from hub.signin.current import signed_in
from hub.signin.second_factor import Shown
from hub.store.errors import Invalid
from hub.store.ground import ground

_CASE: Final = re.compile(r"[0-9a-f]{32}")
Answer = str | Response | tuple[str, int]
Errors = dict[str, list[str]]

coach_pages = Blueprint("consents_coach", __name__, template_folder="templates")
officer_pages = Blueprint("consents_officer", __name__, template_folder="templates")
pages = Blueprint("consents", __name__, template_folder="templates")


@pages.get("/medgivanden/<consent_id>")
def view(consent_id: str) -> Answer:
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    return render_template("consents/view.html", view=shown, picture=_picture(shown), sums=_sums(shown))


@coach_pages.get("/arenden/<case_id>/medgivanden")
def of_case(case_id: str) -> Answer:
    with change(ground()) as tx:
        listed = listing.of_case(tx, ground(), signed_in().actor, case_id=case_id)
        others = listing.others_text(tx, ground(), signed_in().actor, case_id=case_id)
        number = listing.number_of(tx, case_id)
    found = picturing.in_words(listed)
    return render_template("consents/of_case.html", listed=found, others=others, case_id=case_id, number=number)


@coach_pages.post("/medgivanden/<consent_id>/visa")
def present(consent_id: str) -> Answer:
    presenting.present(ground(), signed_in().actor, consent_id=consent_id)
    flash(_("Texten är klar. Deltagaren hittar den i Mina medgivanden och skriver under där."))
    return redirect(f"/medgivanden/{consent_id}", 303)


@coach_pages.get("/medgivanden/<consent_id>/bevittna")
def witnessing(consent_id: str) -> Answer:
    return _witness_page(consent_id, {})


@coach_pages.post("/medgivanden/<consent_id>/bevittna")
def witness(consent_id: str) -> Answer:
    shown = Shown(code=request.form.get("code", "")[:64], passkey=request.form.get("passkey", ""))
    try:
        with patiently("code"):
            witness_acts.witness(ground(), signed_in(), consent_id=consent_id, shown=shown)
    except Invalid as invalid:
        return _witness_page(consent_id, invalid.errors), 422
    flash(_("Du har bevittnat underskriften. Din enhets rader är godtagna."))
    return redirect(f"/medgivanden/{consent_id}", 303)


@officer_pages.get("/att-godta")
def waiting() -> Answer:
    me = signed_in()
    after = request.args.get("next")
    found = listing.waiting(ground(), me.actor, after=after)
    coach = me.role is Role.COACH and not after
    late = late_for_coach(ground(), me.actor) if coach else None
    left = leaving.left_for_coach(ground(), me.actor) if coach else ()
    queued = queued_count(ground(), me.actor)
    taken_on = _CASE.fullmatch(request.args.get("mottaget", ""))  # whose own page says whether it may be opened
    return render_template(
        "consents/waiting.html",
        waiting=found.items,
        following=found.next,
        queued=queued,
        late=late,
        left_units=left,
        most_left=leaving.MOST,
        taken_on=taken_on.group() if taken_on else "",
    )


@coach_pages.get("/att-godta/andra")
def late() -> Answer:
    found = late_for_coach(ground(), signed_in().actor, after=request.args.get("next"))
    return render_template("consents/late.html", late=found)


@officer_pages.get("/medgivanden/<consent_id>/godta")
def answer_page(consent_id: str) -> Answer:
    return _answer_page(consent_id, {})


@officer_pages.post("/medgivanden/<consent_id>/godta")
def answer(consent_id: str) -> Answer:
    who = signed_in()
    with change(ground()) as tx:
        answering.check_governing(tx, ground(), who.actor, consent_id=consent_id)
    shown = showing.show(ground(), who.actor, consent_id=consent_id)
    answers = forms.to_answers(request.form, shown.version, who.unit or "")
    if not all(answers.rows.values()) and not answers.reason:
        why = _("Skriv varför enheten avböjer. Deltagaren läser det.")
        return _answer_page(consent_id, {"reason": [why]}), 422
    try:
        if any(answers.rows.values()):
            who = confirm(request.form)
        with change(ground()) as tx:
            given = answering.answer(tx, ground(), who.actor, consent_id=consent_id, answers=answers)
    except Invalid as invalid:
        return _answer_page(consent_id, invalid.errors), 422
    flash(_("Ditt svar gäller nu.") if given.declined or shown.taken_on else _("Du har tagit emot ärendet."))
    here = url_for("consents_officer.waiting", mottaget=shown.version.head.case_id if given.taken_on else None)
    return redirect(here, 303)


@officer_pages.post("/medgivanden/<consent_id>/ta-emot")
def take_on(consent_id: str) -> Answer:
    """Take on the case alone: what a substitute does beforehand, to whom the consent is not shown yet."""
    answers = answering.Answers(take_on=True, rows={}, reason=None)
    with change(ground()) as tx:
        answering.answer(tx, ground(), signed_in().actor, consent_id=consent_id, answers=answers)
    flash(_("Du har tagit emot ärendet. Du läser först när du ersätter någon."))
    return redirect("/att-godta", 303)


def _picture(shown: showing.View) -> picturing.Picture:
    return picturing.picture(shown, hers=signed_in().participant is not None)


def _sums(shown: showing.View) -> tuple[Sum, ...]:
    if not shown.whole:
        return ()
    return sum_up(shown.version, shown.names, showing.pairs_of(shown.version), hers=shown.hers, left=shown.left)


def _witness_page(consent_id: str, errors: Errors) -> str:
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    return render_template(
        "consents/witness.html", sums=_sums(shown), sentences=shown.summary, view=shown, errors=errors
    )


def _answer_page(consent_id: str, errors: Errors) -> str:
    who = signed_in()
    shown = showing.show(ground(), who.actor, consent_id=consent_id)
    picture, barred = picturing.picture(shown, unit=who.unit), picturing.barred(ground(), shown, unit=who.unit or "")
    return render_template(
        "consents/answer.html", view=shown, picture=picture, barred=barred, errors=errors, typed=request.form
    )
