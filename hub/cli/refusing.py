"""What the server refuses before the hub is asked is told in words too: in Swedish and in English, with what mends it.

It has not read the request, so nobody's language is known. That a program asks is known by how the address begins,
where so much was read before it was refused. Nothing of what was sent is repeated, and no note tells of more than the
kind of error: what is sent so may hold the secret of a link.
"""

import logging
import re
from html import escape
from http import HTTPStatus
from socket import socket
from ssl import SSLError
from traceback import walk_tb
from typing import Any, Final

import orjson
from gunicorn.http.errors import (
    ConfigurationProblem,
    ExpectationFailed,
    ForbiddenProxyRequest,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import _DEFER as _LATER
from gunicorn.workers.gthread import TConn, ThreadWorker

from hub.web.headers import ALWAYS, KEPT_NOWHERE

_Said = tuple[tuple[str, str], tuple[str, str]]  # title and detail, in Swedish and in English

_UNREADABLE: Final = (
    ("Det gick inte att läsa.", "Gå tillbaka och försök igen. Hjälper det inte, börja om från första sidan."),
    ("It could not be read.", "Go back and try again. If that does not help, begin at the first page."),
)
_BROKEN: Final = (
    ("Något gick fel hos oss.", "Försök igen om en stund. Det du gjorde kan behöva göras om."),
    ("Something went wrong on our side.", "Try again in a while. What you did may have to be done again."),
)
_BY_STATUS: Final = {
    HTTPStatus.REQUEST_URI_TOO_LONG: (
        ("Adressen är för lång.", "Korta adressen, eller börja om från första sidan."),
        ("The address is too long.", "Shorten the address, or begin at the first page."),
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        ("Webbläsaren skickade för mycket.", "Ta bort kakorna för den här webbplatsen och försök igen."),
        ("Your browser sent too much.", "Remove the cookies of this site and try again."),
    ),
}
# The first that fits; what is ours to mend stands before what it is a kind of.
_STATUSES: Final[tuple[tuple[tuple[type[Exception], ...], HTTPStatus], ...]] = (
    ((InvalidResponseHeader, InvalidResponseHeaderName, ConfigurationProblem), HTTPStatus.INTERNAL_SERVER_ERROR),
    ((LimitRequestLine,), HTTPStatus.REQUEST_URI_TOO_LONG),
    ((LimitRequestHeaders,), HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    ((ExpectationFailed,), HTTPStatus.EXPECTATION_FAILED),
    ((UnsupportedTransferCoding,), HTTPStatus.NOT_IMPLEMENTED),
    ((ForbiddenProxyRequest, SSLError), HTTPStatus.FORBIDDEN),
    ((ParseException,), HTTPStatus.BAD_REQUEST),
)
_READING: Final = "parse"  # gunicorn.http.message.Request.parse
_BEGINNING: Final = 512  # bytes: a method and the first of the address
_OF_PROGRAMS: Final = re.compile(r"(?:https?://[^/]*)?/api/")  # a whole address is one too
_log: Final = logging.getLogger("hub.cli")


class Worker(ThreadWorker):
    """The server's own worker, but for what it says of what it refuses, and where who says nothing waits."""

    def handle(self, conn: TConn) -> object:
        """Answer, but leave who has sent nothing yet to wait where she holds no thread: its own waits 5 s in one."""
        return super().handle(conn) if conn.initialized or conn.wait_for_data(0) else _LATER

    def handle_error(self, req: Any, client: socket, addr: object, exc: Exception) -> None:  # noqa: ARG002 - its own
        status = status_of(exc)
        _log.log(
            logging.ERROR if status is HTTPStatus.INTERNAL_SERVER_ERROR else logging.WARNING,
            "request_refused",
            extra={"error": type(exc).__name__, "status": int(status)},
        )
        try:
            write_nonblock(client, answer(status, program=is_for_programs(req, exc)))
        except OSError:  # whoever asked is gone
            return


def is_for_programs(req: Any, error: Exception) -> bool:
    """Tell whether the address is of the API: by the request, or by the bytes that were being read when it failed."""
    path = getattr(req or getattr(error, "req", None), "path", None)
    if path is None:
        # Of what is too long the server makes no request: the bytes lie in the frame that gave up, and nowhere else.
        frames = (frame.f_locals for frame, _ in walk_tb(error.__traceback__) if frame.f_code.co_name == _READING)
        read = next((found["buf"] for found in frames if isinstance(found.get("buf"), bytearray)), b"")
        path = bytes(read[:_BEGINNING]).decode("latin-1").lstrip("\r\n").partition(" ")[2]
    return _OF_PROGRAMS.match(str(path)) is not None


def status_of(error: Exception) -> HTTPStatus:
    found = (status for kinds, status in _STATUSES if isinstance(error, kinds))
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def answer(status: HTTPStatus, *, program: bool) -> bytes:
    """Give the whole answer, after which the connection ends."""
    said = _BY_STATUS.get(status, _BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _UNREADABLE)
    kind, body = ("application/problem+json", _problem(status, said)) if program else (_HTML, _page(said))
    headers = {**ALWAYS, **KEPT_NOWHERE, "Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"}
    lines = "\r\n".join(f"{name}: {value}" for name, value in headers.items())
    return f"HTTP/1.1 {int(status)} {status.phrase}\r\n{lines}\r\n\r\n".encode("ascii") + body


def _problem(status: HTTPStatus, said: _Said) -> bytes:
    (title, detail), (_, english) = said
    told = {"type": "about:blank", "title": title, "status": int(status), "detail": f"{detail} {english}"}
    return orjson.dumps(told)


def _page(said: _Said) -> bytes:
    (title, detail), (english_title, english) = (tuple(map(escape, one)) for one in said)
    return _PAGE.format(title=title, detail=detail, english_title=english_title, english=english).encode()


_HTML: Final = "text/html; charset=utf-8"
_PAGE: Final = """<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Ingången</title>
<link rel="stylesheet" href="/static/hub.css">
</head>
<body>
<main class="wide">
<h1>{title}</h1>
<p>{detail} <a href="/">Till första sidan</a></p>
<div lang="en">
<h2>{english_title}</h2>
<p>{english} <a href="/">To the first page</a></p>
</div>
</main>
</body>
</html>
"""
