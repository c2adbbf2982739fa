"""What the server itself refuses is told in Swedish and English, with what mends it, and kept nowhere."""

import json
import socket
from http import HTTPStatus
from itertools import product
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import errors
from gunicorn.workers.gthread import _DEFER as LATER
from gunicorn.workers.gthread import TConn, ThreadWorker

from hub.cli.refusing import Worker, answer, status_of
from hub.web.headers import ALWAYS
from tests.cli.conftest import serving
from tests.cli.test_serving import environment

__all__ = ["environment"]

CANARY = "canary-secret"
PROBLEM = "application/problem+json"


def said_to(address: str, request: bytes) -> tuple[int, dict[str, str], str]:
    """Send it as it is, and give status, headers and body."""
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=30) as asking:
        asking.sendall(request)
        got = b"".join(iter(lambda: asking.recv(65_536), b""))
    return parts(got)


def parts(got: bytes) -> tuple[int, dict[str, str], str]:
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode("ascii").split("\r\n")
    headers = dict(line.split(": ", 1) for line in rest)
    assert int(headers["Content-Length"]) == len(body)
    return int(first.split()[1]), headers, body.decode()


def test_the_server_says_it_in_words(environment: dict[str, str]) -> None:
    with serving(environment, "serve", "--i-accept-file-keys") as (process, address):
        long, large = CANARY * 700, f"Cookie: {CANARY * 700}\r\n"
        sent = {
            414: f"GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n",
            431: f"GET / HTTP/1.1\r\nHost: a\r\n{large}\r\n",
            400: f"GET /{CANARY} NOTHING\r\n\r\n",
        }
        for status, request in sent.items():
            told, headers, page = said_to(address, request.encode())
            assert told == status, page
            assert headers["Cache-Control"] == "no-store"
            assert ALWAYS.items() <= headers.items()
            assert all(word in page for word in ('<html lang="sv">', '<div lang="en">', 'href="/"'))
            assert CANARY not in page
        for (status, request), whole in product(sent.items(), ("", "http://hub.example:8000")):
            asked = request.replace(" /", f" {whole}/api/v1/", 1).encode()
            told, headers, said = said_to(address, asked)
            assert (told, headers["Content-Type"], json.loads(said)["status"]) == (status, PROBLEM, status)
            assert CANARY not in said
        told, headers, said = said_to(address, b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
        process.terminate()
        process.wait(30)
        assert process.stdout is not None
        noted = process.stdout.read()
    assert (told, headers["Content-Type"], json.loads(said)["status"]) == (400, PROBLEM, 400)
    assert CANARY not in noted
    assert "LimitRequestLine" in noted


def test_who_has_sent_nothing_holds_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server waits five seconds in a thread for the first byte: fifty silent callers held up everybody for 30 s."""
    monkeypatch.setattr(ThreadWorker, "handle", lambda _worker, conn: conn)
    worker = object.__new__(Worker)  # what it holds besides is of a process that serves
    asking, asked = socket.socketpair()
    with asking, asked:
        conn = TConn(Config(), asked, "", "")
        assert worker.handle(conn) is LATER
        asking.sendall(b"G")
        assert worker.handle(conn) is conn


@pytest.mark.parametrize("status", ["BAD_REQUEST", "REQUEST_URI_TOO_LONG", "INTERNAL_SERVER_ERROR", "FORBIDDEN"])
def test_a_program_is_told_a_problem(status: str) -> None:
    told, headers, body = parts(answer(HTTPStatus[status], program=True))
    assert headers["Content-Type"] == PROBLEM
    problem: dict[str, Any] = json.loads(body)
    assert (problem["status"], problem["type"]) == (told, "about:blank")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.LimitRequestLine(9, 8), 414),
        (errors.LimitRequestHeaders("x"), 431),
        (errors.ParseException("x"), 400),
        (errors.InvalidResponseHeader("x"), 500),
        (errors.UnsupportedTransferCoding("x"), 501),
        (errors.ForbiddenProxyRequest("x"), 403),
        (RuntimeError("x"), 500),
    ],
)
def test_each_kind_has_its_status(error: Exception, status: int) -> None:
    assert status_of(error) == status
