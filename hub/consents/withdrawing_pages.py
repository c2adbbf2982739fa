"""The page on which a participant takes back: choose what, press the button, get a receipt; never a reason."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.consents import forms, picturing
from hub.consents.withdrawing import may_take_back, take_back
from hub.disclosure.changing import change
from hub.signin.current import signed_in
from hub.store.errors import Invalid
from hub.store.ground import ground
from hub.store.receipts import shortened

Answer = str | Response | tuple[str, int]
Errors = dict[str, list[str]]

participant_pages = Blueprint("consents_taking_back", __name__, template_folder="templates")


@participant_pages.get("/medgivanden/<consent_id>/ta-tillbaka")
def choose(consent_id: str) -> str:
    return _page(consent_id, {})


@participant_pages.post("/medgivanden/<consent_id>/ta-tillbaka")
def take_back_now(consent_id: str) -> Answer:
    try:
        scope, target = forms.to_withdrawal(request.form)
        with change(ground()) as tx:
            given = take_back(tx, ground(), signed_in().actor, consent_id=consent_id, scope=scope, target=target)
    except Invalid as invalid:
        return _page(consent_id, invalid.errors), 422
    if given.goes_on:
        still = _("Du har sagt nej till det nya. Medgivande %(version)s gäller som förut.", version=given.goes_on)
        flash(f"{still} {_('Vill du inte det heller trycker du på Ta tillbaka.')}")
    elif given.declined:
        flash(_("Du har sagt nej. Ingenting delas genom det här medgivandet."))
    else:
        said = _("Det gäller nu. Från och med nu kan de inte läsa det du har tagit tillbaka. Kvittens: %(receipt)s")
        flash(said % {"receipt": shortened(given.receipt)})
    return redirect("/mina-medgivanden", 303)


def _page(consent_id: str, errors: Errors) -> str:
    with change(ground()) as tx:
        shown = may_take_back(tx, ground(), signed_in().actor, consent_id=consent_id)
    picture = picturing.picture(shown, hers=True)
    return render_template("consents/take_back.html", view=shown, picture=picture, errors=errors, typed=request.form)
