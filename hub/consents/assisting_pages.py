"""The pages of a handed-over screen: let go by the coach, taken over by the participant, taken back."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import session as form_session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.consents import listing
from hub.consents.assisting import hand_over
from hub.disclosure.changing import change
from hub.signin import codes
from hub.signin.assisting import has_code, take_back, take_over
from hub.signin.beginning import Client
from hub.signin.confirming import patiently
from hub.signin.cookies import drop_cookie, put_cookie
from hub.signin.current import Surface, signed_in
from hub.signin.requests import client
from hub.store.errors import Invalid, NotShown, NotSignedIn
from hub.store.ground import ground

Answer = str | Response | tuple[str, int]
Errors = dict[str, list[str]]
_LONGEST = 64

coach_pages = Blueprint("assisting_coach", __name__, template_folder="templates")
screen_pages = Blueprint("assisting_screen", __name__, template_folder="templates")


@coach_pages.get("/arenden/<case_id>/lamna-over")
def hand_over_page(case_id: str) -> str:
    with change(ground()) as tx:
        listing.of_case(tx, ground(), signed_in().actor, case_id=case_id)  # only the case's coach gets past this
        number = listing.number_of(tx, case_id)
    return render_template("consents/hand_over.html", case_id=case_id, number=number)


@coach_pages.post("/arenden/<case_id>/lamna-over")
def hand_over_now(case_id: str) -> Response:
    hand_over(ground(), signed_in(), case_id=case_id)
    return redirect("/skarmen", 303)


@screen_pages.get("/skarmen")
def screen() -> Answer:
    if signed_in().assisted:
        return redirect("/mina-medgivanden", 303)
    return _screen({})


@screen_pages.post("/skarmen")
def take_over_now() -> Answer:
    who, code = signed_in(), request.form.get("code", "")[:_LONGEST]
    if who.assisted:
        raise NotShown
    with ground().store.read() as tx:
        chosen = has_code(tx, who)
    if not chosen and codes.plain(code) != codes.plain(request.form.get("again", "")):
        return _screen({"again": [_("Koderna är inte lika. Skriv samma kod två gånger.")]}), 422
    try:
        with patiently("code"):
            started = take_over(ground(), who, code, Client(address=request.remote_addr or "", surface=Surface.PAGE))
    except Invalid as invalid:
        return _screen({"code": list(invalid.errors["code"])}), 422
    return _with_cookie("/mina-medgivanden" if chosen else "/mitt-inloggningsnamn", started.secret)


@screen_pages.get("/skarmen/tillbaka")
def take_back_page() -> str:
    return _back({})


@screen_pages.post("/skarmen/tillbaka")
def take_back_now() -> Answer:
    try:
        code = request.form.get("code", "")[:_LONGEST]
        with patiently("code"):
            returned = take_back(ground(), signed_in(), code, client(Surface.PAGE))
    except Invalid as invalid:
        return _back({"code": list(invalid.errors["code"])}), 422
    except NotSignedIn:
        response = redirect("/logga-in", 303)
        drop_cookie(response, ground().settings)
        flash(_("Det har gått för lång tid. Logga in igen."))
        return response
    # What the participant just signed waits there for the coach's own signature.
    return _with_cookie(f"/arenden/{returned.case}/medgivanden", returned.secret)


def _with_cookie(path: str, secret: str) -> Response:
    form_session.clear()  # a form's token from before serves nobody after
    response = redirect(path, 303)
    put_cookie(response, secret, ground().settings)
    return response


def _screen(errors: Errors) -> str:
    with ground().store.read() as tx:
        coded = has_code(tx, signed_in())
    return render_template("consents/screen.html", coded=coded, errors=errors)


def _back(errors: Errors) -> str:
    return render_template("consents/screen_back.html", errors=errors)
