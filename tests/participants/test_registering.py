"""Registering: keys before data, nothing readable, and nobody's existence told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import orjson
import pytest
from sqlalchemy import func, select

from hub.participants.identity import COLUMNS, SOURCE, TABLE
from hub.participants.numbers import TEST_NUMBERS, check
from hub.participants.registering import Person, Registered, register
from hub.participants.tables import identity, participant, unit_todo
from hub.store import key_store
from hub.store.errors import Invalid
from hub.store.sealing import ring_for
from keys.keyring import DATA, LOG
from keys.opening import open_records
from keys.sealed import Label
from tests.cast import TestSettings, World
from tests.databases import count

NUMBER = "198708152387"
TODAY = date(2026, 3, 16)


def add(world: World, number: str | None = NUMBER, unit: str = "AME", name: str = "Dana Demosson") -> Registered:
    with world.store.write() as tx:
        return register(tx, world.ground, Person(name=name, number=number), unit=world.units[unit], at=world.now)


def index_of(world: World, registered: Registered) -> bytes | None:
    with world.store.read() as tx:
        query = select(participant.c.number_index).where(participant.c.id == registered.participant)
        found: bytes | None = tx.execute(query).scalar_one()
    return found


def todos(world: World) -> list[tuple[str, str, str]]:
    with world.store.read() as tx:
        rows = tx.execute(select(unit_todo.c.unit_id, unit_todo.c.participant_id, unit_todo.c.kind))
        return [(row.unit_id, row.participant_id, row.kind) for row in rows]


def opened(world: World, registered: Registered, category: str) -> dict[str, object]:
    ring = ring_for(world.ground, registered.participant)
    with world.store.read() as tx:
        query = select(identity).where(
            identity.c.participant_id == registered.participant, identity.c.category == category
        )
        row = tx.execute(query).one()
    label = Label(table=TABLE, record=row.id, record_version=1, source=SOURCE, category=category)
    columns = COLUMNS[category]
    (values,) = open_records(ring, [(label, columns, row.sealed)])
    return dict(zip(columns, map(orjson.loads, values), strict=True))


def test_her_name_number_and_contact_are_three_sealed_records(world: World) -> None:
    person = Person(name="  Dana   Demosson ", number="870815-2387", contact="070-1740605", origin="asked")
    with world.store.write() as tx:
        registered = register(tx, world.ground, person, unit=world.units["AME"], at=world.now)
    assert opened(world, registered, "name") == {"name": "Dana Demosson"}
    assert opened(world, registered, "number") == {"number": NUMBER}
    assert opened(world, registered, "account") == {"contact": "070-1740605", "language": "sv", "origin": "asked"}
    assert len(registered.written) == 3


def test_the_keys_are_committed_before_the_data(world: World) -> None:
    registered: list[Registered] = []

    def fall() -> None:
        with world.store.write() as tx:
            registered.append(register(tx, world.ground, Person(name="Dana"), unit=world.units["AME"], at=world.now))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fall()
    added = registered[0].participant
    assert key_store.fetch(world.ground, added, DATA) is not None
    assert key_store.fetch(world.ground, added, LOG) is not None
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(participant)).scalar_one() == 0


def test_a_number_known_to_the_unit_gives_a_fresh_participant_and_a_todo(world: World) -> None:
    first, second = add(world), add(world, "19870815-2387", name="Another Name")
    assert first.participant != second.participant
    assert index_of(world, first) is not None
    assert index_of(world, second) is None
    assert todos(world) == [(world.units["AME"], second.participant, "number_already_known")]


def test_another_unit_learns_nothing(world: World) -> None:
    first, other = add(world), add(world, unit="Ekonomiskt bistånd")
    assert index_of(world, other) not in {None, index_of(world, first)}
    assert todos(world) == []


def test_without_a_number_there_is_no_index_and_no_todo(world: World) -> None:
    for number in (None, "", "  "):
        assert index_of(world, add(world, number)) is None
    assert todos(world) == []


def test_new_known_and_absent_numbers_cost_the_same(world: World) -> None:
    add(world)
    costs = []
    for number in ("198204212396", NUMBER, None):
        with count(world.store) as cases, count(world.ground.key_store) as keys:
            add(world, number)
        costs.append((cases.sql, cases.commits, keys.sql, keys.commits))
    assert costs[0] == costs[1] == costs[2]


def test_two_coaches_at_once_make_one_index(world: World) -> None:
    with ThreadPoolExecutor(6) as pool:
        registered = list(pool.map(lambda _: add(world), range(6)))
    assert sum(index_of(world, one) is not None for one in registered) == 1
    assert len(todos(world)) == 5


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("20170101-2393", "18 år"),
        ("19870815-2388", "inte ett"),
        ("not a number", "inte ett"),
        ("١٩٨٧٠٨١٥٢٣٨٧", "inte ett"),
        ("19121212-1212", "demon"),
    ],
)
def test_minors_and_numbers_outside_the_demos_list_are_refused(world: World, number: str, word: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, number)
    sentence = refused.value.errors["identity_number"][0]
    assert word in sentence
    assert number not in sentence


def test_production_refuses_the_demos_numbers_and_takes_others() -> None:
    outside = TestSettings(demo=False, production=True)
    for number in TEST_NUMBERS:
        with pytest.raises(Invalid):
            check(number, settings=outside, today=TODAY, minimum_age=18)
    assert check("191212121212", settings=outside, today=TODAY, minimum_age=18) == "191212121212"


@pytest.mark.parametrize(("adult", "minor"), [("200803161234", "200803171234"), ("200803761234", "200803771234")])
def test_she_is_an_adult_from_her_eighteenth_birthday(adult: str, minor: str) -> None:
    outside = TestSettings(demo=False)
    assert check(adult, settings=outside, today=TODAY, minimum_age=18) == adult
    with pytest.raises(Invalid):
        check(minor, settings=outside, today=TODAY, minimum_age=18)


def test_the_demos_list_is_the_published_one() -> None:
    assert len(TEST_NUMBERS) == 27
    assert all(number[8:11] in {"238", "239", "980", "981"} for number in TEST_NUMBERS)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"contact": "x" * 301}, "contact"),
        ({"contact": "701740605"}, "contact"),
        ({"language": "xx"}, "language"),
        ({"origin": "guessed"}, "origin"),
    ],
)
def test_what_cannot_be_her_data_is_refused(world: World, change: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused, world.store.write() as tx:
        register(tx, world.ground, Person(**{"name": "Dana", **change}), unit=world.units["AME"], at=world.now)
    assert list(refused.value.errors) == [field]


def test_nothing_of_her_is_readable_in_the_rows(world: World) -> None:
    person = Person(name="Canaria Kanarie", number=NUMBER, contact="canary@demo.example")
    with world.store.write() as tx:
        register(tx, world.ground, person, unit=world.units["AME"], at=world.now)
    with world.store.read() as tx:
        for table in (participant, identity, unit_todo):
            held = b"".join(
                value if isinstance(value, bytes) else str(value).encode()
                for row in tx.execute(select(table))
                for value in row
            )
            for canary in (b"Canaria", NUMBER.encode(), b"8708152387", b"canary"):
                assert canary not in held


def test_the_makers_of_the_world_agree(make_world: Callable[..., World]) -> None:
    world = make_world(TestSettings(demo=False))
    with pytest.raises(Invalid):
        add(world)
