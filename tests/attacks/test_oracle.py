"""Nothing tells whether somebody or something exists: same bytes, same work, same entries, whatever was asked (T4)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.access_log.tables import log_entry
from hub.participants.tables import participant
from hub.signin.refused_ids import ALLOWED_A_MINUTE
from tests.attacks.addresses import Address, absent, all_addresses, ask, ids_of
from tests.attacks.scene import Scene, as_dana, play
from tests.cast import Answer, World
from tests.databases import Counts, count
from tests.log_entries import entry_count
from tests.retelling import told_once

KNOWN, UNKNOWN = "198708152387", "198204212396"
# What somebody may type where an id belongs.
STRANGE = ("zz", "e" * 31, "E" * 32, "e" * 5_000, "%C3%A5", "a'--", "%00", "%0D%0A", "%FF", "..;")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request cost, as who measures the databases would see it."""

    statements: tuple[int, int]
    commits: tuple[int, int]
    entries: int


@contextmanager
def counted(world: World) -> Iterator[list[Cost]]:
    found: list[Cost] = []
    before = entry_count(world)
    with ExitStack() as stack:
        counts: list[Counts] = [stack.enter_context(count(store)) for store in (world.store, world.ground.key_store)]
        yield found
        case, keys = counts
        told = Cost((case.statements, keys.statements), (case.commits, keys.commits), 0)
    found.append(Cost(told.statements, told.commits, entry_count(world) - before))


def cost_of(world: World, role: str, scene: Scene, address: Address, ids: dict[str, str]) -> tuple[Answer, Cost]:
    with as_dana(world, scene.who):
        client: Any = world.api(role) if address.is_api else world.page(role)
    with counted(world) as found:
        answer = ask(world, client, scene, address, ids)
    return answer, found[0]


@pytest.fixture
def scenes(world: World) -> dict[str, Scene]:
    return _lived(world)


@told_once
def _lived(world: World) -> dict[str, Scene]:
    assert world.dana.account  # made before anything is counted
    world.participants["other"] = world.add_participant("Erik Annan")
    found = {state: play(world, state) for state in ("active", "withdrawn")}
    with as_dana(world, found["withdrawn"].who):
        world.api("dana").post(f"/consents/{found['withdrawn'].paper.id}/withdrawals", {"whole": True})
    return found


def unequal(world: World, scenes: dict[str, Scene], role: str, state: str, addresses: list[Address]) -> list[str]:
    """Ask for what is there and refused, and for what is not there; name the addresses that tell them apart."""
    scene, found = scenes[state], []
    for address in addresses:
        ids = ids_of(scene, address)
        there, its = cost_of(world, role, scene, address, ids)
        nowhere, nothing = cost_of(world, role, scene, address, absent(address, turn=1))
        if (there.status, its) != (nowhere.status, nothing) or (address.is_api and there.data != nowhere.data):
            found.append(f"{role} {address.method} {address.rule}: {there.status} {its} != {nowhere.status} {nothing}")
    return found


@pytest.mark.parametrize(
    ("role", "state"), [("otto", "active"), ("cia", "active"), ("fia", "withdrawn"), ("other", "active")]
)
def test_an_id_that_is_refused_costs_what_an_absent_one_costs(
    world: World, scenes: dict[str, Scene], role: str, state: str
) -> None:
    assert unequal(world, scenes, role, state, all_addresses(world)) == []


def as_strange(address: Address, shape: str) -> dict[str, str]:
    """Put it in place of every id; other parts stay of the right form, and of nothing."""
    return {name: shape if name.endswith("_id") else part for name, part in absent(address).items()}


def taking_ids(world: World) -> list[Address]:
    return [address for address in all_addresses(world) if any(name.endswith("_id") for name in address.takes)]


def told_apart(world: World, scene: Scene, asked: list[tuple[str, Address, str]]) -> list[str]:
    """Ask for a strange id and for one that is only absent; name the addresses that tell them apart."""
    found = []
    for role, address, shape in asked:
        strange, its = cost_of(world, role, scene, address, as_strange(address, shape))
        absent_one, nothing = cost_of(world, role, scene, address, absent(address))
        same_bytes = strange.data == absent_one.data or not address.is_api
        if (strange.status, its) != (absent_one.status, nothing) or not same_bytes:
            told = f"{strange.status} {its} != {absent_one.status} {nothing}"
            found.append(f"{role} {address.method} {address.rule} {shape[:40]}: {told}")
    return found


@pytest.mark.parametrize("role", ["fia", "cia", "other"])
def test_what_is_no_id_is_asked_for_like_an_absent_one(world: World, scenes: dict[str, Scene], role: str) -> None:
    """Each address is tried with one shape, the next with the next."""
    asked = [(role, address, STRANGE[turn % len(STRANGE)]) for turn, address in enumerate(taking_ids(world))]
    assert told_apart(world, scenes["active"], asked) == []
    with world.store.read() as tx:
        entries = tx.execute(select(log_entry.c.body)).scalars().all()
    assert not [body for body in entries for shape in ("zz", "e" * 31, "E" * 32, "--") if shape.encode() in body]


def asked_strangely(world: World, role: str, path: str) -> tuple[set[int], int, set[int]]:
    """Ask for strange ids until the budget of a minute is spent, then for more.

    Give what was answered, how many entries that left, and what was answered after it.
    """
    client: Any = world.page(role) if path.startswith("/arenden") else world.api(role)

    def ask_for(shape: str) -> int:
        address = path.replace("<id>", shape)
        change = {"version": 1, "title": "En annan"}
        answer = client.patch(address, change) if path.startswith("/activities") else client.get(address)
        return int(answer.status)

    with counted(world) as found:
        statuses = [ask_for(STRANGE[turn % len(STRANGE)]) for turn in range(ALLOWED_A_MINUTE)]
    return set(statuses), found[0].entries, {ask_for(shape) for shape in (*STRANGE, "e" * 32)}


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("fia", "/cases/<id>"),
        ("fia", "/consents/<id>"),
        ("fia", "/activities/<id>"),
        ("dora", "/log/entries/<id>"),
        ("fia", "/arenden/<id>"),
    ],
)
def test_strange_ids_are_counted_like_absent_ones(world: World, role: str, path: str) -> None:
    assert asked_strangely(world, role, path) == ({404}, ALLOWED_A_MINUTE, {429})


def registered(world: World) -> list[Any]:
    """Register with a number that the unit knows, with a new one and with none; give what each cost and told."""
    assert world.dana.number
    costs: list[Any] = []
    for number in (KNOWN, UNKNOWN, None):
        api = world.api("amir")
        body = {"name": "Nora Ny", "origin": "present", **({"identity_number": number} if number else {})}
        with counted(world) as found:
            answer = api.post("/cases", body)
        costs.append((found[0], answer.status, [*answer.json], len(answer.data), sorted(answer.headers.keys())))
    return costs


def test_a_number_that_is_known_is_registered_like_a_new_one(world: World) -> None:
    known, new, none = registered(world)
    assert known == new == none
    assert known[1:3] == (201, ["id"])
    with world.store.read() as tx:
        indexed = tx.execute(select(func.count(participant.c.number_index))).scalar_one()
    assert indexed == 2  # nobody was joined: Dana's, and the unknown one's


def signed_in_wrongly(world: World) -> list[tuple[int, bytes, Cost]]:
    """Try an officer's name, nobody's and a participant's with a wrong password; give what each cost and told."""
    told = []
    for username in ("fia@demo.example", "nobody@demo.example", world.dana.username):
        with counted(world) as found:
            answer = world.api().post("/sessions", {"username": username, "password": "wrong", "code": "000000"})
        told.append((answer.status, answer.data, found[0]))
    return told


def test_an_unknown_name_signs_in_like_a_wrong_password(world: World) -> None:
    hers, nobodys, participants = signed_in_wrongly(world)
    assert hers == nobodys == participants
    assert hers[0] == 401


def page_of(answer: Answer, secret: str) -> bytes:
    """Give a page but for its token, and for the address that was asked, to which the choice of language leads back."""
    return answer.without_token.replace(secret.encode(), b"")


def told_of_links(world: World) -> list[tuple[Any, ...]]:
    """Try a link that was used, and one that never was; give what each cost and told, by the API and on its page."""
    case = world.add_participant("Lina Ny", code=None).case
    link = world.api("amir").post(f"/cases/{case}/links", {}).json["link"]
    assert world.api().post("/sessions", {"link": link, "code": "704913"}).status == 201
    told = []
    for secret in (link, "A" * len(link)):
        with counted(world) as found:
            by_api = world.api().post("/sessions", {"link": secret, "code": "704913"})
        page = world.page().get(f"/start/{secret}")
        told.append(
            (by_api.status, by_api.data, page.status, page_of(page, secret), found[0].entries, found[0].commits)
        )
    return told


def test_a_link_that_was_used_is_told_like_one_that_never_was(world: World) -> None:
    used, never = told_of_links(world)
    assert used == never
    assert used[0] == 401


def told_of_numbers_in_a_file(world: World, scenes: dict[str, Scene]) -> list[tuple[int, bytes, Cost]]:
    """Let a stranger send a file with a real case number, and with one of nothing; give what each cost and told."""
    told = []
    for number in (scenes["active"].who.number, "SK-00000000"):
        text = f"ärende;typ;titel\n{number};studier;Svenska\n".encode()
        api = world.api("otto")
        with counted(world) as found:
            answer = api.ask("POST", "/imports/plans", data=text, headers={"Content-Type": "text/csv"})
        told.append((answer.status, answer.data, found[0]))
    return told


def test_a_case_number_in_a_file_is_refused_alike(world: World, scenes: dict[str, Scene]) -> None:
    real, absent_one = told_of_numbers_in_a_file(world, scenes)
    assert real == absent_one
    assert real[0] == 422


REVIEWERS_WAYS = ("/withdrawals", "/logg/arende/<number>/identitet")


def tried_by_a_reviewer(world: World, path: str) -> list[tuple[int, bytes, Cost]]:
    """Try a number that concerns none of her units, and one of nobody's; give what each cost and told."""
    told = []
    for number in (world.dana.number, "SK-00000000"):
        if path == "/withdrawals":
            client: Any = world.api("dora")
            given = {"number": number, "whole": True, "channel": "phone"}
            with counted(world) as found:
                answer = client.post(path, given)
        else:
            client = world.page("dora")
            address = path.replace("<number>", number)
            with counted(world) as found:
                answer = client.post(address, {"reason": "En fråga från deltagaren."}, form_at="/ta-tillbaka")
        told.append((answer.status, answer.data.replace(number.encode(), b""), found[0]))
    return told


@pytest.mark.parametrize("path", REVIEWERS_WAYS)
def test_a_reviewer_tries_case_numbers_in_vain(world: World, path: str) -> None:
    """A number is short enough to be guessed."""
    others, nobodys = tried_by_a_reviewer(world, path)
    assert others == nobodys
    assert others[0] == 404
