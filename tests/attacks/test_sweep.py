"""Whoever asks for whatever id, in whatever state a consent is: who has no line gets one and the same 404 (T1-T5)."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import pytest

from hub.disclosure import choosing
from hub.disclosure import deciding as at_the_door
from hub.officers.employing import employ, end_employment
from policies import decide as deciding
from policies import rules
from policies.vocabulary import Function
from tests.attacks.addresses import Address, absent, all_addresses, ask, body_of, ids_of
from tests.attacks.scene import NAME, NAMED, Scene, as_dana, permitted, play, play_all
from tests.cast import API, SECOND, Answer, Api, Browser, World
from tests.retelling import told_once

OUTSIDERS: Final = (None, "cia", "otto", "sofia", "dagny", "dora", "didrik", "ada", "lea", "bea", "other")
_NEAR: Final = (None, "cia", "otto", "other")  # whose role has the most addresses
# Everything happens to Fia or to her unit's sources; for the others these states differ from one another.
_CHANGED: Final = {
    "arvid": {"active", "expired", "withdrawn", "row_withdrawn", "not_accepted", "declined"},
    "rut": {"active", "expired", "withdrawn"},
    "amir": {"active", "expired", "withdrawn", "row_withdrawn", "not_accepted", "declined"},
    "own": {"active", "expired", "withdrawn", "declined"},
}
REVIEWERS: Final = ("dagny", "dora", "didrik")
_OFFICERS: Final = frozenset(
    {
        "/cases/<case_id>",
        "/cases/<case_id>/collisions/<key>",
        "/cases/<case_id>/extract",
        "/cases/<case_id>/foreseen/activities",
        "/cases/<case_id>/foreseen/limits",
        "/cases/<case_id>/plans",
        "/cases/<case_id>/saved/<entry_id>",
        "/cases/<case_id>/reports",
        "/cases/<case_id>/withdrawals",
        "/reports/<report_id>",
        "/plans/<plan_id>/activities",
        "/plans/<plan_id>/limits",
        "/plans/<item_id>",
        "/activities/<item_id>",
        "/limits/<item_id>",
        "/consents/<consent_id>",
        "/consents/<consent_id>/acceptances",
    }
)
_COACHS: Final = _OFFICERS | {
    "/cases/<case_id>/consents",
    "/cases/<case_id>/contact",
    "/cases/<case_id>/links",
    "/consents/<consent_id>/paper",
    "/consents/<consent_id>/presentation",
    "/consents/<consent_id>/preview/<person_id>",
    "/consents/<consent_id>/witness",
}
_HERS: Final = frozenset(
    {
        "/cases/<case_id>",
        "/consents/<consent_id>",
        "/consents/<consent_id>/preview/<person_id>",
        "/consents/<consent_id>/questions",
        "/consents/<consent_id>/questions/<step>",
        "/consents/<consent_id>/signature",
        "/consents/<consent_id>/thinking",
        "/consents/<consent_id>/withdrawals",
        "/items/<item_id>/reports",
        "/me/busy/<item_id>",
        "/me/knowledge/<unit_id>/<category>",
    }
)
_WAITING: Final = frozenset(
    {"/cases/<case_id>/withdrawals", "/consents/<consent_id>", "/consents/<consent_id>/acceptances"}
)
_AFTERWARDS: Final = _COACHS - {rule for rule in _OFFICERS if "item_id" in rule or "plan" in rule or "key" in rule}


def may_answer(state: str, role: str | None, address: Address, of: str) -> bool:
    """Tell whether another answer than the refusal is thinkable at all; what it may then hold is `permitted`."""
    rule = address.rule.removeprefix(API)
    if role in REVIEWERS and ("<entry_id>" in rule or "<number>" in rule):
        return True
    if role == "ada" and "<unit_id>" in rule and rule.startswith(("/units/", "/enheter/")):
        return True  # who adds units sees units, and no more
    if role is None or not permitted(state, role):
        return False
    waits = role == "fia" and state in {"never_taken_on", "detached"}
    somebody_elses = role != "own" and role != ("rut" if rule.startswith(("/limits/", "/granser/")) else of)
    if somebody_elses and {"item_id", "plan_id", "report_id"} & set(address.takes):
        return False
    if not address.is_api:
        return ("medgivanden" in rule or "ta-tillbaka" in rule) if waits else True
    allowed = _HERS if role == "own" else _COACHS if role == "amir" else _OFFICERS
    if waits:
        allowed = _WAITING
    if role == "amir" and state in {"expired", "withdrawn"}:
        allowed = _AFTERWARDS
    return rule in allowed


class Sweep:
    """Asks for every address as one role, and remembers what a refusal looks like."""

    def __init__(self, world: World, scenes: dict[str, Scene]) -> None:
        self.world, self.scenes = world, scenes
        self.addresses = all_addresses(world)
        self.asked = 0
        self._refusals: dict[tuple[object, object], tuple[object, ...]] = {}

    def client(self, role: str | None, scene: Scene, address: Address) -> Api | Browser:
        """Begin a fresh session, so that the sixty refused ids a minute are not what stops the sweep."""
        with as_dana(self.world, scene.who):
            name = "dana" if role == "own" else role
            return self.world.api(name) if address.is_api else self.world.page(name)

    def ask(self, role: str | None, scene: Scene, address: Address, ids: dict[str, str]) -> Answer:
        self.asked += 1
        return ask(self.world, self.client(role, scene, address), scene, address, ids, role)

    def refusal(self, role: str | None, address: Address) -> tuple[object, ...]:
        """Give the refusal that everybody gets: one for the API, one for the pages, and one each for strangers.

        A form that is sent may come back with what was typed in it; then as it does for an id that nothing has.
        """
        sent = not address.is_api and address.method != "GET"
        kind = (role, address) if sent else (role is None, address.is_api)
        if kind not in self._refusals:
            ids = absent(address)
            self._refusals[kind] = _told(self.ask(role, self.scenes["active"], address, ids), ids)
            assert self._refusals[kind][0] in ({303, 401} if role is None else {404, 200, 422} if sent else {404})
        return self._refusals[kind]

    def outsiders(self) -> None:
        for role in OUTSIDERS:
            self.run(role, ["active", "withdrawn"] if role in _NEAR else ["active"], self.addresses)

    def named(self, methods: Callable[[Address], bool]) -> None:
        addresses = [address for address in self.addresses if methods(address)]
        for role in (*NAMED, "own"):
            self.run(role, [state for state in self.scenes if state in _CHANGED.get(role, self.scenes)], addresses)

    def run(self, role: str | None, states: Iterable[str], addresses: Iterable[Address]) -> None:
        for address in addresses:
            of = "arvid" if role == "fia" else "fia"
            takes_item = {"item_id", "plan_id", "report_id"} & set(address.takes)
            for state in states:
                for whose in {of, role} & {"fia", *NAMED} if takes_item and role in NAMED else {of}:
                    self.one(role, state, address, str(whose))

    def one(self, role: str | None, state: str, address: Address, of: str) -> None:
        scene = self.scenes[state]
        ids = ids_of(scene, address, of=of)
        answer = self.ask(role, scene, address, ids)
        where = f"{role} in {state}: {address.method} {address.rule} of {of}"
        if not may_answer(state, role, address, of):
            assert _told(answer, ids) == self.refusal(role, address), f"{where}: {answer.status} {answer.text[:300]}"
        assert answer.status < 500, f"{where}: {answer.text[:300]}"
        may = permitted(state, role) if role else set()
        if role in REVIEWERS and address.rule.endswith(("/identity", "/identitet")):
            may = {NAME}  # with a reason, and told to the participant
        leaked = scene.found_in(answer.data) - may
        assert not leaked, f"{where}: {leaked}"


def _told(answer: Answer, ids: dict[str, str]) -> tuple[object, ...]:
    """Give all that an asker is told, but for the date, the ids that she asked for, and her own form's token."""
    to_sign_in = answer.status == 303  # it repeats the asked address, which the asker knows
    varies = {"Date", "Location", "Content-Length", "Set-Cookie"} if to_sign_in else {"Date", "Set-Cookie"}
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in varies)
    data = answer.without_token
    for value in ids.values():
        # A step is one digit: it counts as repeated only where it stands in an address.
        lead = b"" if len(value) > 1 else b"/"
        data = data.replace(lead + value.encode(), lead + b"ID")
    return answer.status, b"" if to_sign_in else data, tuple(headers)


@pytest.fixture
def sweep(world: World) -> Sweep:
    return Sweep(world, _lived(world))


@told_once
def _lived(world: World) -> dict[str, Scene]:
    world.participants["other"] = world.add_participant("Erik Annan")
    return play_all(world)


def _reads(address: Address) -> bool:
    return address.method == "GET"


def test_no_address_is_left_out(world: World) -> None:
    """A route with an id that the sweep cannot fill, or a body that it does not know, fails here: add it."""
    scene = play(world, "active")
    for address in all_addresses(world):
        path = address.path(ids_of(scene, address))
        assert "<" not in path, address
        body_of(world, scene, address)


@pytest.mark.timeout(300)
def test_nobody_gets_what_she_has_no_line_for(sweep: Sweep) -> None:
    sweep.outsiders()
    sweep.named(_reads)
    for state, scene in sweep.scenes.items():  # and who has a line gets exactly what it says
        for role in (*NAMED, "own"):
            with as_dana(sweep.world, scene.who):
                found = sweep.world.api("dana" if role == "own" else role).get(f"/cases/{scene.who.case}")
            waits = role == "fia" and state in {"never_taken_on", "detached"}
            expected = set() if waits else permitted(state, role) & set(scene.marks)
            assert scene.found_in(found.data) == expected, (state, role)
    sweep.named(lambda address: not _reads(address))
    assert sweep.asked > 1000


def shown_in_lists(sweep: Sweep, roles: Iterable[str | None]) -> list[tuple[str | None, str, str]]:
    """Ask for whatever takes no id: own lists, files, the log's pages; name what shows more than it may."""
    found, rules = [], _without_id(sweep.world)
    for role in roles:
        for rule in rules:
            page = not rule.startswith(API)
            client: Any = sweep.world.page(role) if page else sweep.world.api(role)
            answer = client.get(rule.removeprefix(API))
            assert answer.status < 500, (role, rule, answer.text[:300])
            for state, scene in sweep.scenes.items():
                may = permitted(state, role) if role else set()
                if not scene.found_in(answer.data) <= may:
                    found.append((role, state, rule))
    return found


def _without_id(world: World) -> list[str]:
    every = world.app.url_map.iter_rules()
    return [rule.rule for rule in every if "GET" in (rule.methods or ()) and not rule.arguments]


def test_lists_show_what_a_case_shows(sweep: Sweep) -> None:
    """For everybody, in every state."""
    assert shown_in_lists(sweep, (*OUTSIDERS, *NAMED)) == []


def test_who_leaves_has_nothing_left_and_who_returns_gets_nothing_back(sweep: Sweep) -> None:
    world, scene = sweep.world, sweep.scenes["active"]
    fia = world["fia"]
    before = world.api("fia")
    assert before.get(f"/cases/{scene.who.case}").status == 200
    with world.store.write() as tx:
        end_employment(tx, employment_id=fia.employment, ends=world.now)
    assert before.get(f"/cases/{scene.who.case}").status == 401
    world.clock.move(SECOND)
    with world.store.write() as tx:
        fia.employment = employ(
            tx,
            world.ground,
            officer_id=fia.officer,
            unit_id=fia.unit,
            function=Function.FK_OFFICER,
            begins=world.now,
        )
    scene.state = "left"
    sweep.scenes = {"left": scene, "active": scene}
    sweep.run("fia", ["left"], sweep.addresses)
    assert scene.found_in(world.api("fia").get("/cases").data) == set()


Guard = tuple[Any, str, Any]
_SHORT: Final = frozenset({f"{API}/cases/<case_id>", f"{API}/consents/<consent_id>"})
GUARDS: Final[dict[str, tuple[Guard, ...]]] = {
    "the gate of a case": ((at_the_door, "_refused", lambda *_: None),),
    "a person's withdrawal": ((rules, "person_named", lambda *_: None),),
    "the assignment": ((rules, "case_taken_on", lambda *_: None),),
    "the end of a consent": ((rules, "consent_stands", lambda *_: None),),
    "the acceptance": ((rules, "source_accepted", lambda *_: None),),
    # The row is held back twice: a whole read does not ask for it, and the rule refuses it.
    "a row's withdrawal": (
        (rules, "line_stands", lambda *_: None),
        (choosing, "_known", lambda facts: [(row.source, row.category) for row in facts.consent.rows]),
    ),
}


def test_the_sweep_sees_a_guard_that_is_off(sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take one rule out of the program: the same sweep must now find something."""
    for guard, patches in GUARDS.items():
        with monkeypatch.context() as off:
            for patch in patches:
                _take_out(off, *patch)
            assert _finds(sweep), guard
            if guard == "the end of a consent":
                assert shown_in_lists(sweep, ("fia",))
    assert not _finds(sweep), "with all of them back"


def _finds(sweep: Sweep) -> bool:
    try:
        sweep.named(lambda address: _reads(address) and address.rule in _SHORT)
    except AssertionError:
        return True
    return False


def _take_out(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, off: Any) -> None:
    rule = getattr(place, name)
    monkeypatch.setattr(place, name, off)
    stages = {
        stage: (below, tuple(off if one is rule else one for one in needed))
        for stage, (below, needed) in deciding._STAGES.items()
    }
    monkeypatch.setattr(deciding, "_STAGES", stages)
    monkeypatch.setattr(deciding, "_LINE", tuple(off if one is rule else one for one in deciding._LINE))
