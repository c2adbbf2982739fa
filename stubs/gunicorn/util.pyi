# What the hub uses of gunicorn, which ships without types.
from socket import socket

def write_nonblock(sock: socket, data: bytes) -> None: ...
