"""Draws an address as a QR code: an SVG that stands in the page itself, without style attributes or scripts."""

import segno
from flask_babel import gettext as _
from markupsafe import Markup

_QUIET_ZONE = 4  # modules; ISO/IEC 18004


def picture(address: str, *, name: str | None = None) -> Markup:
    """Give the SVG for who sees; who does not finds the same secret as text beside it. `name` says what it is."""
    code = segno.make(address, micro=False, error="m")
    drawn = code.svg_inline(border=_QUIET_ZONE, omitsize=True, svgclass="qr", lineclass=None)
    label = Markup.escape(name or _("QR-kod för appen"))
    return Markup(drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1))  # noqa: S704 - drawn by the library


def grouped(secret: str) -> str:
    """Give a secret in groups of four, for who types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
