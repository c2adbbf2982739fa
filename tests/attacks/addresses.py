"""Every address of the app that takes an id, as an attacker asks for it; a new one that is not here fails the sweep."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from hub.store.days import day_of
from tests.attacks.scene import SLOTS, Scene
from tests.cast import API, Answer, Api, Browser, World
from tests.consents import story

# The framework's own, links (those are secrets, not ids, and have tests of their own), and the help's subjects.
NOT_IDS: Final = frozenset({"filename", "link", "subject"})
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Address:
    """One route and method that takes at least one id."""

    rule: str
    method: str
    takes: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.rule.startswith(API)

    def path(self, ids: dict[str, str]) -> str:
        path = self.rule
        for name in self.takes:
            path = path.replace(f"<{name}>", ids[name])
        return path.removeprefix(API)


def all_addresses(world: World) -> list[Address]:
    return [address for rule in world.app.url_map.iter_rules() for address in _of(rule)]


def _of(rule: Rule) -> Iterator[Address]:
    takes = rule.arguments - NOT_IDS - set(rule.defaults or {})
    if not takes:
        return
    for method in _METHODS:
        if method in (rule.methods or ()):
            yield Address(rule.rule, method, tuple(sorted(takes)))


def ids_of(scene: Scene, address: Address, *, of: str = "fia") -> dict[str, str]:
    """Give the real ids of a scene for an address; `of` says whose plan and activity. KeyError for one unheard of."""
    item = f"activity:{of}"
    if address.rule.split("<")[0].endswith(("/limits/", "/granser/")):
        item = "limit"
    elif "/plans/" in address.rule or "/planer/" in address.rule:
        item = f"plan:{of}"
    elif "busy" in address.rule or "tider" in address.rule:
        item = "busy"
    known = {
        "category": "category",
        "unit_id": "unit",
        "report_id": f"report:{of}",
        "case_id": "case",
        "consent_id": "consent",
        "entry_id": "entry",
        "item_id": item,
        "key": "key",
        "language": "language",
        "number": "number",
        "officer_id": "officer",
        "passkey_id": "passkey",
        "person_id": "person",
        "plan_id": f"plan:{of}",
        "proposal_id": "proposal",
        "step": "step",
        "todo_id": "todo",
    }
    return {name: scene.ids[known[name]] for name in address.takes}


def absent(address: Address, turn: int = 0) -> dict[str, str]:
    """Give ids of the right form that nothing has."""
    return {name: f"{turn:02x}" + ("e" * 62 if name == "key" else "e" * 30) for name in address.takes}


def body_of(world: World, scene: Scene, address: Address, role: str | None = None) -> Any:
    """Give a body that would do, if the asker were the right one. KeyError for a route that is not known here."""
    if address.method in {"GET", "DELETE"}:
        return None
    if not address.is_api:
        return _form(address)
    slots = {"slots": SLOTS}
    consent = scene.paper
    row = next(row["id"] for row in consent.view["rows"] if row["source"] == world.units["AME"])  # Fia gives it
    bodies: dict[str, Any] = {
        "/cases/<case_id>/links": {"purpose": "code_reset"},
        "/cases/<case_id>/plans": {"goal": "Ett mål"},
        "/cases/<case_id>/foreseen/activities": {"type": "studies", **slots},
        "/cases/<case_id>/foreseen/limits": {"kind": "rest_window", **slots},
        "/cases/<case_id>/consents": story.proposal(world),
        "/cases/<case_id>/collisions/<key>": {"state": "owned", "version": 0},
        "/plans/<plan_id>/activities": {"type": "studies", **slots},
        "/plans/<plan_id>/limits": {"kind": "rest_window", **slots},
        "/plans/<item_id>": {"version": 1, "goal": "Ett annat"},
        "/activities/<item_id>": {"version": 1, "title": "En annan"},
        "/limits/<item_id>": {"version": 1, **slots},
        "/me/busy/<item_id>": {**slots},
        "/items/<item_id>/reports": {"text": "Fel"},
        "/reports/<report_id>": {"outcome": "corrected"},
        "/todos/<todo_id>": {"done": True},
        "/log/cases/<number>/identity": {"reason": "En anmälan utreds."},
        "/consents/<consent_id>/presentation": {},
        "/officers/<officer_id>/absence": {"first_day": "2026-03-16", "last_day": "2026-03-20"},
        "/officers/<officer_id>/confirmation": None,
        "/officers/<officer_id>/contact": {"phone": None, "reached": "sms"},
        "/officers/<officer_id>/invitation": None,
        "/proposals/<proposal_id>": {"officer": "0" * 32},
        "/units/<unit_id>/access-manager": {"name": "Eva Ek", "title": "chef", "email": "eva@af.example"},
        "/units/<unit_id>/access-manager/invitation": {"identity_checked": True},
        "/consents/<consent_id>/witness": {"code": world.code(role) if role in {"amir", "cia"} else "000000"},
        "/consents/<consent_id>/acceptances": {"take_on": True, "rows": {row: True}},
        "/consents/<consent_id>/questions/<step>": {"answer": True},
        "/consents/<consent_id>/thinking": None,
        "/consents/<consent_id>/comparison": {"agrees": False, "entered": 1},
        "/consents/<consent_id>/paper": {**_answered(world, consent), "scan": "JVBERi0=", "version_code": "1"},
        # Of what the consent does not hold, so that asking changes nothing for who asks next.
        "/cases/<case_id>/withdrawals": {"category": "C13", "channel": "phone"},
        "/consents/<consent_id>/withdrawals": {"whole": True},
        "/consents/<consent_id>/signature": {
            **story.signature(world, consent),
            "code": scene.who.code,
        },
    }
    return bodies[address.rule.removeprefix(API)]


def _answered(world: World, paper: story.Paper) -> dict[str, Any]:
    said = story.signature(world, paper)
    kept = ("persons", "rows", "exceptions", "covers_earlier", "collision_check")
    return {name: said[name] for name in kept} | {"signed_name": "Dana", "signed_on": str(day_of(world.now))}


def _form(address: Address) -> dict[str, str]:
    """Give a form filled with what most forms ask for; a page must refuse an id before it reads a form."""
    return {
        "goal": "Ett mål",
        "version": "1",
        "type": "studies",
        "kind": "rest_window",
        "code": "000000",
        "take_on": "1",
        "state": "owned",
        "reason": "En anmälan utreds.",
    }


def ask(
    world: World, client: Api | Browser, scene: Scene, address: Address, ids: dict[str, str], role: str | None = None
) -> Answer:
    body = body_of(world, scene, address, role)
    if isinstance(client, Api):
        return client.ask(address.method, address.path(ids), body)
    if address.method == "GET":
        return client.get(address.path(ids))
    return Answer(client.client.post(address.path(ids), data={**body, "csrf_token": token(world, client)}))


def token(world: World, browser: Browser) -> str:
    """Make the token of a form that this browser could have opened somewhere: the attack is not stopped by its lack."""
    with browser.client.session_transaction() as session:
        session["csrf_token"] = "0" * 40
    return str(URLSafeTimedSerializer(world.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps("0" * 40))
