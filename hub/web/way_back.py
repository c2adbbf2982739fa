"""Finds the page that a sent form belongs to: its own address, the nearest above it that can be opened, or a list."""

from collections.abc import Mapping
from typing import Final

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from hub.web.admission import is_an_address
from hub.web.signed_out import may_go_back, same_address

# Of whom or what these are asked there may be no page to the asker, or none any more: the list with them stays.
_IN_LIST: Final[Mapping[str, str]] = {
    "consents_officer.answer": "/att-godta",
    "consents_officer.answer_page": "/att-godta",
    "consents_officer.take_on": "/att-godta",
    "consents_comparing.compare": "/papper",
    "consents_comparing.compare_page": "/papper",
    "consents_comparing.scan": "/papper",
    "staffing_pages.confirm": "/handlaggare",
    "staffing_pages.invite_again": "/handlaggare",
    "staffing_pages.take_back": "/handlaggare",
}
# A text that another coach has drafted is no page of hers; its case is in her list. Nor can the participant open a page
# of its signing, while nobody could witness that.
_OF_ANOTHER: Final = {"another_coach": "/mina-medgivanden", "not_drafter": "/arenden"}


def page_of_form() -> str:
    """Give where to come back to from the answer to a form: an answer has no address of its own."""
    return same_address() if may_go_back(None) else page_above() or "/"


def page_that_stays(code: str | None) -> str:
    """Give the list to go back to, where the asker may have no page of what she asked for; `code` says why not."""
    pages = current_app.url_map.bind("")
    return _IN_LIST.get(_endpoint(pages)) or _OF_ANOTHER.get(code or "", "")


def _endpoint(pages: MapAdapter) -> str:
    """Give what answers here, by whichever method: to who has opened the address of a button nothing does."""
    for method in ("POST", "GET"):
        try:
            return str(pages.match(request.path, method)[0])
        except HTTPException:
            continue
    return ""


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
