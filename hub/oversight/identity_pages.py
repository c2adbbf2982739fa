"""The page on which a reviewer says why, and then sees whom one case is about."""

from flask import Blueprint, Response, render_template, request

from hub.oversight.revealing import LONGEST, checked, reveal
from hub.signin.confirming import confirm
from hub.store.errors import Invalid
from hub.store.ground import ground

identity_pages = Blueprint("identity_pages", __name__, template_folder="templates")


@identity_pages.get("/logg/arende/<number>/identitet")
def ask(number: str) -> Response:
    return _page(number, {}, {})


@identity_pages.post("/logg/arende/<number>/identitet")
def show(number: str) -> Response:
    try:
        reason = checked(request.form.get("reason", ""))
        who = confirm(request.form)
        revealed = reveal(ground(), who, number=number.upper(), reason=reason)
    except Invalid as refused:
        return _page(number, {"reason": request.form.get("reason", "")}, refused.errors)
    return Response(render_template("oversight/identity.html", number=number, revealed=revealed))


def _page(number: str, typed: dict[str, str], errors: dict[str, list[str]]) -> Response:
    shown = {"number": number, "typed": typed, "errors": errors, "longest": LONGEST, "revealed": None}
    return Response(render_template("oversight/identity.html", **shown), 422 if errors else 200)
