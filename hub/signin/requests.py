"""What the routes of signing in take from a request."""

from typing import Final

from flask import request

from hub.signin.beginning import Client
from hub.signin.current import Surface, whoever
from hub.signin.known_browsers import known_cookie
from hub.store.ground import ground

_LONGEST_AGENT: Final = 200


def client(surface: Surface) -> Client:
    """Give where the request comes from, and the session that signing in anew replaces."""
    held = whoever()
    return Client(
        address=request.remote_addr or "",
        surface=surface,
        agent=request.user_agent.string[:_LONGEST_AGENT],
        known=request.cookies.get(known_cookie(ground()), "") if surface is Surface.PAGE else "",
        replaces=held.session if held else None,
    )


def local_path(wanted: str) -> str:
    """Return the path to go on to; an address of somebody else's becomes the first page."""
    lead = wanted[:2]
    is_local = lead[:1] == "/" and lead != "//" and "\\" not in wanted and wanted.isprintable()
    return wanted if is_local else "/"
