"""The pages of signing in, of a participant's first time, and of signing out."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from hub.officers.roles import Role
from hub.signin import codes, form_tokens, passkeys
from hub.signin.beginning import Started
from hub.signin.carrying import FIELD, LONGEST_SEAL, open_form
from hub.signin.confirming import too_soon
from hub.signin.cookies import drop_cookie, put_cookie
from hub.signin.current import Surface, signed_in, whoever
from hub.signin.ended import ended_session
from hub.signin.known_browsers import put_known
from hub.signin.looking_up import look_up
from hub.signin.passkeys import LONGEST_ANSWER
from hub.signin.requests import client, local_path
from hub.signin.signing_in import ChooseUnit, Credentials, WrongCredentials, WrongOwnCode, sign_in
from hub.signin.signing_out import sign_out
from hub.signin.starting import link_opens, start
from hub.signin.workplaces import Workplace
from hub.store.errors import Invalid, NotShown, StoreUnavailable, TooMany
from hub.store.ground import ground
from keys.errors import KeysError

pages_open = Blueprint("signin_pages", __name__, template_folder="templates")
pages = Blueprint("signedin_pages", __name__, template_folder="templates")

_Errors = dict[str, list[object]]
_PARTICIPANTS, _OFFICERS = "deltagare", "handlaggare"  # whose form of signing in it is
_WRONG: Final = _(
    "Uppgifterna stämmer inte. Kontrollera inloggningsnamnet och skriv lösenord och kod på nytt. "
    "En engångskod gäller en gång: vänta på nästa om du nyss har använt den."
)
_WRONG_OWN: Final = _(
    "Uppgifterna stämmer inte. Kontrollera inloggningsnamnet och skriv din kod igen. "
    "Har du glömt den kan din handledare hjälpa dig."
)
_SEVERAL: Final = _("Du arbetar vid flera enheter. Välj vilken du arbetar för nu, och skriv lösenord och kod igen.")
_UNEQUAL: Final = _("Koderna är inte lika. Skriv samma kod två gånger.")


@pages_open.get("/logga-in")
def sign_in_form() -> Response | str:
    if whoever() is not None:
        return redirect(local_path(request.args.get("next", "")), 303)
    return sign_in_page({}, {})


@pages_open.post("/logga-in")
def sign_in_now() -> Response:
    typed = request.form
    given = Credentials(
        username=typed.get("username", ""),
        password=typed.get("password", "")[:200],
        code=(typed.get("code") or typed.get("recovery", ""))[:64],
        passkey=typed.get("passkey", "")[:LONGEST_ANSWER],
        unit=typed.get("unit") or None,
    )
    try:
        started = sign_in(ground(), given, client(Surface.PAGE))
    except WrongOwnCode:
        return _again({"": [_WRONG_OWN]}, 401)
    except WrongCredentials:
        return _again({"": [_WRONG]}, 401)
    except ChooseUnit as several:
        return _again({"unit": [_SEVERAL]}, 422, units=several.units)
    except TooMany as too_many:
        return _again({"": [too_soon(too_many)]}, 429, retry_after=too_many.retry_after)
    return _what_she_wrote(started) or _go(started, local_path(request.args.get("next", "")))


@pages_open.get("/start/<link>")
def start_form(link: str) -> Response:
    with ground().store.read() as tx:
        opens = link_opens(tx, ground(), link)
    return _start_page({}, 200) if opens else _spent_page()


@pages_open.post("/start/<link>")
def start_now(link: str) -> Response:
    code = request.form.get("code", "")[:64]
    if codes.plain(code) != codes.plain(request.form.get("again", "")):
        return _start_page({"again": [_UNEQUAL]}, 422)
    try:
        started = start(ground(), link_secret=link, code=code, client=client(Surface.PAGE))
    except Invalid as invalid:
        return _start_page({"code": list(invalid.errors["code"])}, 422)
    except WrongCredentials:
        return _spent_page()
    return _go(started, "/mitt-inloggningsnamn")


@pages.get("/mitt-inloggningsnamn")
def own_name() -> str:
    if signed_in().role is not Role.PARTICIPANT:
        raise NotShown
    return render_template("signin/own_name.html", username=signed_in().username)


@pages.post("/logga-ut")
def sign_out_now() -> Response:
    with ground().store.write() as tx:
        sign_out(tx, ground(), signed_in(), everywhere=request.form.get("everywhere") == "yes")
    form_session.clear()
    response = redirect("/", 303)
    drop_cookie(response, ground().settings)
    return response


def _go(started: Started, path: str) -> Response:
    response = make_response(redirect(path, 303))
    _begin_forms_anew(started, response)
    put_cookie(response, started.secret, ground().settings)
    if started.recovery_left is not None:
        flash(str(_recovery_used(started.recovery_left)))
    return response


def _begin_forms_anew(started: Started, response: Response) -> None:
    who = look_up(ground(), started.secret, Surface.PAGE)
    if who is None:  # ended again already
        form_session.clear()
        return
    form_tokens.begin_anew(who)
    if who.participant is None:
        put_known(response, ground(), name=started.username, at=who.at)


def _what_she_wrote(started: Started) -> Response | None:
    """Show her the form that came along with the sign-in, to save or to throw away; None when there is none of hers.

    It comes in the body of a form with our token, never in an address: nobody can send it to her as a link. It is shown
    in the answer itself, since a redirect could only carry it in an address or leave it on the server.
    """
    seal = request.form.get(FIELD, "")
    who = look_up(ground(), started.secret, Surface.PAGE) if seal else None
    if who is None:
        return None
    form = open_form(ground(), seal, account=who.account, employment=who.employment, at=who.at)
    if form is None:
        return None
    g.signed_in = who
    response = _go(started, "/")  # what every sign-in does; only its answer is another
    response.status_code = 200
    response.headers.remove("Location")
    response.set_data(render_template("signin/written.html", form=form))
    return response


def _again(
    errors: _Errors, status: int, *, units: tuple[Workplace, ...] = (), retry_after: int | None = None
) -> Response:
    response = make_response(sign_in_page(request.form, errors, units), status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def sign_in_page(typed: Mapping[str, str], errors: _Errors, units: tuple[Workplace, ...] = ()) -> str:
    hers = _hers(typed)
    return render_template(
        "signin/sign_in.html",
        typed=typed,
        errors=errors,
        units=units,
        challenge=passkey_challenge(),
        carried=typed.get(FIELD, "")[:LONGEST_SEAL],
        hers=hers,
        instead=_instead(hers=hers),
    )


def _instead(*, hers: bool) -> str:
    """Lead to the other form of signing in, and then to the same place."""
    onward = request.args.get("next") or None  # url_for leaves out what is None
    return url_for("signin_pages.sign_in_form", som=_OFFICERS if hers else _PARTICIPANTS, next=onward)


def _hers(typed: Mapping[str, str]) -> bool:
    """Tell whether a participant signs in: by the form that was sent, as she has said, or since her session ran out."""
    if typed:
        return "password" not in typed
    said = request.args.get("som")
    if said is not None or "next" not in request.args:
        return said == _PARTICIPANTS
    ended = ended_session()
    return ended is not None and ended.participant


def passkey_challenge() -> str:
    """Give what a passkey answers; nothing while the database is away: the page itself opens nothing."""
    try:
        with ground().store.read() as tx:
            at = ground().clock.now(tx)
        return passkeys.options_for_proving(ground(), scope=passkeys.SIGNING_IN, at=at)
    except (StoreUnavailable, KeysError):
        return ""


def _start_page(errors: _Errors, status: int, *, opens: bool = True) -> Response:
    return make_response(render_template("signin/start.html", errors=errors, opens=opens), status)


def _spent_page() -> Response:
    """Say so, and how to sign in: to who is signed in, that she need not. She has nothing to mend: no error's red."""
    return _start_page({}, 410, opens=False)


def _recovery_used(left: int) -> object:
    return _(
        "Du använde en reservkod. Kvar: %(left)s. Under Min inloggning kopplar du en ny telefon och gör nya koder.",
        left=left,
    )
