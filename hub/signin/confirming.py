"""Takes a step-up along with a page's own form, so that nothing typed is lost; on every page the same field."""

from collections.abc import Mapping
from typing import Final

from flask import after_this_request, g
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.signin.cookies import put_cookie
from hub.signin.current import SignedIn, signed_in
from hub.signin.stepping_up import fresh, step_up
from hub.store.errors import Invalid
from hub.store.ground import ground

FIELD: Final = "step_up"
_LONGEST: Final = 64


def confirm(form: Mapping[str, str]) -> SignedIn:
    """Give who asks, once she is stepped up: as she is when that is fresh, else by the code in the form.

    Call it after the form's other fields were read and before the change is opened. Raises Invalid under the field
    `step_up` (no code, or a wrong one), so that the route shows its form again with all that was typed; or TooMany.
    """
    who = signed_in()
    if fresh(who):
        return who
    code = form.get(FIELD, "")[:_LONGEST]
    if not code.strip():
        raise Invalid({FIELD: [_("Skriv en ny kod från appen. Allt du har skrivit på sidan finns kvar.")]})
    try:
        stepped, secret = step_up(ground(), who, code)
    except Invalid as wrong:
        raise Invalid({FIELD: wrong.errors["code"]}) from None
    g.signed_in = stepped
    if secret is not None:
        _hand_out(secret)
    return stepped


def _hand_out(secret: str) -> None:
    settings = ground().settings

    @after_this_request
    def put(response: Response) -> Response:
        put_cookie(response, secret, settings)
        return response
