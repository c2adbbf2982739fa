"""A sheet is a file of somebody's making: none keeps the hub from everybody, or reaches its keys."""

import errno
import io
import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore, Semaphore
from typing import Any, Final

import pytest

from hub.store import apart, sheet_reading
from hub.store.errors import TooMany
from hub.store.sheet_reading import read_apart
from hub.store.sheet_refusals import MOST_COLUMNS, PATTERNS, TOO_SLOW, SheetRefused
from hub.store.sheets import read_sheet
from tests.attacks.taking_over import script_of
from tests.cast import World
from tests.sheets import workbook

_CSV: Final = b"namn;ort\n\xc5sa;Osby\n;\nBo;\n"
_LITTLE, _MUCH = 96 * 1024**2, 1024**3


def bounded(monkeypatch: pytest.MonkeyPatch, **otherwise: Any) -> None:
    monkeypatch.setattr(sheet_reading, "_READER", replace(sheet_reading._READER, **otherwise))


@pytest.mark.parametrize("content", [b"", b"a;b\n", _CSV, workbook(["Namn", "Ort"], ["Åsa", "Osby"], [], ["Bo", None])])
def test_it_is_read_the_same_as_here(content: bytes) -> None:
    assert read_apart(content) == read_sheet(content)


_REFUSED: Final = {
    "old": b"\xd0\xcf\x11\xe0 old",
    "neither": b"a\x00b",
    "quoted": b'a;b\n"x;y\n',
    "rows": b"a\n" + b"x\n" * 21,
    "columns": workbook([f"k{at}" for at in range(MOST_COLUMNS + 1)]),
}


@pytest.mark.parametrize("content", _REFUSED.values(), ids=_REFUSED)
def test_what_is_wrong_with_it_is_told_in_the_same_words(content: bytes) -> None:
    with pytest.raises(SheetRefused) as here:
        read_sheet(content, most_rows=20)
    with pytest.raises(SheetRefused) as there:
        read_apart(content, most_rows=20)
    assert there.value.sentence == here.value.sentence


def test_all_that_a_sheet_is_refused_for_can_be_told() -> None:
    for place, pattern in enumerate(PATTERNS):
        assert PATTERNS.index(SheetRefused(pattern, most_rows=9).pattern) == place


def test_a_file_that_takes_a_processor_is_cut_off_and_that_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bounded(monkeypatch, script=script_of(tmp_path, "while True: pass"))
    bounded(monkeypatch, seconds=1)
    told = world.api("sofia").ask("POST", "/imports/plans", data=_CSV, headers={"Content-Type": "text/csv"})
    assert (told.status, told.json["errors"]) == (422, {"file": [TOO_SLOW]})


def test_what_hangs_without_working_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bounded(monkeypatch, script=script_of(tmp_path, "import time; time.sleep(600)"))
    bounded(monkeypatch, patience=1)
    with pytest.raises(SheetRefused, match="för lång tid"):
        read_apart(_CSV)


_LEAVES: Final = """
if os.fork():
    os._exit(0)
import time
time.sleep(5)
sys.stdout.write("1\\0late")
"""


@pytest.mark.parametrize("guarded", [True, False])
def test_what_it_leaves_behind_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, guarded: bool
) -> None:
    """The reader ends, and what it has started holds the pipe: it held the hub's one turn to read with it, for good."""
    bounded(monkeypatch, script=script_of(tmp_path, _LEAVES))
    bounded(monkeypatch, patience=2)
    if guarded:
        with pytest.raises(SheetRefused):
            read_apart(_CSV)
        monkeypatch.undo()
        assert len(read_apart(_CSV).rows) == 2
    else:
        monkeypatch.setattr(apart, "monotonic", lambda: 0.0)
        assert read_apart(_CSV).heading == ("late",)


def test_it_starts_no_other_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The bound holds for the user of its own that serves the hub; root has none."""
    look = "resource.getrlimit(resource.RLIMIT_NPROC)"
    bounded(monkeypatch, script=script_of(tmp_path, rf"import resource; sys.stdout.write('1\0' + str({look}))"))
    assert read_apart(_CSV).heading == ("(0, 0)",)


@pytest.mark.parametrize("guarded", [True, False])
def test_no_sheet_takes_the_machines_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, guarded: bool) -> None:
    bounded(monkeypatch, script=script_of(tmp_path, "taken = bytearray(160 * 1024**2); sys.stdout.write('0')"))
    bounded(monkeypatch, memory=_LITTLE if guarded else _MUCH)
    if guarded:
        with pytest.raises(SheetRefused):
            read_apart(_CSV)
    else:
        assert read_apart(_CSV).rows == ()


def test_who_waits_too_long_for_another_sheet_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bounded(monkeypatch, patience=0.01)
    with sheet_reading._READER._one_at_a_time, pytest.raises(TooMany):
        read_apart(_CSV)
    with sheet_reading._READER._one_at_a_time:
        told = world.api("sofia").ask("POST", "/imports/plans", data=_CSV, headers={"Content-Type": "text/csv"})
    assert (told.status, told.headers["Content-Type"]) == (429, "application/problem+json")
    assert told.json["title"] == "Flera filer läses in just nu.", "she tried once"
    monkeypatch.undo()
    assert len(read_apart(_CSV).rows) == 2


@pytest.mark.parametrize("guarded", [True, False])
def test_who_sends_files_without_end_does_not_hold_every_thread(
    monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Those who may wait hold a thread each; one more is told at once, and holds none."""
    many = 8
    bounded(monkeypatch, _door=BoundedSemaphore(apart.AT_THE_DOOR if guarded else many), patience=60)
    refused = Semaphore(0)

    def send() -> bool:
        try:
            return len(read_apart(_CSV).rows) == 2
        except TooMany:
            refused.release()
            return False

    with ThreadPoolExecutor(many) as senders:
        with sheet_reading._READER._one_at_a_time:
            sent = [senders.submit(send) for _ in range(many)]
            told = [refused.acquire(timeout=10 if guarded else 0.1) for _ in range(many - apart.AT_THE_DOOR)]
            waiting = [one for one in sent if not one.done()]
        assert all(told) is guarded
        assert [one.result() for one in waiting] == [True] * (apart.AT_THE_DOOR if guarded else many)


@pytest.mark.parametrize("guarded", [True, False])
def test_one_persons_slow_files_leave_room_for_anothers(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Three slow sheets of one officer's were all that may wait: each of her colleagues was told to come back."""
    bounded(monkeypatch, patience=60)
    if not guarded:
        monkeypatch.setattr(apart.Apart, "_one_of", lambda *_: nullcontext())
    ended = Semaphore(0)

    def send(whose: str) -> bool:
        try:
            return len(read_apart(_CSV, whose=whose).rows) == 2
        except TooMany:
            return False
        finally:
            ended.release()

    with ThreadPoolExecutor(apart.AT_THE_DOOR + 1) as senders:
        with sheet_reading._READER._one_at_a_time:
            hers = [senders.submit(send, "eva") for _ in range(apart.AT_THE_DOOR)]
            for _ in range(apart.AT_THE_DOOR - 1):
                assert ended.acquire(timeout=10 if guarded else 0.1) is guarded
            anothers = senders.submit(send, "bo")
            assert ended.acquire(timeout=0.1 if guarded else 10) is not guarded
        assert anothers.result() is guarded
        assert sum(one.result() for one in hers) == (1 if guarded else apart.AT_THE_DOOR)
    assert read_apart(_CSV, whose="eva").rows


_SENT: Final = {"sofia": "/imports/plans", "amir": "/imports/participants", "bea": "/imports/officers"}


@pytest.mark.parametrize("name", _SENT)
def test_whose_file_it_is_is_who_is_signed_in(world: World, name: str) -> None:
    with sheet_reading._READER._one_of(world[name].officer):
        told = world.api(name).ask("POST", _SENT[name], data=_CSV, headers={"Content-Type": "text/csv"})
        assert told.status == 429
    told = world.api(name).ask("POST", _SENT[name], data=_CSV, headers={"Content-Type": "text/csv"})
    assert told.status == 422, "it is read, and is no such file"


def test_where_nothing_is_left_to_begin_a_reader_with_it_is_not_the_file(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was the hub's own fault, as if nobody had foreseen it, and no program could tell that it may try again."""

    def none_left(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "too many of them: Dana.csv")

    monkeypatch.setattr(apart, "Popen", none_left)
    told = world.api("sofia").ask("POST", "/imports/plans", data=_CSV, headers={"Content-Type": "text/csv"})
    assert (told.status, told.json["code"]) == (503, "reader_down")
    assert told.headers["Content-Type"] == "application/problem+json"
    page = world.page("sofia").post("/import", {"file": (io.BytesIO(_CSV), "a.csv")}, form_at="/import")
    assert page.status == 503
    assert "Det är inget fel på filen, och inget är sparat." in page.text
    noted = capsys.readouterr()
    assert "OSError EMFILE" in noted.out + noted.err
    assert "Dana" not in noted.out + noted.err
    monkeypatch.undo()
    assert len(read_apart(_CSV).rows) == 2, "and the next one is read"


def test_so_it_is_where_the_process_has_no_descriptor_left() -> None:
    code = (
        "import os\nfrom hub.store.errors import Unavailable\nfrom hub.store.sheet_reading import read_apart\n"
        "read_apart(b'namn\\nBo\\n')\nheld = []\n"
        "try:\n    while True: held.append(os.dup(0))\nexcept OSError: pass\n"
        "try: read_apart(b'namn\\nBo\\n')\nexcept Unavailable as missing: told = missing.which\n"
        "for one in held: os.close(one)\nprint(told, len(read_apart(b'namn\\nBo\\n').rows))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.stdout.strip() == "reader 1", told.stderr


@pytest.mark.parametrize("kind", ["RLIMIT_AS", "RLIMIT_CPU"])
def test_it_is_read_where_the_hub_itself_may_have_less(kind: str) -> None:
    """Who runs the hub may bound it: a bound that cannot be raised had every file called one that is no sheet."""
    less = {"RLIMIT_AS": 900 * 1024**2, "RLIMIT_CPU": 15}[kind]
    code = (
        f"import resource; resource.setrlimit(resource.{kind}, ({less}, {less}))\n"
        "from hub.store.sheet_reading import read_apart; print(len(read_apart(b'namn\\nBo\\n').rows))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.stdout.strip() == "1", told.stderr


_FORGED: Final = {
    "nothing": "",
    "no number": "sys.stdout.write('namn')",
    "too few cells": r"sys.stdout.write('3\0namn\0ort')",
    "no width": r"sys.stdout.write('1\0namn\0' + '2')",
    "negative": r"sys.stdout.write('-1\0namn')",
    "no letters": r"sys.stdout.buffer.write(b'1\0\xff\xfe')",
    "half a pair": r"sys.stdout.buffer.write(b'1\0\xed\xa0\x80')",
    "too many rows": r"sys.stdout.write('1\0namn' + '\0002\0001\0x' * 5001)",
    "without end": "while True: sys.stdout.buffer.write(bytes(4096))",
    "a sheet, and broken": r"sys.stdout.write('1\0namn'); sys.exit(1)",
    "a strange end": r"sys.stdout.write('1\0namn'); sys.exit(200)",
}


@pytest.mark.parametrize("code", _FORGED.values(), ids=_FORGED)
def test_what_is_told_of_a_sheet_is_believed_no_more_than_the_sheet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    bounded(monkeypatch, script=script_of(tmp_path, code))
    bounded(monkeypatch, most_told=1_000_000)
    with pytest.raises(SheetRefused):
        read_apart(_CSV)


def test_that_the_reader_itself_fails_is_told_to_who_runs_the_hub(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SheetRefused):
        read_apart(b"a\x00b")
    assert not caplog.records, "a file that is none is nobody's trouble but its sender's"
    bounded(monkeypatch, script=script_of(tmp_path, "import no_such_library"))
    with pytest.raises(SheetRefused):
        read_apart(_CSV)
    (record,) = caplog.records
    assert (record.getMessage(), record.__dict__["status"], "Osby" in caplog.text) == ("sheet_reader_failed", 1, False)


def test_where_it_is_read_nothing_of_the_hubs_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:secret@db/hub")
    look = "[dict(os.environ), os.listdir('/proc/self/fd')[3:-1], os.getcwd()]"
    bounded(monkeypatch, script=script_of(tmp_path, rf"import json; sys.stdout.write('1\0' + json.dumps({look}))"))
    (told,) = read_apart(_CSV).heading
    environment, files, folder = json.loads(told)
    assert (not {name for name in environment if name.startswith("HUB")}, files, folder) == (True, [], "/")


def test_a_package_that_is_none_is_refused_there_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(SheetRefused, match="varken"):
        read_apart((tmp_path / "a.xlsx").read_bytes())
