"""Reads what a refusal left of a body: hung up on halfway, a proxy tells of a dead hub (502) instead of the refusal."""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from gunicorn.http.errors import ParseException

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MOST: Final = 24 * 1024 * 1024  # bytes; more than the proxy lets through (deploy/nginx.conf)
_AT_ONCE: Final = 64 * 1024


def read_out(app: "WSGIApplication") -> "WSGIApplication":
    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        said = app(environ, start_response)
        left = _MOST
        with suppress(OSError, ParseException):  # who has hung up gets no answer anyway
            while left > 0 and (part := environ["wsgi.input"].read(_AT_ONCE)):
                left -= len(part)
        return said

    return answer
