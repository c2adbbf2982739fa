"""Serves a world on a real port of this machine, so that a journey goes over HTTP like everybody else."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.cast import TestSettings, World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Live:
    """A world, and where it answers."""

    world: World
    address: str


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def whole(app: "WSGIApplication") -> "WSGIApplication":
    """Read a body to its end before it is sent: this server leaves a file open when the browser has gone meanwhile."""

    def served(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        body = app(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()

    return served


@contextmanager
def serve(make_world: Callable[[TestSettings], World]) -> Iterator[Live]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        world = make_world(TestSettings(base_url=address))
        handler, place = _Quiet, listening.fileno()
        server = make_server("127.0.0.1", port, whole(world.app), threaded=True, request_handler=handler, fd=place)
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        try:
            yield Live(world, address)
        finally:
            server.shutdown()
            serving.join()
            server.server_close()
