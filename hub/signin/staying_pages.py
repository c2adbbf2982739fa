"""Staying signed in: the one press by which somebody who is warned says that she is still there."""

from flask import Blueprint, Response

from hub.signin.current import signed_in
from hub.signin.lasting import left_of

pages = Blueprint("staying_pages", __name__)


@pages.post("/jag-ar-kvar")
def stay() -> Response:
    """Tell how long it lasts now. The guard has looked the session up, and with that it was seen."""
    left = left_of(signed_in())
    told = {"Seconds-Left": str(left.seconds), "Ends-For-Good": "yes" if left.final else "no"}
    return Response(status=204, headers=told)
