"""The page that says whether the log is whole, and lets a reviewer have all of it walked."""

from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from hub.oversight.checking import ask_for_walk, wholeness
from hub.oversight.faults import FAULT_LABELS
from hub.signin.current import signed_in
from hub.store.ground import ground

whole_pages = Blueprint("whole_pages", __name__, template_folder="templates")

_ADDRESS: Final = "/logg-ar-hel"
_AGAIN: Final = "2"  # seconds, while a walk is under way: a browser without scripts looks again by itself


@whole_pages.get(_ADDRESS)
def whole() -> Response:
    found = wholeness(ground(), signed_in())
    page = make_response(render_template("oversight/whole.html", found=found, faults=FAULT_LABELS))
    if found.walking is not None:
        page.headers["Refresh"] = _AGAIN
    return page


@whole_pages.post(_ADDRESS)
def walk() -> AnyResponse:
    ask_for_walk(ground(), signed_in())
    return redirect(_ADDRESS, 303)
