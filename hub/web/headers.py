"""Gives every answer its headers: what a browser may load, keep and tell others."""

from typing import Final

from flask import Flask, request
from werkzeug.wrappers import Response

CONTENT_SECURITY_POLICY: Final = (
    # To itself alone: the script that warns before the time runs out says that somebody is still there.
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
# Of everything but the style sheet: a shared computer must not keep what somebody has read.
KEPT_NOWHERE: Final = {"Cache-Control": "no-store", "Vary": "Cookie"}
_TWO_YEARS: Final = "max-age=63072000; includeSubDomains"


def register(app: Flask, *, https: bool) -> None:
    always = [*ALWAYS.items(), *([("Strict-Transport-Security", _TWO_YEARS)] if https else [])]
    kept_nowhere = [*always, *KEPT_NOWHERE.items()]

    @app.after_request
    def add(response: Response) -> Response:
        # Routes set none of these themselves; adding without looking for them costs a tenth.
        response.headers.extend(always if request.endpoint == "static" else kept_nowhere)
        return response
