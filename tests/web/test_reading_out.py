"""A refusal that looks at no body still takes all of it in, so that whoever sends it lives to hear the answer."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from hub.web.reading_out import read_out

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def refuse(_: "WSGIEnvironment", __: "StartResponse") -> Iterable[bytes]:
    return [b"too large"]


class HungUp(BytesIO):
    def read(self, _: int | None = None) -> bytes:
        raise ConnectionResetError


def test_what_is_left_of_a_body_is_read_before_the_answer() -> None:
    body = BytesIO(bytes(3_000_000))
    assert read_out(refuse)({"wsgi.input": body}, lambda *_: print) == [b"too large"]
    assert body.read() == b""


def test_a_body_without_an_end_is_not_waited_for() -> None:
    body = BytesIO(bytes(30_000_000))
    read_out(refuse)({"wsgi.input": body}, lambda *_: print)
    assert body.read(1)


def test_who_has_hung_up_does_no_harm() -> None:
    assert read_out(refuse)({"wsgi.input": HungUp()}, lambda *_: print) == [b"too large"]
