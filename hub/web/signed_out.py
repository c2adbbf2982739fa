"""What somebody meets whose session ended while she wrote: the way back, and her own words to copy, kept nowhere."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from flask import current_app, flash, redirect, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

SIGN_IN_PATH: Final = "/logga-in"
# The fields in which somebody writes words of her own; never a code, a password, a number or a name.
_OWN_WORDS: Final = frozenset({"goal", "place", "present", "provider", "reason", "text", "title"})
_ENDED: Final = _("Du är utloggad, för det gick en stund utan att något hände. Logga in igen.")
_THE_SCREEN: Final = "/skarmen"  # of a session that is over: there is nothing to go back to
_UNAUTHORIZED: Final = 401
_A_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST: Final = 64 * 1024  # bytes; nobody who is signed out makes us read a file


def to_sign_in() -> Response:
    """Lead to the sign-in and then back. Who had written is shown her words first, when the form was ours."""
    if request.method == "GET":
        return redirect(_sign_in_address(), 303)
    if not _is_our_form():
        return redirect(SIGN_IN_PATH, 303)
    words = list(_own_words())
    if not words:
        flash(str(_ENDED), "error")
        return redirect(_sign_in_address(), 303)
    # To open the same address leads to the sign-in and back; to say it here would tell two addresses apart.
    onward = f"?{request.query_string.decode('ascii', 'ignore')}" if _may_go_back() else SIGN_IN_PATH
    page = render_template("signed_out.html", words="\n\n".join(words), onward=onward)
    return Response(page, _UNAUTHORIZED, content_type="text/html; charset=utf-8")


def _own_words() -> Iterator[str]:
    for name, value in request.form.items(multi=True):
        if name.partition("-")[0] in _OWN_WORDS and value.strip():
            yield value.strip()


def _is_our_form() -> bool:
    """Tell whether the form was given by us to this browser, so that nobody else can put words on our page."""
    if request.mimetype != _A_FORM or (request.content_length or 0) > _LONGEST:
        return False
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValueError:
        return False
    return True


def _sign_in_address() -> str:
    if not _may_go_back():
        return SIGN_IN_PATH
    return f"{SIGN_IN_PATH}?next={quote(request.full_path.rstrip('?'), safe='/')}"


def _may_go_back() -> bool:
    """Tell whether the address can be opened by itself and leads somewhere; some only take a form."""
    if request.path == "/" or request.path.startswith(_THE_SCREEN):
        return False
    if request.method == "GET":
        return True
    try:
        current_app.url_map.bind("localhost").match(request.path, method="GET")
    except HTTPException:
        return False
    return True
