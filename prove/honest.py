"""What honest people do all day, each in a thread of her own, with a hub that serves and is killed now and then."""

import json
import re
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any, Final

import pyotp
from sqlalchemy import select

from hub.officers.employing import add_officer, employ
from hub.officers.roles import Role
from hub.officers.tables import employment
from hub.officers.telling_rows import tell_rows
from hub.store.actor import Actor, ActorKind
from hub.store.clock import process_now
from hub.store.days import day_of
from policies.vocabulary import Function
from tests.attacks.killing import Client, Server
from tests.cast import DAY, Participant, World
from tests.consents import story
from tests.consents.test_signing_paper import _SAID, code_of, picture
from tests.signin.calling_in import PASSWORD
from tests.staff import Member, give_account

_OPERATOR: Final = Actor(ActorKind.OPERATOR, "operator:hub")
_MORE: Final = {
    "karin": ("FK Nordost", Role.OFFICER, Function.FK_OFFICER),
    "gun": ("FK Nordost", Role.ACCESS_MANAGER, Function.NONE),
    "cleo": ("AME", Role.COACH, Function.AME_COACH),
}
_ROWS: Final = (
    ("AME", "C04"),
    ("FK Nordost", "C09"),
    ("FK Nordost", "C04"),
    ("AF Rehabteam", "C04"),
    ("Vuxenpsykiatrin", "C07"),
    ("participant", "C04"),
)
_NAMED: Final = ("fia", "arvid", "rut", "amir", "cia")
_SLOTS: Final = [{"day": 1, "start": "09:00", "end": "13:00"}]
_KEPT: Final = 120  # seconds before somebody signs in anew
_ID: Final = re.compile(r"[0-9a-f]{32}")
_WORDS: Final = "den nya frasen är lång"


class Honest:
    """Everybody's acts; `done` counts what was answered with success, by method and address without ids."""

    def __init__(self, world: World, server: Server) -> None:
        self.world, self.server = world, server
        self.done: Final[Counter[str]] = Counter()
        self.faults: Final[Counter[str]] = Counter()  # what no honest act may be answered with
        world.clock.at = process_now() - DAY
        for name, (unit, role, function) in _MORE.items():
            self._hire(name, unit, role, function)
        self.people = [world.add_participant(f"Sara Signe {number}", coach="amir") for number in range(4)]
        self._coach = {one.id: "amir" for one in self.people}
        self._plans: dict[tuple[str, str], str] = {}
        self._passwords: dict[str, str] = {}
        self._lock, self._stop, self._own = threading.Lock(), threading.Event(), threading.local()
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        readers = ("fia", "fia", "arvid", "rut", "karin", "otto", "sofia")
        acts: list[tuple[Callable[..., None], float, tuple[Any, ...]]] = [
            *((self._life, 0.5, (one,)) for one in self.people),
            *((self._work, 0.3, (name,)) for name in readers),
            *((self._coaching, 0.5, (name,)) for name in ("amir", "cia", "cleo")),
            (self._hand_over, 2, ("bea",)),
            (self._leave_and_come, 10, ("gun", "karin", "fk_officer")),
            (self._leave_and_come, 15, ("bea", "cleo", "ame_coach")),
            (self._away, 2, ()),
            (self._review, 2, ("dagny",)),
            (self._review, 2, ("dora",)),
            (self._factors, 5, ("sofia",)),
            *((self._come_and_go, 3, (one,)) for one in self.people[:2]),
        ]
        self._threads = [threading.Thread(target=self._loop, args=one, daemon=True) for one in acts]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _loop(self, act: Callable[..., None], pause: float, whose: tuple[Any, ...]) -> None:
        random = Random(f"{act.__name__} {whose}")
        while not self._stop.is_set():
            try:
                act(random, *whose)
            except (OSError, HTTPException, _Refused):
                self._stop.wait(0.2)  # killed in the middle, or somebody else was first: as every day
            except Exception as error:  # noqa: BLE001 - told at the end, with the others
                self._note_fault(f"{act.__name__} {type(error).__name__} {error}")
            self._stop.wait(pause * random.random())

    def _ask(self, name: str, method: str, path: str, body: Any = None) -> Any:
        """Ask as somebody signed in; give what was told. Raises _Refused for any other answer than success."""
        kept = self._own.__dict__.setdefault("kept", {})
        token, since = kept.get(name, (None, 0.0))
        if token is None or time.monotonic() - since > _KEPT:
            self.world.clock.at = process_now()
            token = self.world.session(name)
            kept[name] = (token, time.monotonic())
        status, told = self._send(method, path, lambda c: Client(token, self.server.port).ask(c, method, path, body))
        if status == 401:
            kept.pop(name, None)
        if not 200 <= status < 300:
            raise _Refused(status)
        return told

    def _stranger(self, method: str, path: str, body: Any) -> Any:
        def ask(connection: HTTPConnection) -> tuple[int, Any]:
            connection.request(method, f"/api/v1{path}", json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            told = answer.read()
            return answer.status, json.loads(told) if told else None

        status, told = self._send(method, path, ask)
        if not 200 <= status < 300:
            raise _Refused(status)
        return told

    def _send(self, method: str, path: str, ask: Callable[[HTTPConnection], tuple[int, Any]]) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=40)
        try:
            status, told = ask(connection)
        finally:
            connection.close()
        what = f"{method} {_ID.sub('…', path)}"
        if 200 <= status < 300:
            with self._lock:
                self.done[what] += 1
        elif status >= 500 and status != 503:
            self._note_fault(f"{status} {what}")
        return status, told

    def _note_fault(self, what: str) -> None:
        with self._lock:
            self.faults[what] += 1

    # A participant's own: a version after the other, and what she does with each.

    def _life(self, random: Random, who: Participant) -> None:
        coach, me = self._coach[who.id], f"p{who.id}"
        self.world.participants[me] = who
        paper = self._drafted(coach, who)
        said = {**story.yes_to_all(paper), "code": who.code}
        if random.random() < 0.2:
            self._on_paper(coach, paper, said)
        else:
            self._ask(me, "POST", f"/consents/{paper.id}/signature", said)
            self._witness(coach, paper)
        for name in ("fia", "arvid", "rut"):
            hers = {one["id"]: True for one in paper.view["rows"] if one["source"] == self.world[name].unit}
            self._try(name, "POST", f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": hers})
        self._try("karin", "POST", f"/consents/{paper.id}/acceptances", {"take_on": True})
        for _ in range(random.randint(2, 5)):
            self._stop.wait(3 * random.random())
            self._own_act(random, me, paper)
        if random.random() < 0.3:
            self._ask(me, "POST", f"/consents/{paper.id}/withdrawals", {"whole": True})

    def _drafted(self, coach: str, who: Participant) -> story.Paper:
        wanted = story.proposal(self.world, named=_NAMED, rows=_ROWS)
        wanted["persons"] += [{"officer": self.world["karin"].officer, "stands_in_for": self.world["fia"].officer}]
        try:
            draft = self._ask(coach, "POST", f"/cases/{who.case}/consents", wanted)
        except _Refused:  # Karin has just left, and cannot be named
            wanted["persons"].pop()
            draft = self._ask(coach, "POST", f"/cases/{who.case}/consents", wanted)
        shown = self._ask(coach, "POST", f"/consents/{draft['id']}/presentation", {"language": "sv"})
        return story.Paper(draft["id"], draft, shown["digest"], shown["nonce"])

    def _witness(self, coach: str, paper: story.Paper) -> None:
        code = pyotp.TOTP(self.world[coach].totp_secret).now()
        self._try(coach, "POST", f"/consents/{paper.id}/witness", {"code": code})

    def _own_act(self, random: Random, me: str, paper: story.Paper) -> None:
        withdrawals = f"/consents/{paper.id}/withdrawals"
        acts: tuple[tuple[Any, ...], ...] = (
            ("PUT", "/me/goal", {"text": f"Mål {random.random()}"}),
            ("POST", "/me/busy", {"slots": _SLOTS}),
            ("GET", "/me/reads"),
            ("GET", "/me/knowledge"),
            ("GET", "/me/case"),
            ("GET", "/me/consents"),
            ("POST", withdrawals, {"person": random.choice(paper.view["persons"])["id"]}),
            ("POST", withdrawals, {"row": random.choice(paper.view["rows"])["id"]}),
        )
        if random.random() < 0.2 and self._plans:
            self._report(random, me)
        else:
            self._try(me, *random.choice(acts))

    def _report(self, random: Random, me: str) -> None:
        """Say that one of a plan's items is wrong; whose it is answers on her own day."""
        items = [
            one["id"]
            for plan in self._ask(me, "GET", "/cases/" + self.world.participants[me].case)["plans"]
            for one in plan["items"]
            if one["source"] != "participant"
        ]
        if items:
            self._try(me, "POST", f"/items/{random.choice(items)}/reports", {"text": "Det stämmer inte."})

    def _on_paper(self, coach: str, paper: story.Paper, said: dict[str, Any]) -> None:
        """Sign on paper: one coach writes it in, another compares."""
        colleague = "cia" if coach != "cia" else "amir"
        body = {name: said[name] for name in _SAID}
        body |= {"signed_name": "Sara Signe", "version_code": code_of(self.world, paper)}
        body |= {"signed_on": day_of(process_now()).isoformat(), "scan": b64encode(picture()).decode()}
        self._ask(coach, "POST", f"/consents/{paper.id}/paper", body)
        found = self._ask(colleague, "GET", f"/consents/{paper.id}/comparison")
        verdict = {"agrees": True, "entered": found["entered"]}
        self._ask(colleague, "POST", f"/consents/{paper.id}/comparison", verdict)

    # Those who work.

    def _work(self, random: Random, name: str) -> None:
        who, chance = random.choice(self.people), random.random()
        if chance < 0.5:
            self._ask(name, "GET", f"/cases/{who.case}")
        elif chance < 0.7:
            self._ask(name, "GET", random.choice(("/cases", "/acceptances", "/unit/queue")))
        elif chance < 0.75:
            self._answer(name, who)
        elif (name, who.id) not in self._plans:
            self._plans[name, who.id] = self._ask(name, "POST", f"/cases/{who.case}/plans", {})["id"]
        else:
            kind = {"type": "treatment"} if name == "rut" else {"type": "studies", "slots": _SLOTS}
            wanted = {"title": "Kurs", "hours_week": 2, **kind}
            self._ask(name, "POST", f"/plans/{self._plans[name, who.id]}/activities", wanted)

    def _answer(self, name: str, who: Participant) -> None:
        for one in self._ask(name, "GET", f"/cases/{who.case}/reports")["items"][:1]:
            self._ask(name, "PATCH", f"/reports/{one['id']}", {"state": "answered", "answer": "Det är rättat."})

    def _coaching(self, random: Random, name: str) -> None:
        who, chance = random.choice(self.people), random.random()
        if chance < 0.6:
            self._ask(name, "GET", f"/cases/{who.case}")
        elif chance < 0.8:
            self._ask(name, "GET", random.choice(("/cases", "/papers", "/todos", "/acceptances/late")))
        else:
            self._ask(name, "GET", f"/cases/{who.case}/consents")

    def _hand_over(self, random: Random, manager: str) -> None:
        who, to = random.choice(self.people), random.choice(("amir", "cia", "cleo"))
        self._ask(manager, "POST", "/handovers", {"number": who.number, "officer": self.world[to].officer})
        self._coach[who.id] = to

    def _away(self, random: Random) -> None:
        first = day_of(process_now())
        days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=random.randint(0, 4))).isoformat()}
        self._ask("fia", "PUT", "/me/absence", days)
        self._stop.wait(3 * random.random())
        self._ask("fia", "DELETE", "/me/absence")

    def _review(self, random: Random, name: str) -> None:
        self._ask(name, "GET", random.choice(("/log/entries", "/log/counts", "/log/officers", "/log/checkpoint")))

    def _factors(self, _: Random, name: str) -> None:
        """Change her password there and back, and renew her recovery codes."""
        present = self._passwords.get(name, self.world[name].password)
        wanted = _WORDS if present != _WORDS else PASSWORD
        self._ask(name, "PUT", "/me/password", {"present": present, "wanted": wanted})
        self._passwords[name] = wanted
        self._ask(name, "POST", "/me/recovery-codes")

    def _come_and_go(self, _: Random, who: Participant) -> None:
        began = self._stranger("POST", "/sessions", {"username": who.username, "code": who.code})
        client = Client(began["token"], self.server.port)
        self._send("GET", "/me/case", lambda c: client.ask(c, "GET", "/me/case"))
        self._send("DELETE", "/sessions/current", lambda c: client.ask(c, "DELETE", "/sessions/current"))

    def _leave_and_come(self, random: Random, manager: str, name: str, job: str) -> None:
        """End her, and let her come back by a link that she uses and that is confirmed."""
        member = self.world[name]
        self._try(manager, "DELETE", f"/officers/{member.officer}")
        self._stop.wait(random.random())
        wanted = {"name": member.name, "title": "handläggare", "email": member.username, "job": job}
        link = self._ask(manager, "POST", "/officers", wanted)["link"]["url"].rpartition("/")[2]
        seed = self._stranger("POST", "/enrolments/preparation", {"invitation": link})["totp_secret"]
        chosen = {"invitation": link, "password": PASSWORD, "code": pyotp.TOTP(seed).now()}
        self._stranger("POST", "/enrolments", chosen)
        self._ask(manager, "POST", f"/officers/{member.officer}/confirmation")
        begun = select(employment.c.id).where(employment.c.officer_id == member.officer, employment.c.ends.is_(None))
        with self.world.store.read() as tx:
            self.world.members[name] = replace(member, employment=tx.execute(begun).scalar_one(), totp_secret=seed)

    def _try(self, *asked: Any) -> None:
        """Ask for what somebody else may have been first with."""
        try:
            self._ask(*asked)
        except _Refused:
            return

    def _hire(self, name: str, unit: str, role: Role, function: Function) -> None:
        world, email = self.world, f"{name}@demo.example"
        shown = f"{name.capitalize()} Kvist"
        with world.store.write() as tx:
            officer = add_officer(tx, world.ground, name=shown, title="handläggare", email=email, role=role)
            job = employ(
                tx, world.ground, officer_id=officer, unit_id=world.units[unit], function=function, begins=world.now
            )
            made = give_account(tx, world.ground, officer_id=officer, username=email)
            tell_rows(tx, world.ground, _OPERATOR, at=world.now)
        world.members[name] = Member(
            shown, officer, world.units[unit], job, made.account, email, made.password, made.totp_secret
        )


class _Refused(Exception):  # noqa: N818 - names what came back
    """Something else than success."""
