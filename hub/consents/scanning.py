"""Takes a scanned paper in: sniffed and decoded, never trusted, and written anew as plain pictures of its pages."""

import warnings
from collections.abc import Sequence
from io import BytesIO
from threading import Lock
from typing import Final

import pypdfium2
from PIL import Image, ImageOps

from hub.store.errors import Invalid
from hub.store.told import told

LARGEST: Final = 10 * 1024 * 1024  # bytes
MOST_PAGES: Final = 10
_MOST_PIXELS: Final = 40_000_000
_LONGEST_SIDE: Final = 1700  # pixels: an A4 at 150 dpi, where handwriting is easily read
_WIDEST_SHOWN: Final = 1100
_QUALITY: Final = 75
_PDF: Final = b"%PDF-"
_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_FORMATS: Final = {_JPEG: "JPEG", _PNG: "PNG"}
_SAY_KIND: Final = "Filen gick inte att läsa. Skanna till PDF, JPEG eller PNG och försök igen."
_SAY_LARGE: Final = "Filen är för stor. Skanna med lägre upplösning, högst 10 megabyte."
_one_at_a_time: Final = Lock()  # the PDF library must not be entered by two threads


def read_scan(content: bytes) -> tuple[bytes, ...]:
    """Give each page as a JPEG of our own making, without metadata. Raises Invalid (field `scan`)."""
    if not content:
        raise _fault("Välj den skannade filen.")
    if len(content) > LARGEST:
        raise _fault(_SAY_LARGE)
    if content.startswith(_PDF):
        return tuple(_jpeg(page) for page in _of_pdf(content))
    for magic, kind in _FORMATS.items():
        if content.startswith(magic):
            return (_of_image(content, kind),)
    raise _fault(_SAY_KIND)


def in_one(pages: Sequence[bytes]) -> bytes:
    """Put the pages under one another in one picture, for who compares them with the answers."""
    opened = [_narrow(Image.open(BytesIO(page), formats=("JPEG",)).convert("RGB")) for page in pages]
    whole = Image.new("RGB", (max(one.width for one in opened), sum(one.height for one in opened)), "white")
    top = 0
    for one in opened:
        whole.paste(one, (0, top))
        top += one.height
    return _jpeg(whole)


def _fault(say: str) -> Invalid:
    return Invalid({"scan": [say]})


def _of_image(content: bytes, kind: str) -> bytes:
    try:
        return _jpeg(_decoded(content, kind))
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - a file may be broken in ways that the reader has no one error for
        raise _fault(_SAY_KIND) from None


def _decoded(content: bytes, kind: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what stands beside the picture
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content), formats=(kind,)) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise _fault(_SAY_LARGE)
            turned = ImageOps.exif_transpose(found)
            return _smaller(turned.convert("RGB"))


def _of_pdf(content: bytes) -> list[Image.Image]:
    """Draw the pages; nothing else of a PDF is kept: no script, no attachment, no form."""
    try:
        with _one_at_a_time, pypdfium2.PdfDocument(content) as found:
            if len(found) > MOST_PAGES:
                raise Invalid({"scan": [told("Filen har fler än %(most)s sidor.", most=MOST_PAGES)]})
            return [_drawn(found[number]) for number in range(len(found))]
    except pypdfium2.PdfiumError:
        raise _fault(_SAY_KIND) from None


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    longest = max(*page.get_size(), 1.0)
    picture: Image.Image = page.render(scale=_LONGEST_SIDE / longest).to_pil().convert("RGB")
    return picture


def _smaller(picture: Image.Image) -> Image.Image:
    if max(picture.size) > _LONGEST_SIDE:
        return ImageOps.contain(picture, (_LONGEST_SIDE, _LONGEST_SIDE))
    return picture


def _narrow(picture: Image.Image) -> Image.Image:
    return ImageOps.contain(picture, (_WIDEST_SHOWN, picture.height)) if picture.width > _WIDEST_SHOWN else picture


def _jpeg(picture: Image.Image) -> bytes:
    plain = Image.frombytes("RGB", picture.size, picture.tobytes())  # pixels alone: no metadata comes along
    written = BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
