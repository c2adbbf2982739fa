"""Decodes a scanned paper in a process of its own, as a script that takes its kind, and the file on standard input.

Each page is told on standard output: width, height, and its pixels.
"""

import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from struct import Struct
from typing import Final

import pypdfium2
from PIL import Image, ImageOps

PDF: Final = "PDF"
MOST_PAGES: Final = 10
LONGEST_SIDE: Final = 1700  # pixels: an A4 at 150 dpi, where handwriting is easily read
SIZE: Final = Struct(">HH")
TOO_MANY_PAGES, TOO_LARGE = 3, 4  # how the process ends; otherwise by 0, or in any other way
_MOST_PIXELS: Final = 40_000_000


def _decoded(content: bytes, kind: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what stands beside the picture
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content), formats=(kind,)) as found:
            if found.width * found.height > _MOST_PIXELS:
                sys.exit(TOO_LARGE)
            turned = ImageOps.exif_transpose(found)
            return _smaller(turned.convert("RGB"))


def _of_pdf(content: bytes) -> Iterator[Image.Image]:
    """Draw the pages; nothing else of a PDF is kept: no script, no attachment, no form."""
    with pypdfium2.PdfDocument(content) as found:
        if len(found) > MOST_PAGES:
            sys.exit(TOO_MANY_PAGES)
        for number in range(len(found)):
            yield _drawn(found[number])


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    longest = max(*page.get_size(), 1.0)
    picture: Image.Image = page.render(scale=LONGEST_SIDE / longest).to_pil().convert("RGB")
    return _smaller(picture)


def _smaller(picture: Image.Image) -> Image.Image:
    if max(picture.size) > LONGEST_SIDE:
        return ImageOps.contain(picture, (LONGEST_SIDE, LONGEST_SIDE))
    return picture


def _tell(pages: Iterator[Image.Image], write: Callable[[bytes], object]) -> None:
    for page in pages:
        write(SIZE.pack(*page.size))
        write(page.tobytes())


def main(kind: str) -> None:
    content = sys.stdin.buffer.read()
    pages = _of_pdf(content) if kind == PDF else map(partial(_decoded, kind=kind), iter([content]))
    _tell(pages, sys.stdout.buffer.write)


if __name__ == "__main__":
    main(*sys.argv[1:])
