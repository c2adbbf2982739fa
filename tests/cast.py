"""The cast of every story, and the world it acts in: one app on one database, a clock that is moved, and clients.

By initial of authority: Fia (FK), Arvid (AF), Rut (region), Sofia (social services), Amir and Cia (AME coaches),
Dagny, Dora and Didrik (DPOs), Otto who is never named, Ada (administrator), Lea (project leader), Bea (access
manager), and Dana the participant.
"""

import random as seeded
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Connection, Table, insert
from werkzeug.test import TestResponse

import policies
from hub.access_log import writer
from hub.access_log.entry import Record
from hub.grants import coach_seals
from hub.grants.begun import begun
from hub.grants.clear_marks import coordinated
from hub.grants.tables import case, governing
from hub.participants.registering import Person, register
from hub.signin import account_seals, passwords, sessions
from hub.signin.acts import told
from hub.signin.cookies import cookie_name
from hub.signin.current import SignedIn, Surface
from hub.signin.looking_up import look_up
from hub.store.actor import Actor, ActorKind
from hub.store.clock import SetClock
from hub.store.days import start_of
from hub.store.engine import UNTOLD, Store
from hub.store.ground import Ground
from hub.store.heads import put_heads
from hub.store.ids import new_id
from keys.providers.file import FileProvider
from policies.loading import FILES, parse_policy
from policies.policy import Policy
from policies.vocabulary import Action, Kind
from tests.databases import Databases
from tests.staff import Member, employ_all
from tests.untouched import watched
from tests.warm import TEMPLATES, settle

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
BEGIN: Final = start_of(date(2026, 3, 16)) + 9 * HOUR  # a Monday
OWN_CODE: Final = "704913"  # Dana's, where a test does not choose it
API: Final = "/api/v1"
_MARK: Final = re.compile(r'name="sending" value="[0-9a-f]{32}"')
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class TestSettings:
    demo: bool = True
    production: bool = False
    base_url: str = "http://127.0.0.1:8000"
    reviewed_texts: frozenset[str] = frozenset()

    __test__ = False  # its name is not a test's


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant of the cast with her case, and an account once she has chosen her code."""

    id: str
    case: str
    number: str
    account: str | None
    username: str | None
    code: str


class Answer:
    """What came back: status, JSON or text."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.data = response.data
        self.text = response.get_data(as_text=True)

    @property
    def without_token(self) -> bytes:
        """Give the bytes but for the forms' token and mark, which differ from one page to the next."""
        return _MARK.sub("", _TOKEN.sub("", self.text)).encode()

    @property
    def json(self) -> Any:
        return self.response.get_json(force=True)


class Api:
    """A client of the API: Bearer or nothing, never a cookie."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self._client: Final = app.test_client(use_cookies=False)
        self.token: Final = token

    def ask(self, method: str, path: str, json: Any = None, **also: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers.update(also.pop("headers", {}))
        if json is not None:
            also["json"] = json
        return Answer(self._client.open(API + path, method=method, headers=headers, **also))

    def get(self, path: str, **also: Any) -> Answer:
        return self.ask("GET", path, **also)

    def post(self, path: str, json: Any = None, **also: Any) -> Answer:
        return self.ask("POST", path, json, **also)

    def put(self, path: str, json: Any = None, **also: Any) -> Answer:
        return self.ask("PUT", path, json, **also)

    def patch(self, path: str, json: Any = None, **also: Any) -> Answer:
        return self.ask("PATCH", path, json, **also)

    def delete(self, path: str, **also: Any) -> Answer:
        return self.ask("DELETE", path, **also)


class Browser:
    """A client of the pages: the cookie, and the token of the form it posts."""

    def __init__(self, app: Flask, name: str, secret: str | None) -> None:
        self.client: Final = app.test_client()
        self.cookie: Final = name
        if secret is not None:
            self.client.set_cookie(name, secret)

    @property
    def secret(self) -> str | None:
        held = self.client.get_cookie(self.cookie)
        return held.value if held is not None else None

    @property
    def holds_a_cookie(self) -> bool:
        return self.secret is not None

    def get(self, path: str, **also: Any) -> Answer:
        return Answer(self.client.get(path, **also))

    def post(self, path: str, form: dict[str, Any] | None = None, *, form_at: str | None = None, **also: Any) -> Answer:
        """Open the page with the form (`form_at`, else the same path), then send it with its token."""
        found = _TOKEN.search(self.get(form_at or path).text)
        data = {**(form or {}), "csrf_token": found.group(1) if found else ""}
        return Answer(self.client.post(path, data=data, **also))


@dataclass(slots=True)
class World:
    ground: Ground
    databases: Databases
    clock: SetClock
    app: Flask
    units: dict[str, str]
    members: dict[str, Member]
    began: tuple[Table, ...]  # the tables in which it has rows from its beginning
    unwritten: Callable[[], bool]  # whether nothing has been stored in it since, and no code is patched
    participants: dict[str, Participant] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.ground.store

    @property
    def now(self) -> int:
        return self.clock.at

    def __getitem__(self, name: str) -> Member:
        return self.members[name]

    def is_as_made(self) -> bool:
        """Tell whether nothing has happened in it yet: what begins its story will leave what it leaves in each."""
        usual = self.ground.settings == TestSettings() and self.ground.store is self.databases.store
        return usual and self.now == BEGIN and not self.participants and self.unwritten()

    @property
    def dana(self) -> Participant:
        """Return the participant; Amir registers her, and she chooses her code, when she is first asked for."""
        if "dana" not in self.participants:
            self.participants["dana"] = self.add_participant("Dana Demosson", number="198708152387")
        return self.participants["dana"]

    def api(self, name: str | None = None) -> Api:
        """Return a signed-in client; without a name a stranger's."""
        return Api(self.app, self.session(name, Surface.API) if name else None)

    def page(self, name: str | None = None) -> Browser:
        """Return a signed-in browser; without a name a stranger's."""
        secret = self.session(name, Surface.PAGE) if name else None
        return Browser(self.app, cookie_name(self.ground.settings), secret)

    def session(self, name: str, surface: Surface = Surface.API) -> str:
        """Begin a session as signing in does once it is proven who asks; return its secret."""
        officer, participant, employment = None, None, None
        if name == "dana" or name in self.participants:
            held = self.dana if name == "dana" else self.participants[name]
            account_id, participant = held.account, held.id
        else:
            member = self.members[name]
            account_id, officer, employment = member.account, member.officer, member.employment
        assert account_id is not None, f"{name} has not chosen her code"
        with self.store.write() as tx:
            return sessions.begin(
                tx,
                self.ground,
                account_id=account_id,
                officer_id=officer,
                participant_id=participant,
                employment_id=employment,
                surface=surface,
                at=self.now,
            )

    def who(self, name: str) -> SignedIn:
        found = look_up(self.ground, self.session(name), Surface.API)
        assert found is not None
        return found

    def actor(self, name: str) -> Actor:
        return self.who(name).actor

    def code(self, name: str) -> str:
        """Return a code that will be accepted now: the clock moves on to a step that was not used."""
        if name in {"dana", *self.participants}:
            return (self.dana if name == "dana" else self.participants[name]).code
        self.clock.move(30 * SECOND)
        return pyotp.TOTP(self.members[name].totp_secret).at(self.now // SECOND)

    def credentials(self, name: str) -> dict[str, str]:
        """Return what this person sends to POST /sessions now."""
        if name in {"dana", *self.participants}:
            held = self.dana if name == "dana" else self.participants[name]
            return {"username": held.username or "", "code": held.code}
        member = self.members[name]
        return {"username": member.username, "password": member.password, "code": self.code(name)}

    def add_participant(
        self, name: str, *, coach: str = "amir", number: str | None = None, code: str | None = OWN_CODE
    ) -> Participant:
        """Register a participant with her case, and give her an account unless `code` is None."""
        member = self.members[coach]
        with self.store.write() as tx:
            registered = register(tx, self.ground, Person(name=name, number=number), unit=member.unit, at=self.now)
            case_id, case_number = self._open_case(tx, member, registered.participant)
            all_written = (*registered.written, begun(case_id, registered.participant, case_number))
            written = [Record.of(one) for one in all_written]
            by = Actor(ActorKind.OFFICER, member.officer, member.unit, member.employment)
            entry = told(
                by, act=Action.REGISTER, at=self.now, case=case_id, subject=registered.participant, written=written
            )
            put_heads(tx, all_written, entry=writer.append(tx, self.ground, entry).entry)
            account_id, username = None, None
            if code is not None:
                account_id, username = self._open_account(tx, registered.participant, name, code, member.officer)
            tx.info.pop(UNTOLD, None)  # her account has no act of its own here
        return Participant(registered.participant, case_id, case_number, account_id, username, code or "")

    def _open_case(self, tx: Connection, coach: Member, participant: str) -> tuple[str, str]:
        case_id = new_id(self.ground.random)
        number = f"SK-{case_id[:4]}-{case_id[4:8]}".upper()  # as wide as the hub makes it
        tx.execute(
            insert(case),
            {
                "id": case_id,
                "participant_id": participant,
                "number": number,
                "created_at": self.now,
                "coordinator_id": coach.officer,
            },
        )
        coordinated(tx, case_id=case_id, officer=coach.officer)
        coach_seals.add(tx, self.ground, case_id=case_id, officer_id=coach.officer, unit_id=coach.unit, at=self.now)
        tx.execute(insert(governing), [{"case_id": case_id, "kind": kind.value, "consent_id": None} for kind in Kind])
        return case_id, number

    def _open_account(self, tx: Connection, participant: str, name: str, code: str, link_by: str) -> tuple[str, str]:
        account_id = new_id(self.ground.random)
        username = f"{name.split(maxsplit=1)[0].casefold()}-{account_id[:6]}"
        row = {
            "id": account_id,
            "username": username,
            "participant_id": participant,
            "password_hash": passwords.hash_secret(self.ground, code),
            "totp_last_step": 0,
            "code_set_at": self.now,
            "code_link_officer_id": link_by,
        }
        account_seals.add(tx, self.ground, row)
        return account_id, username


@pytest.fixture
def insecure_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash in microseconds instead of tens of milliseconds: for tests of anything but hashing."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def make_world(database: Databases, tmp_path: Path, insecure_argon2: None) -> Iterator[Callable[..., World]]:
    """Return a maker, for tests that need other settings or a ground that fails."""
    with ExitStack() as watching:
        yield partial(world_on, database, tmp_path, watching)


def world_on(databases: Databases, home: Path, watching: ExitStack, settings: TestSettings | None = None) -> World:
    """Make a world on databases without rows, with its keys in `home`; it is watched as long as `watching` is open."""
    random = SeededRandom(1)
    keys = home / "keys.json"
    if not keys.exists():
        FileProvider.create(keys, random)
    clock = SetClock(BEGIN)
    ground = Ground(
        store=databases.store,
        key_store=databases.key_store,
        provider=FileProvider.open(keys, production=False, accept_file_keys=False),
        policy=the_policy(),
        clock=clock,
        random=random,
        installation="test",
        settings=settings or TestSettings(),
    )
    with ground.store.write() as tx:
        units, members, began = employ_all(tx, ground, random.source, since=BEGIN - 400 * DAY)
    from hub.web.app import create_app  # noqa: PLC0415 - every feature; only who asks for a world pays for it

    settle()
    app = create_app(ground, csrf_secret=b"only for tests, and long enough for them")
    app.testing = False  # errors become answers here too
    app.jinja_env.bytecode_cache = TEMPLATES
    unwritten = watching.enter_context(watched(databases.store))
    return World(ground, databases, clock, app, units, members, began, unwritten)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


@lru_cache
def the_policy() -> Policy:
    folder = Path(policies.__file__).parent
    return parse_policy({name: (folder / name).read_text(encoding="utf-8") for name in FILES})


class SeededRandom:
    """Draws the same bytes in each run, for several threads."""

    def __init__(self, seed: int) -> None:
        self.source: Final = seeded.Random(seed)
        self._turn: Final = threading.Lock()

    def __call__(self, count: int) -> bytes:
        with self._turn:
            return self.source.randbytes(count)
