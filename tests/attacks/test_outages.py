"""Log, keys or database made to fail in every way at hand: 503 with its words, nothing leaves, it mends (E5, E6)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import ANY

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from hub.access_log import writer
from hub.access_log.writer import Receipt
from hub.grants import consent_seals
from hub.signin.current import Surface
from hub.store.engine import Store
from hub.store.errors import StoreUnavailable
from keys.errors import ProviderUnavailable
from tests import postgresql
from tests.attacks.addresses import token
from tests.attacks.scene import Scene, as_dana, play
from tests.cast import Answer, World
from tests.consents import story

Outage = Callable[[World], Iterator[None]]
NOTHING_LEFT: Final = "inga uppgifter har lämnats ut."
WORDS: Final = {
    "log": "Loggen kan inte skrivas",
    "keys": "Nyckeltjänsten svarar inte",
    "store": "Databasen svarar inte",
}
_KEYLESS: Final = frozenset({"consents", "refused", "waiting"})  # open nothing here, so that they need no key
_FUNCTION: Final = (
    "CREATE FUNCTION outage() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'outage' USING ERRCODE = '{code}'; END$$"
)
_RAISE: Final = {
    "sqlite": ("CREATE TRIGGER outage BEFORE INSERT ON log_entry BEGIN SELECT RAISE(ABORT, 'outage'); END",),
    "postgres": (
        _FUNCTION,
        "CREATE TRIGGER outage BEFORE INSERT ON log_entry FOR EACH ROW EXECUTE FUNCTION outage()",
    ),
}
_MEND: Final = {
    "sqlite": ("DROP TRIGGER outage",),
    "postgres": ("DROP TRIGGER outage ON log_entry", "DROP FUNCTION outage"),
}


def _run(store: Store, *statements: str) -> None:
    with store.write() as tx:
        for statement in statements:
            tx.execute(text(statement))


def _trigger(world: World, code: str = "P0001") -> Iterator[None]:
    kind = world.databases.kind
    _run(world.store, *[statement.format(code=code) for statement in _RAISE[kind]])
    yield
    _run(world.store, *_MEND[kind])


def _gone(world: World) -> Iterator[None]:
    _run(world.store, "ALTER TABLE log_entry RENAME TO log_entry_gone")
    yield
    _run(world.store, "ALTER TABLE log_entry_gone RENAME TO log_entry")


def _full(world: World) -> Iterator[None]:
    """SQLite may not grow by a page; PostgreSQL says what it says when a disk is full."""
    if world.databases.kind == "postgres":
        yield from _trigger(world, code="53100")
        return
    smallest = (
        "INSERT INTO log_entry SELECT hex(randomblob(16)), at, body, leaf, actor, NULL, NULL, NULL, action, outcome,"
        " NULL FROM log_entry ORDER BY length(body) LIMIT 1"
    )
    with world.store.write() as tx:
        pages = tx.execute(text("PRAGMA page_count")).scalar_one()
        tx.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreUnavailable):
        for _ in range(10_000):
            _run(world.store, smallest)
    yield
    _run(world.store, "PRAGMA max_page_count = 1073741823")


def _commit_unknown(world: World) -> Iterator[None]:
    """The commit is sent, and its outcome never arrives."""

    def break_off(_: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("connection lost"))

    for engine in world.store.engines:
        event.listen(engine, "commit", break_off)
    yield
    for engine in world.store.engines:
        event.remove(engine, "commit", break_off)


def _stopped(store: Store, world: World) -> Iterator[None]:
    url = make_url(store.url)
    store.close()
    if world.databases.kind == "sqlite":
        files = [Path(f"{url.database}{end}") for end in ("", "-wal", "-shm") if Path(f"{url.database}{end}").exists()]
        for file in files:
            file.rename(f"{file}.away")
        Path(url.database or "").mkdir()
        yield
        store.close()
        Path(url.database or "").rmdir()
        for file in files:
            Path(f"{file}.away").rename(file)
        return
    server = postgresql.Server(Path(str(url.query["host"])))
    name = url.database or ""
    server.run("ALTER DATABASE {name} ALLOW_CONNECTIONS false", name=name)
    yield
    server.run("ALTER DATABASE {name} ALLOW_CONNECTIONS true", name=name)


def _keys_gone(world: World) -> Iterator[None]:
    _run(world.ground.key_store, "ALTER TABLE wrapped_key RENAME TO wrapped_key_gone")
    yield
    _run(world.ground.key_store, "ALTER TABLE wrapped_key_gone RENAME TO wrapped_key")


def _provider_silent(world: World) -> Iterator[None]:
    def refuse(*_: object) -> bytes:
        raise ProviderUnavailable("no answer")

    with pytest.MonkeyPatch.context() as patch:
        for call in ("unwrap", "wrap"):
            patch.setattr(type(world.ground.provider), call, refuse)
        yield


OUTAGES: Final[dict[str, tuple[str, Outage]]] = {
    "the log refuses": ("log", _trigger),
    "the log's table is gone": ("log", _gone),
    "the disk is full": ("log store", _full),
    "a commit whose outcome is unknown": ("log store", _commit_unknown),
    "the database is stopped": ("store", lambda world: _stopped(world.store, world)),
    "the key database is stopped": ("keys", lambda world: _stopped(world.ground.key_store, world)),
    "the keys' table is gone": ("keys", _keys_gone),
    "the holder of the master keys is silent": ("keys", _provider_silent),
}


@contextmanager
def outage(world: World, name: str) -> Iterator[None]:
    yield from OUTAGES[name][1](world)


class Askers:
    """Signed in before anything fails, so that what is refused is refused for the outage alone."""

    def __init__(self, world: World, scene: Scene) -> None:
        self.world, self.scene = world, scene
        with as_dana(world, scene.who):
            self.paper = story.presented(world)
            self.dana = world.api("dana")
            self.page_of_dana = world.page("dana")
            self.signature = story.signature(world, self.paper)
        self.apis = {name: world.api(name) for name in ("fia", "amir", "arvid", "dagny")}
        self.pages = {name: world.page(name) for name in ("fia", "amir")}
        self.secret = world.session("fia", Surface.PAGE)

    def ask(self) -> Iterator[tuple[str, Answer]]:
        """Ask for everything that opens or writes something."""
        scene, fia, amir = self.scene, self.apis["fia"], self.apis["amir"]
        case, plan = scene.who.case, scene.ids["plan:fia"]
        yield "case", fia.get(f"/cases/{case}")
        yield "list", fia.get("/cases")
        yield "own case", self.dana.get("/me/case")
        yield "consent", self.dana.get(f"/consents/{scene.paper.id}")
        yield "waiting", fia.get("/acceptances")
        yield "consents", amir.get(f"/cases/{case}/consents")
        yield "goal", self.dana.put("/me/goal", {"text": "Ett nytt mål"})
        yield "activity", fia.post(f"/plans/{plan}/activities", {"type": "studies", "title": "Ny"})
        yield "register", amir.post("/cases", {"name": "Nora Ny", "origin": "present"})
        yield "signature", self.dana.post(f"/consents/{self.paper.id}/signature", self.signature)
        yield "page", self.pages["fia"].get(f"/arenden/{case}")
        yield "own page", self.page_of_dana.get("/min-sida")
        yield "refused", fia.get(f"/cases/{'0' * 32}")

    def ask_the_log(self) -> Iterator[tuple[str, Answer]]:
        """Ask for what opens nothing of hers, but is itself an entry."""
        yield "entries", self.apis["dagny"].get("/log/entries")
        yield "reads", self.dana.get("/me/reads")
        yield "withdrawal", self.dana.post(f"/consents/{self.scene.paper.id}/withdrawals", {"whole": True})
        browser = self.world.page()
        form = {
            "username": "fia@demo.example",
            "password": "x",
            "code": "000000",
            "csrf_token": token(self.world, browser),
        }
        yield "sign-in", Answer(browser.client.post("/logga-in", data=form))


@pytest.fixture
def askers(world: World) -> Askers:
    return Askers(world, play(world, "outage"))


@pytest.mark.parametrize("name", OUTAGES)
def test_nothing_leaves(askers: Askers, name: str) -> None:
    world, what = askers.world, OUTAGES[name][0]
    with outage(world, name):
        asked = [*askers.ask(), *(askers.ask_the_log() if what != "keys" else ())]
        for place, answer in asked:
            if answer.status != 503 and (place in _KEYLESS if what == "keys" else place == "waiting"):
                assert place != "waiting" or answer.json["items"] == []
                continue
            assert answer.status == 503, (place, answer.status, answer.text[:300])
            assert any(WORDS[word] in answer.text for word in what.split()), (place, answer.text[:600])
            assert NOTHING_LEFT in answer.text, place
        leaked = {place for place, answer in asked if askers.scene.found_in(answer.data)}
        assert leaked == set()
        for path in ("/", "/logga-in", "/api/v1/openapi.json"):
            assert world.page().get(path).status == 200, path
    for place, answer in askers.ask():
        assert answer.status in {200, 201, 404, 409}, (place, answer.text[:300])


@pytest.mark.parametrize("name", [name for name, (what, _) in OUTAGES.items() if what == "keys"])
def test_she_takes_all_back_without_the_keys(askers: Askers, name: str) -> None:
    """Nothing needs to be sealed for what opens to nobody. A part goes when the rest can be sealed anew."""
    consent, whole = askers.scene.paper.id, {"whole": True}
    with outage(askers.world, name):
        part = askers.dana.post(f"/consents/{consent}/withdrawals", {"category": "C03"})
        taken = askers.dana.post(f"/consents/{consent}/withdrawals", whole)
    assert (part.status, taken.status) == (503, 201)
    assert askers.apis["fia"].get(f"/cases/{askers.scene.who.case}").status == 404
    assert askers.dana.get(f"/consents/{consent}").json["state"] == "withdrawn"
    assert askers.dana.post(f"/consents/{consent}/withdrawals", whole).json == taken.json | {"entry": ANY}


@pytest.mark.parametrize("name", [name for name, (what, _) in OUTAGES.items() if what == "keys"])
def test_she_takes_all_back_on_the_page_without_the_keys(askers: Askers, name: str) -> None:
    """By the way that there is in a browser: the page with the choice opens too."""
    path, page = f"/medgivanden/{askers.scene.paper.id}/ta-tillbaka", askers.page_of_dana
    with outage(askers.world, name):
        assert f'href="{path}"' in page.get("/mina-medgivanden").text
        taken = page.post(path, {"what": "whole"})
        told = page.get("/mina-medgivanden").text
    assert taken.status == 303
    assert "Det gäller nu." in told


def test_she_could_not_if_it_had_to_be_compared(askers: Askers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: what lets nothing live on asks for the keys, like all else."""
    name, fits = next(name for name, (what, _) in OUTAGES.items() if what == "keys"), consent_seals._fits
    monkeypatch.setattr(consent_seals, "_fits", lambda *of, keyless: fits(*of, keyless=False))
    with outage(askers.world, name):
        taken = askers.dana.post(f"/consents/{askers.scene.paper.id}/withdrawals", {"whole": True})
    assert taken.status == 503


def test_she_takes_back_what_somebody_has_spoilt(askers: Askers) -> None:
    """Bytes of the text or of a unit's reason are changed: her way out needs none of them (E13)."""
    world, paper = askers.world, askers.scene.paper
    row = paper.row(world, "FK Nordost", "C04")
    declined = {"rows": {row: False}, "reason": "Inte nu."}
    assert askers.apis["fia"].post(f"/consents/{paper.id}/acceptances", declined).status == 200
    _run(world.store, "UPDATE document SET sealed = (SELECT sealed FROM identity LIMIT 1)")
    _run(world.store, "UPDATE acceptance SET reason = (SELECT sealed FROM identity LIMIT 1) WHERE reason IS NOT NULL")
    path, page = f"/medgivanden/{paper.id}/ta-tillbaka", askers.page_of_dana
    assert page.get(f"/medgivanden/{paper.id}").status == 500
    shown = page.get(path).text
    assert "Fia Falk" in shown
    assert page.post(path, {"what": f"person:{paper.person(world, 'fia')}"}).status == 303
    assert askers.apis["fia"].get(f"/cases/{askers.scene.who.case}").status == 404
    assert page.post(path, {"what": "whole"}).status == 303
    assert askers.apis["arvid"].get(f"/cases/{askers.scene.who.case}").status == 404


def test_the_outage_finds_a_door_that_opens_without_its_entry(askers: Askers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: a log that fails is caught and passed over, as where logging is a courtesy."""

    def courteous(*given: Any, **named: Any) -> Receipt:
        try:
            return append(*given, **named)
        except Exception:  # noqa: BLE001 - that is the fault
            return Receipt("0" * 32, "0" * 64)

    append = writer.append
    monkeypatch.setattr("hub.disclosure.door.writer.append", courteous)
    with outage(askers.world, "the log refuses"):
        answer = askers.apis["fia"].get(f"/cases/{askers.scene.who.case}")
    assert answer.status == 200
    assert askers.scene.found_in(answer.data)
