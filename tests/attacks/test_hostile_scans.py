"""A paper that is scanned in is a file of somebody's making: none keeps the hub from everybody, or reaches its keys."""

import errno
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from hub.consents import scanning
from hub.consents.scanning import read_scan
from hub.store import apart
from hub.store.errors import Invalid, TooMany, Unavailable
from tests.attacks.taking_over import script_of

_FEW: Final = 1
_MANY: Final = 600
_LITTLE, _MUCH = 160 * 1024**2, 4 * 1024**3


def stream(content: bytes, said: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (said, len(content), content)


def pdf(content: bytes, *forms: bytes, resources: bytes = b"") -> bytes:
    """Write a PDF of one page; what lies where in it, its reader finds by itself."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, *forms)
    whole = b"\n".join(b"%d 0 obj\n%s\nendobj" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + whole + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def of_lines(number: int) -> bytes:
    """Draw the same line over and over: a few hundred bytes of work for minutes."""
    drawn = zlib.compress(b"0 0 m 500 800 l S\n" * number, 9)
    return pdf(stream(drawn, b"/Filter/FlateDecode"))


def of_laughs(deep: int) -> bytes:
    """Let a picture hold ten, each of which holds ten: 1,600 bytes that ask for hundreds of megabytes."""
    forms = []
    for level in range(deep):
        inner = b"/X Do\n" * 10 if level < deep - 1 else b"0 0 1 1 re f"
        within = b"/Resources<</XObject<</X %d 0 R>>>>" % (level + 6)
        forms.append(stream(inner, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + within))
    return pdf(stream(b"/X Do"), *forms, resources=b"/XObject<</X 5 0 R>>")


def of_passes(number: int) -> bytes:
    """Let a JPEG refine itself, again and again, by what it has refined already."""
    written = BytesIO()
    Image.new("L", (4000, 4000), 128).save(written, "JPEG", progressive=True, quality=10)
    whole = written.getvalue()
    last = whole.rindex(b"\xff\xc4", 0, whole.rindex(b"\xff\xda"))
    return whole[:-2] + whole[last:-2] * number + whole[-2:]


def bounded(monkeypatch: pytest.MonkeyPatch, **otherwise: Any) -> None:
    monkeypatch.setattr(scanning, "_DECODER", replace(scanning._DECODER, **otherwise))


@pytest.mark.parametrize("scan", [of_lines(25_000), of_passes(500)], ids=["lines", "passes"])
@pytest.mark.parametrize("guarded", [True, False])
def test_no_file_takes_a_processor_for_long(monkeypatch: pytest.MonkeyPatch, scan: bytes, *, guarded: bool) -> None:
    bounded(monkeypatch, seconds=_FEW if guarded else _MANY, patience=_MANY)
    assert len(scan) < 200_000
    assert _is_taken(scan) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_no_file_takes_the_machines_memory(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    bounded(monkeypatch, memory=_LITTLE if guarded else _MUCH)
    assert _is_taken(of_laughs(5)), "what is needed for a page is there"
    assert _is_taken(of_laughs(6)) is not guarded


def test_what_hangs_without_working_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bounded(monkeypatch, patience=_FEW)
    bounded(monkeypatch, script=script_of(tmp_path, "import time; time.sleep(600)"))
    assert not _is_taken(of_lines(1))


def test_who_waits_too_long_for_another_scan_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    bounded(monkeypatch, patience=0.01)
    with scanning._DECODER._one_at_a_time, pytest.raises(TooMany):
        read_scan(of_lines(1))
    monkeypatch.undo()
    assert _is_taken(of_lines(1))


def test_where_nothing_is_left_to_begin_a_decoder_with_it_is_not_the_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, "no memory")

    monkeypatch.setattr(apart, "Popen", none_left)
    with pytest.raises(Unavailable):
        read_scan(of_lines(1))
    monkeypatch.undo()
    assert _is_taken(of_lines(1)), "and the next one is read"


_FORGED: Final = {
    "nothing": "",
    "half a page": "sys.stdout.buffer.write(bytes([0, 9, 0, 9]) + bytes(100))",
    "no page": "sys.stdout.buffer.write(bytes(100))",
    "too wide": "sys.stdout.buffer.write(bytes([255, 255, 0, 1]) + bytes(3 * 65535))",
    "without end": "while True: sys.stdout.buffer.write(bytes(4096))",
    "a page, and broken": "sys.stdout.buffer.write(bytes([0, 1, 0, 1, 0, 0, 0])); sys.exit(1)",
}


@pytest.mark.parametrize("code", _FORGED.values(), ids=_FORGED)
def test_what_is_told_of_a_scan_is_believed_no_more_than_the_scan(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    bounded(monkeypatch, most_told=1_000_000)
    bounded(monkeypatch, script=script_of(tmp_path, code))
    assert not _is_taken(of_lines(1))


@pytest.mark.parametrize(
    "told", ["'HUB_DATABASE_URL' in os.environ", "os.listdir('/proc/self/fd')[3:-1]", "os.getcwd().strip('/')"]
)
def test_where_it_is_decoded_nothing_of_the_hubs_is_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:secret@db/hub")
    code = f"sys.stdout.buffer.write(bytes([0, 1, 0, 1, 0, 0, 0])); sys.exit(bool({told}))"
    bounded(monkeypatch, script=script_of(tmp_path, code))
    assert _is_taken(of_lines(1))


def _is_taken(scan: bytes) -> bool:
    try:
        return len(read_scan(scan)) == 1
    except Invalid:
        return False
