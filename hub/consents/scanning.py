"""Takes a scanned paper in: sniffed, decoded apart, never trusted, and written anew as plain pictures of its pages."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from hub.consents import decoding
from hub.consents.decoding import LONGEST_SIDE, MOST_PAGES, PDF, SIZE, TOO_LARGE, TOO_MANY_PAGES
from hub.store.apart import Apart
from hub.store.errors import Invalid
from hub.store.told import told

LARGEST: Final = 10 * 1024 * 1024  # bytes
_WIDEST_SHOWN: Final = 1100
_QUALITY: Final = 75
_KINDS: Final = {b"%PDF-": PDF, b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_SAY_KIND: Final = "Filen gick inte att läsa. Skanna till PDF, JPEG eller PNG och försök igen."
_SAY_LARGE: Final = "Filen är för stor. Skanna med lägre upplösning, högst 10 megabyte."
_BYTES: Final = 3  # of a pixel
_DECODER: Final = Apart(
    script=str(Path(decoding.__file__)),
    seconds=10,  # ten full pages take one or two
    memory=1024**3,  # a picture of the most pixels takes two thirds
    patience=20,
    most_told=MOST_PAGES * (SIZE.size + LONGEST_SIDE * LONGEST_SIDE * _BYTES),
)


def read_scan(content: bytes, *, whose: str | None = None) -> tuple[bytes, ...]:
    """Give each page of what `whose` officer sent as a JPEG of our own making, without metadata.

    Raises Invalid (field `scan`) or TooMany.
    """
    if not content:
        raise _fault("Välj den skannade filen.")
    if len(content) > LARGEST:
        raise _fault(_SAY_LARGE)
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), None)
    if kind is None:
        raise _fault(_SAY_KIND)
    status, said = _DECODER.read(content, kind, whose=whose)
    if status == TOO_MANY_PAGES:
        raise _fault(told("Filen har fler än %(most)s sidor.", most=MOST_PAGES))
    if status or not said:
        raise _fault(_SAY_LARGE if status == TOO_LARGE else _SAY_KIND)
    return tuple(map(_jpeg, _pages(memoryview(said))))


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


def _pages(said: memoryview) -> Iterator[Image.Image]:
    """Read the pages of what was told, which is believed no more than the file was. Raises Invalid."""
    while said:
        width, height = SIZE.unpack(said[: SIZE.size]) if len(said) > SIZE.size else (0, 0)
        end = SIZE.size + width * height * _BYTES
        if not 0 < width <= LONGEST_SIDE or not 0 < height <= LONGEST_SIDE or len(said) < end:
            raise _fault(_SAY_KIND)
        yield Image.frombytes("RGB", (width, height), said[SIZE.size : end])
        said = said[end:]


def _narrow(picture: Image.Image) -> Image.Image:
    return ImageOps.contain(picture, (_WIDEST_SHOWN, picture.height)) if picture.width > _WIDEST_SHOWN else picture


def _jpeg(picture: Image.Image) -> bytes:
    plain = Image.frombytes("RGB", picture.size, picture.tobytes())  # pixels alone: no metadata comes along
    written = BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
