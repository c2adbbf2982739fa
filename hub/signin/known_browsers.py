"""Knows the browser in which an officer has signed in: who guesses from behind her address does not keep her out there.

The waits after wrong guesses count for an account and an address, and a whole municipality may share one. Each known
browser has a count of its own. It gives no right: what is typed is asked for and tried as anywhere else (OWASP, Device
Cookies). What it holds is sealed for the name that signed in, and says to nobody whose it was; a participant, whose
browser may be a library's, gets none; and programs show none.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import orjson
from werkzeug.wrappers import Response

from hub.signin.cookies import cookie_name, is_secure
from hub.store.clock import DAY, SECOND
from hub.store.ground import Ground
from keys.errors import KeysError
from keys.secrets import SecretBox, hub_box, open_secret, seal_secret

LASTS: Final = 90 * DAY  # since she signed in there last
_PURPOSE: Final = "known_browser"
_MARK_BYTES: Final = 16
_LONGEST: Final = 400  # characters


def known_cookie(ground: Ground) -> str:
    return f"{cookie_name(ground.settings)}-known"


def put_known(response: Response, ground: Ground, *, name: str, at: int) -> None:
    """Let this browser be known as one in which `name` has signed in, by a mark that nobody had before."""
    told = orjson.dumps([ground.random(_MARK_BYTES).hex(), at + LASTS])
    try:
        sealed = seal_secret(_box(ground), purpose=_PURPOSE, record=name, plaintext=told)
    except KeysError:  # she is signed in all the same
        return
    response.set_cookie(
        known_cookie(ground),
        urlsafe_b64encode(sealed).decode(),
        max_age=LASTS // SECOND,
        path="/",
        secure=is_secure(ground.settings),
        httponly=True,
        samesite="Lax",
    )


def known_mark(ground: Ground, shown: str, *, name: str, at: int) -> str | None:
    """Give the browser's mark; None for what is not ours, another name's, changed, or too old."""
    if not shown or len(shown) > _LONGEST:
        return None
    try:
        sealed = urlsafe_b64decode(shown.encode("ascii"))
        mark, ends = orjson.loads(open_secret(_box(ground), purpose=_PURPOSE, record=name, sealed=sealed))
    except (KeysError, ValueError):
        return None
    return str(mark) if at < ends else None


def _box(ground: Ground) -> SecretBox:
    return hub_box(ground.provider, installation=ground.installation)
