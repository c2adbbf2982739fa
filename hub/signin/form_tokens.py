"""The token of a browser's forms begins with whose it is, so that a form from before a sign-in is known as hers or not.

It serves as any other token does: only while it is the browser's own. What it says beyond that opens and saves nothing.
"""

from hmac import compare_digest
from hmac import new as new_hmac
from typing import Final

from flask import current_app, request
from flask import session as form_session
from itsdangerous import BadData, URLSafeTimedSerializer

from hub.signin.current import SignedIn
from hub.store.ground import ground

TOKEN: Final = "csrf_token"  # noqa: S105 - the name under which a browser's forms have theirs
_SALT: Final = "wtf-csrf-token"  # with which Flask-WTF signs it
_OWN: Final = "own"  # in the browser's own cookie, from a participant's sign-in until somebody signs in or out there
_RANDOM_BYTES: Final = 20


def begin_anew(who: SignedIn) -> None:
    """Let no form's token from before the sign-in serve any longer, but her own: she may have another tab open.

    Her own is also of the same unit: what she writes for one may not be saved for another.
    """
    hers = _mark(who)
    before = form_session.get(TOKEN, "")
    form_session.clear()
    form_session[TOKEN] = before if before.startswith(hers) else f"{hers}{ground().random(_RANDOM_BYTES).hex()}"
    if who.participant is not None and not who.assisted:
        form_session[_OWN] = True


def of_participant() -> bool:
    """Tell whether who signed in last in this browser is a participant: whose form of signing in she meets."""
    return form_session.get(_OWN) is True


def given_to(who: SignedIn) -> bool:
    """Tell whether the form that was sent was once given to her, for the unit that she now works for."""
    signed = URLSafeTimedSerializer(_secret(), salt=_SALT)
    try:
        token = str(signed.loads(request.form.get(TOKEN, "")))
    except BadData:
        return False
    hers = _mark(who)
    return compare_digest(token[: len(hers)].encode(), hers.encode())


def _mark(who: SignedIn) -> str:
    told = f"{who.account} {who.employment}".encode()
    return f"{new_hmac(_secret(), told, 'sha256').hexdigest()}."


def _secret() -> bytes:
    secret = current_app.secret_key
    if not isinstance(secret, bytes):  # the composition root gives it as bytes; without it no form is served
        raise TypeError
    return secret
