"""The pages of staff's own ways to sign in, and of the step-up that they ask for."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.signin import changing_factors as changing
from hub.signin.confirming import confirm, patiently
from hub.signin.current import signed_in
from hub.signin.passkeys import LONGEST_ANSWER
from hub.signin.qr import grouped, picture
from hub.signin.requests import local_path
from hub.signin.schemas import LONGEST_PASSWORD
from hub.signin.stepping_up import StepUpRequired, fresh, require
from hub.store.errors import Conflict, Invalid
from hub.store.ground import ground

pages = Blueprint("factor_pages", __name__, template_folder="templates")

_Errors = Mapping[str, Sequence[object]]
_HERE = "/inloggning"
_LONGEST_CODE = 64
# What the page that led here is about: the step-up says it again, so that nobody wonders what she is confirming for.
_FOR_WORDS: Final = {
    "bekrafta": "bekräfta en ny kollega",
    "forslag": "svara på ett förslag",
    "franvaro": "ange frånvaro",
    "inbjudan": "ändra en inbjudan",
    "lamna-over": "lämna över ett ärende",
    "lank": "göra en ny länk",
    "tillbaka": "avsluta frånvaron",
}


@pages.get("/bekrafta")
def step_up_form() -> str:
    return _step_up_page({})


@pages.post("/bekrafta")
def step_up() -> Response:
    try:
        confirm(request.form)
    except Invalid as invalid:
        return make_response(_step_up_page(invalid.errors), 422)
    return redirect(_next(), 303)


@pages.get("/inloggning")
def own_factors() -> Response:
    return _page({})


@pages.post("/inloggning/losenord")
def new_password() -> Response:
    require(signed_in())
    typed = {name: request.form.get(name, "")[: LONGEST_PASSWORD + 1] for name in ("present", "wanted", "again")}
    if typed["wanted"] != typed["again"]:
        return _page({"again": [_("Lösenorden är inte lika. Skriv samma lösenord två gånger.")]}, 422)
    try:
        with patiently("present"):
            changing.change_password(ground(), signed_in(), present=typed["present"], wanted=typed["wanted"])
    except Invalid as invalid:
        return _page(invalid.errors, 422)
    return _done(_("Lösenordet är bytt. Du är utloggad överallt utom här."))


@pages.post("/inloggning/reservkoder")
def new_codes() -> str:
    require(signed_in())
    with ground().store.write() as tx:
        made = changing.renew_codes(tx, ground(), signed_in())
    return render_template(
        "signin/recovery_codes.html", codes=made, username=signed_in().username, check=None, onward=_HERE
    )


@pages.post("/inloggning/passkeys")
def new_passkey() -> Response:
    require(signed_in())
    answer, name = request.form.get("passkey", "")[:LONGEST_ANSWER], request.form.get("name", "")
    try:
        with ground().store.write() as tx:
            changing.add_passkey(tx, ground(), signed_in(), answer=answer, name=name)
    except Invalid as invalid:
        return _page(invalid.errors, 422)
    return _done(_("Passkeyn är tillagd."))


@pages.post("/inloggning/passkeys/<passkey_id>/ta-bort")
def drop_passkey(passkey_id: str) -> Response:
    require(signed_in())
    try:
        with ground().store.write() as tx:
            changing.remove_passkey(tx, ground(), signed_in(), passkey_id)
    except Conflict as conflict:
        return _page({"": [conflict.detail]}, 409)
    return _done(_("Passkeyn är borttagen."))


@pages.post("/inloggning/telefon")
def new_app() -> Response:
    require(signed_in())
    return _app_page(changing.new_app(ground(), signed_in()), {})


@pages.post("/inloggning/telefon/kod")
def new_app_code() -> Response:
    require(signed_in())
    sealed = request.form.get("sealed", "")
    try:
        with ground().store.write() as tx:
            code = request.form.get("code", "")[:_LONGEST_CODE]
            changing.take_app(tx, ground(), signed_in(), sealed=sealed, code=code)
    except Invalid as invalid:
        return _app_again(sealed, invalid)
    return _done(_("Den nya telefonen är kopplad. Den gamla fungerar inte längre."))


@pages.errorhandler(StepUpRequired)
def stale(_error: StepUpRequired) -> Response:
    """Show the page again, which asks for a step-up first."""
    return _page(
        {"": [_("Det har gått mer än fem minuter. Bekräfta att det är du och gör om det du skulle göra.")]}, 403
    )


def _app_again(sealed: str, invalid: Invalid) -> Response:
    try:
        return _app_page(changing.shown_again(ground(), signed_in(), sealed), invalid.errors, 422)
    except Invalid as too_old:
        return _page({"": too_old.errors["code"]}, 422)


def _app_page(new: changing.NewApp, errors: _Errors, status: int = 200) -> Response:
    page = render_template(
        "signin/new_app.html", qr=picture(new.otpauth), secret=grouped(new.secret), sealed=new.sealed, errors=errors
    )
    return make_response(page, status)


def _page(errors: _Errors, status: int = 200) -> Response:
    who = signed_in()
    with ground().store.read() as tx:
        held = changing.factors(tx, who)
        options = changing.passkey_options(tx, ground(), who) if fresh(who) else ""
    page = render_template("signin/factors.html", factors=held, options=options, errors=errors, typed=request.form)
    return make_response(page, status)


def _done(words: str) -> Response:
    flash(words)
    return redirect(_HERE, 303)


def _step_up_page(errors: _Errors) -> str:
    doing = _FOR_WORDS.get(request.args.get("gor", ""))
    return render_template("signin/step_up.html", errors=errors, next=_next(), doing=doing)


def _next() -> str:
    return local_path(request.args.get("next", ""))
