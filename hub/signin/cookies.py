"""Carries a session's secret: in the pages' cookie or the API's bearer token, and neither is read for the other."""

from typing import Final

from flask import Request
from werkzeug.wrappers import Response

from hub.signin.current import Surface
from hub.store.ground import Settings

PREFIXED: Final = "__Host-hub"
LOOPBACK: Final = "hub"
_BEARER: Final = "bearer "


def is_secure(settings: Settings) -> bool:
    """Everywhere but on the demo's own machine, which has no certificate; there settings refuse any other address."""
    return settings.production or not settings.demo or not settings.base_url.startswith("http://")


def cookie_name(settings: Settings) -> str:
    return PREFIXED if is_secure(settings) else LOOPBACK


def presented(request: Request, surface: Surface, settings: Settings) -> str | None:
    """Return the secret that the client shows on this surface."""
    if surface is Surface.PAGE:
        return request.cookies.get(cookie_name(settings))
    header = request.headers.get("Authorization", "")
    return header[len(_BEARER) :].strip() if header[: len(_BEARER)].lower() == _BEARER else None


def put_cookie(response: Response, secret: str, settings: Settings) -> None:
    """Give the pages' cookie; it ends with the browser, and the server's own clock ends it earlier."""
    response.set_cookie(
        cookie_name(settings), secret, path="/", secure=is_secure(settings), httponly=True, samesite="Lax"
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(cookie_name(settings), path="/", secure=is_secure(settings), httponly=True, samesite="Lax")
