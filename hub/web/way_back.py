"""Finds the page that a sent form belongs to: its own address, or the nearest above it that can be opened."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from hub.web.admission import is_an_address
from hub.web.signed_out import may_go_back, same_address


def page_of_form() -> str:
    """Give where to come back to from the answer to a form: an answer has no address of its own."""
    return same_address() if may_go_back(None) else page_above() or "/"


def page_above() -> str:
    """Give the nearest address above this one that is a page: where the button is that this address answers to."""
    pages = current_app.url_map.bind("")
    parts = request.path.strip("/").split("/")
    above = ("/" + "/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((address for address in above if _is_page(pages, address)), "")


def _is_page(pages: MapAdapter, address: str) -> bool:
    try:
        return is_an_address(pages.match(address, "GET")[1])
    except HTTPException:
        return False
