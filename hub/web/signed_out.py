"""What somebody meets whose session ended while she wrote: the way back, with what she wrote; nothing is kept here."""

from typing import Final
from urllib.parse import quote

from flask import current_app, flash, redirect, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from hub.signin.current import whoever
from hub.signin.ended import Ended, ended_session
from hub.signin.form_tokens import given_to, of_participant
from hub.signin.pages import passkey_challenge
from hub.web.blueprints import OUTSIDE, TABLE
from hub.web.carried_forms import BESIDE_A_FILE, carried_from, own_words

SIGN_IN_PATH: Final = "/logga-in"
_ENDED: Final = _("Du är utloggad, för det gick en stund utan att något hände. Logga in igen.")
_NOT_SENT: Final = _("Du är utloggad, och det du skickade är inte sparat. Logga in, välj filen igen och skicka den.")
_THE_SCREEN: Final = "/skarmen"  # of a session that is over: there is nothing to go back to
_OF_PARTICIPANTS: Final = frozenset(row.blueprint.name for row in TABLE if row.of_participants)
_HER_PAGES: Final = frozenset({"signedin_pages.own_name"})  # under a guard that lets in others too
_A_FORM: Final = "application/x-www-form-urlencoded"
_WITH_A_FILE: Final = "multipart/form-data"


def to_sign_in() -> Response:
    """Lead to the sign-in and then back. Who had written signs in on the spot, and her form goes along."""
    if request.method == "GET":
        return redirect(_sign_in_address(ended_session()), 303)
    if not is_our_form():
        return _not_sent() if _from_our_page() else redirect(SIGN_IN_PATH, 303)
    ended = ended_session()
    carried, words = carried_from(ended), written_words()
    if not words and not carried:
        flash(str(_ENDED), "error")
        return redirect(_sign_in_address(ended), 303)
    return _page(words, carried, ended)


def _not_sent() -> Response:
    """Say that a file, or a form larger than is read here, came too late; nothing of it is looked at."""
    flash(str(_NOT_SENT), "error")
    return redirect(_sign_in_address(ended_session()), 303)


def written_words() -> str:
    """Give what she wrote in a form of ours, for her to copy; nothing of any other."""
    return "\n\n".join(own_words()) if is_our_form() else ""


def is_hers_of_before() -> bool:
    """Tell whether the form was given to her before she signed in anew; what anybody else filled in is not hers.

    She is signed in: what stands beside a file is hers too, also where the browser does not say whose page sent it.
    """
    who = whoever()
    if who is None:
        return False
    beside = request.mimetype == _WITH_A_FILE and request.endpoint in BESIDE_A_FILE and _has_fields()
    return (beside or _may_be_read()) and given_to(who)


def same_address() -> str:
    """Give the address of the page that is shown, as a link on it says it without naming it."""
    return f"?{request.query_string.decode('ascii', 'ignore')}"


def _page(words: str, carried: str, ended: Ended | None) -> Response:
    # To open the same address leads to the sign-in and back; to say it here would tell two addresses apart.
    onward = same_address() if may_go_back(ended) else _sign_in_address(ended)
    page = render_template(
        "signed_out.html",
        words=words,
        onward=onward,
        carried=carried,
        hers=_of_participant(ended),
        challenge=passkey_challenge() if carried else "",
    )
    return Response(page, 401, content_type="text/html; charset=utf-8")


def is_our_form() -> bool:
    """Tell whether the form was given by us to this browser, so that nobody else can put words on our page."""
    if not _may_be_read():
        return False
    if _from_our_page():
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValueError:
        return False
    return True


def _may_be_read() -> bool:
    """Nobody who is signed out makes us read a file, but who would lose her answers with it; its bytes go nowhere."""
    if request.mimetype == _A_FORM:
        return (request.content_length or 0) <= OUTSIDE
    beside = request.mimetype == _WITH_A_FILE and request.endpoint in BESIDE_A_FILE
    return beside and _from_our_page() and ended_session() is not None and _has_fields()


def _has_fields() -> bool:
    size, most = request.content_length, request.max_content_length
    if size is None or most is None or size > most:
        return False
    try:
        return bool(request.form)
    except RequestEntityTooLarge:  # of its parts, or of what stands in them
        return False


def _from_our_page() -> bool:
    """Tell whether the browser itself says so, which no other page can make it say.

    A form's token ends when she signs out in another tab; what she wrote there does not.
    """
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _sign_in_address(ended: Ended | None) -> str:
    asked = ["som=deltagare"] if _of_participant(ended) else []
    if may_go_back(ended):
        asked.append(f"next={quote(request.full_path.rstrip('?'), safe='/')}")
    return f"{SIGN_IN_PATH}{'?' if asked else ''}{'&'.join(asked)}"


def _of_participant(ended: Ended | None) -> bool:
    """Tell whether it is a participant who is to sign in: by the session that ran out, the browser, or the address.

    What it says of an address, it says to everybody, whether anything is there or not.
    """
    if ended is not None:
        return ended.participant
    return of_participant() or request.endpoint in _HER_PAGES or request.blueprint in _OF_PARTICIPANTS


def may_go_back(ended: Ended | None) -> bool:
    """Tell whether the address can be opened by itself and leads somewhere; some only take a form.

    From a screen that was lent to a participant it is the coach who signs in, and her pages are not his.
    """
    if request.path == "/" or request.path.startswith(_THE_SCREEN) or (ended is not None and ended.assisted):
        return False
    if request.method == "GET":
        return True
    try:
        current_app.url_map.bind("localhost").match(request.path, method="GET")
    except HTTPException:
        return False
    return True
