"""Takes a step-up along with a page's own form, so that nothing typed is lost; on every page the same field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from flask import after_this_request, g
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from hub.signin import passkeys
from hub.signin.cookies import put_cookie
from hub.signin.current import SignedIn, Surface, signed_in
from hub.signin.requests import client
from hub.signin.second_factor import Shown
from hub.signin.stepping_up import fresh, step_up
from hub.store.errors import Invalid, TooMany
from hub.store.ground import ground

FIELD: Final = "step_up"
PASSKEY: Final = "step_up_passkey"
_LONGEST: Final = 64
_SECONDS: Final = 60  # of a minute
_TOLD_IN_MINUTES: Final = 2 * _SECONDS


def confirm(form: Mapping[str, str]) -> SignedIn:
    """Give who asks, once she is stepped up: as she is when that is fresh, else by the code or passkey in the form.

    Call it after the form's other fields were read and before the change is opened. Raises Invalid under the field
    `step_up` (no code, a wrong one, or one too soon), so that the route shows its form again with all that was typed.
    """
    who = signed_in()
    if fresh(who):
        return who
    shown = Shown(code=form.get(FIELD, "")[:_LONGEST], passkey=form.get(PASSKEY, ""))
    if not shown.code.strip() and not shown.passkey:
        raise Invalid({FIELD: ["Skriv en ny kod från appen. Allt du har skrivit på sidan finns kvar."]})
    try:
        with patiently("code"):
            stepped, secret = step_up(ground(), who, shown, client(Surface.PAGE))
    except Invalid as wrong:
        raise Invalid({FIELD: wrong.errors["code"]}) from None
    g.signed_in = stepped
    if secret is not None:
        _hand_out(secret)
    return stepped


@contextmanager
def patiently(field: str) -> Iterator[None]:
    """Say at this field of a form how long she has to wait: a page of its own would lose all that was typed.

    Raises Invalid in the place of TooMany.
    """
    try:
        yield
    except TooMany as too_many:
        raise Invalid({field: [too_soon(too_many)]}) from None


def too_soon(too_many: TooMany) -> str:
    """Say it in the asker's language, from two minutes on in minutes: nobody counts 840 seconds."""
    if too_many.retry_after >= _TOLD_IN_MINUTES:
        minutes = -(-too_many.retry_after // _SECONDS)
        return _("För många försök. Vänta %(minutes)s minuter och försök igen.", minutes=minutes)
    return ngettext(
        "För många försök. Vänta %(num)s sekund och försök igen.",
        "För många försök. Vänta %(num)s sekunder och försök igen.",
        too_many.retry_after,
    )


def _hand_out(secret: str) -> None:
    settings = ground().settings

    @after_this_request
    def put(response: Response) -> Response:
        put_cookie(response, secret, settings)
        return response


def passkey_options() -> str | None:
    """Give what the browser needs to step up with a passkey; None when she has none. For the field's template."""
    who = signed_in()
    with ground().store.read() as tx:
        held = passkeys.credentials_of(tx, account_id=who.account)
    return passkeys.options_for_proving(ground(), scope=who.account, at=who.at, held=held) if held else None
