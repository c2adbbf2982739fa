# What the hub uses of gunicorn, which ships without types. The names are its own.
from socket import socket

class TConn:
    initialized: bool
    def __init__(self, cfg: object, sock: socket, client: object, server: object) -> None: ...
    def wait_for_data(self, timeout: float) -> bool: ...

class ThreadWorker:
    def handle(self, conn: TConn) -> object: ...

_DEFER: object
