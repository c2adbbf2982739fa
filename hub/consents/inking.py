"""Takes a drawn signature in: whatever a browser sends is decoded, measured and written anew as a small plain PNG."""

import warnings
from base64 import b64decode
from binascii import Error as NotBase64
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from hub.store.errors import Invalid

LARGEST: Final = 300_000  # bytes of base64; a drawn name takes a tenth
_MOST_PIXELS: Final = 2_000_000
_WIDEST: Final = (1200, 500)
_LEAST_INK: Final = 40  # pixels: fewer is a slip of the finger
_PREFIX: Final = "data:image/png;base64,"
_DARK: Final = 128
_SAY: Final = "Namnteckningen gick inte att läsa. Rita den igen, eller skriv ditt namn i stället."


def read_drawing(sent: str) -> bytes | None:
    """Give the drawn name as a PNG of our own making; None: nothing was drawn. Raises Invalid (field `drawing`)."""
    sent = sent.strip()
    if not sent:
        return None
    if len(sent) > LARGEST:
        raise Invalid({"drawing": [_SAY]})
    try:
        content = b64decode(sent.removeprefix(_PREFIX), validate=True)
    except (NotBase64, ValueError):
        raise Invalid({"drawing": [_SAY]}) from None
    ink = _ink(content)
    if ink.point(lambda tone: 1 if tone < _DARK else 0).getbbox() is None or _pixels(ink) < _LEAST_INK:
        return None
    written = BytesIO()
    ink.save(written, "PNG", optimize=True)
    return written.getvalue()


def _ink(content: bytes) -> Image.Image:
    """Put the ink on white in shades of grey."""
    try:
        drawn = _decoded(content)
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - a file may be broken in ways that the reader has no one error for
        raise Invalid({"drawing": [_SAY]}) from None
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    grey = ImageOps.contain(paper.convert("L"), _WIDEST) if drawn.width > _WIDEST[0] else paper.convert("L")
    return Image.frombytes("L", grey.size, grey.tobytes())  # pixels alone: no metadata comes along


def _decoded(content: bytes) -> Image.Image:
    """Decode PNG alone, within bounds told by its header."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content), formats=("PNG",)) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise Invalid({"drawing": [_SAY]})
            return found.convert("RGBA")


def _pixels(ink: Image.Image) -> int:
    return sum(ink.histogram()[:_DARK])
