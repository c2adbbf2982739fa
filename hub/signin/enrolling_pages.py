"""The pages of an invitation: a password, a second factor, and the recovery codes, shown once."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, make_response, redirect, render_template, request
from flask import session as form_session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.signin.confirming import patiently
from hub.signin.cookies import put_cookie
from hub.signin.current import Surface
from hub.signin.enrolling import choose_password, count_spent, enrol, invited
from hub.signin.living_invitations import InvitationSpent
from hub.signin.passkeys import LONGEST_ANSWER
from hub.signin.qr import grouped, picture
from hub.signin.requests import client
from hub.signin.schemas import LONGEST_PASSWORD
from hub.signin.second_factor import Shown
from hub.signin.settling_in import Enrolled
from hub.store.errors import Invalid
from hub.store.ground import ground

pages = Blueprint("enrolling_pages", __name__, template_folder="templates")

_Errors = Mapping[str, Sequence[object]]
_LONGEST_CODE = 64
_CHOSEN = "chosen"  # in the browser that took the first step: the second is taken there


@pages.get("/bjud-in/<link>")
def invitation(link: str) -> Response:
    return _page(link, {})


@pages.post("/bjud-in/<link>")
def password(link: str) -> Response:
    typed = request.form.get("password", "")[: LONGEST_PASSWORD + 1]
    if typed != request.form.get("again", ""):
        return _page(link, {"again": [_("Lösenorden är inte lika. Skriv samma lösenord två gånger.")]}, 422)
    try:
        with patiently("old" if "old" in request.form else "password"):  # beside a field that stands on her page
            chosen = choose_password(ground(), link, typed, old=request.form.get("old", "")[:LONGEST_PASSWORD])
    except Invalid as invalid:
        return _page(link, invalid.errors, 422)
    except InvitationSpent:
        return _spent()
    form_session[_CHOSEN] = chosen
    return redirect(f"/bjud-in/{link}", 303)


@pages.get("/bjud-in/<link>/andra-steg")
def second_step(link: str) -> Response:
    return redirect(f"/bjud-in/{link}", 303)


@pages.post("/bjud-in/<link>/andra-steg")
def prove(link: str) -> Response:
    shown = Shown(
        code=request.form.get("code", "")[:_LONGEST_CODE], passkey=request.form.get("passkey", "")[:LONGEST_ANSWER]
    )
    try:
        with patiently("code"):
            enrolled = enrol(ground(), link, shown, client(Surface.PAGE), chosen=form_session.get(_CHOSEN, ""))
    except Invalid as invalid:
        return _page(link, invalid.errors, 422)
    except InvitationSpent:
        return _spent()
    return _codes(enrolled)


def _page(link: str, errors: _Errors, status: int = 200) -> Response:
    try:
        with ground().store.read() as tx:
            shown = invited(tx, ground(), link, chosen=form_session.get(_CHOSEN, ""))
    except InvitationSpent:
        return _spent()
    page = render_template(
        "signin/enrol.html",
        invited=shown,
        errors=errors,
        here=f"/bjud-in/{link}",
        qr=picture(shown.otpauth) if shown.password_chosen else "",
        secret=grouped(shown.totp_secret),
    )
    return make_response(page, status)


def _spent() -> Response:
    count_spent(ground(), client(Surface.PAGE))
    return make_response(render_template("signin/invitation_spent.html"), 410)


def _codes(enrolled: Enrolled) -> Response:
    """Show the recovery codes; who works somewhere already is signed in by the same answer."""
    form_session.clear()
    page = render_template(
        "signin/recovery_codes.html",
        codes=enrolled.recovery_codes,
        username=enrolled.username,
        check=enrolled.check,
        onward="/" if enrolled.started else "/logga-in",
    )
    response = make_response(page)
    if enrolled.started is not None:
        put_cookie(response, enrolled.started.secret, ground().settings)
    return response
