"""Sends one request again and again over a bounded number of kept connections to this machine, for a bounded time."""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

CONNECTIONS: Final = 8
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
_LONGEST_WAIT: Final = 10.0  # seconds


class Failed(Exception):  # noqa: N818 - names what happened
    """The server answered something else than was measured."""


@dataclass(slots=True)
class _Line:
    connection: socket.socket
    sent: bytes
    got: bytearray = field(default_factory=bytearray)
    expected: int = 0  # bytes of the answer under way, 0 while its head is not whole


def request(port: int, path: str, headers: dict[str, str]) -> bytes:
    told = {"Host": f"127.0.0.1:{port}", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


def send(port: int, sent: bytes) -> None:
    """Send one request on a connection of its own. Raises Failed for any answer but 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=_LONGEST_WAIT) as connection:
        line = _Line(connection, sent)
        connection.sendall(sent)
        while not _received(line):
            pass


def drive(port: int, requests: Sequence[bytes], *, seconds: float) -> int:
    """Send each connection's own request; give how many answers came. Raises Failed for any but 200."""
    answered = 0
    with selectors.DefaultSelector() as waiting:
        for place in range(CONNECTIONS):
            sent = requests[place % len(requests)]
            line = _Line(socket.create_connection(("127.0.0.1", port), timeout=_LONGEST_WAIT), sent)
            line.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(line.connection, selectors.EVENT_READ, line)
            line.connection.sendall(line.sent)
        ends = time.monotonic() + seconds
        while waiting.get_map():
            ready = waiting.select(_LONGEST_WAIT)
            if not ready:
                raise Failed("no answer")
            for key, _ in ready:
                if not _received(key.data):
                    continue
                answered += 1
                if time.monotonic() < ends:
                    key.data.connection.sendall(key.data.sent)
                else:
                    waiting.unregister(key.data.connection)
                    key.data.connection.close()
    return answered


def _received(line: _Line) -> bool:
    """Read what has come and tell whether the answer is whole."""
    part = line.connection.recv(1 << 17)
    if not part:
        raise Failed("the connection was closed")
    line.got += part
    if not line.expected:
        head = line.got.find(_END)
        if head < 0:
            return False
        line.expected = head + len(_END) + _body_length(bytes(line.got[:head]))
    if len(line.got) < line.expected:
        return False
    line.got.clear()
    line.expected = 0
    return True


def _body_length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    if lines[0].split()[1] != b"200":
        raise Failed(lines[0].decode())
    return int(next(line for line in lines if line.startswith(_LENGTH)).removeprefix(_LENGTH))
