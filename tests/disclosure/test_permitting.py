"""A change stands or falls with its entry: decided under the lock, recorded beside it, its refusal logged alone."""

from typing import Any, Final

import pytest
from sqlalchemy import select, update

from hub.access_log.entry import Decision, Record
from hub.access_log.reader.parsing import Entry
from hub.disclosure.changing import change
from hub.disclosure.permitting import record, refuse, require
from hub.grants.tables import case, consent_row
from hub.store.errors import Conflict, NotShown, TooMany
from keys.errors import Tampered
from policies.vocabulary import Action, Reserved
from tests.attacks.scene import Scene, play
from tests.cast import World
from tests.databases import count
from tests.log_entries import entries

NEW: Final = "SK-9999-9999"


@pytest.fixture
def scene(world: World) -> Scene:
    return play(world, "changes")


def numbers(world: World) -> set[str]:
    with world.store.read() as tx:
        return set(tx.execute(select(case.c.number)).scalars())


def write(world: World, name: str, case_id: str | None, **more: Any) -> Any:
    """Change something, then ask whether it may be."""
    asked = {"action": Action.WRITE, "category": "C04", "source": world[name].unit} | more
    actor = world.actor(name)
    with change(world.ground) as tx:
        tx.execute(update(case).where(case.c.id == (case_id or "")).values(number=NEW))
        return require(tx, world.ground, actor, case_id=case_id, **asked)


def refused(world: World, name: str, case_id: str | None, **more: Any) -> tuple[Exception, Entry]:
    before = entries(world)
    with pytest.raises((NotShown, Conflict, TooMany)) as told:
        write(world, name, case_id, **more)
    assert NEW not in numbers(world), "what was refused has been rolled back"
    (new,) = [entry for key, entry in entries(world).items() if key not in before]
    assert (new.outcome.value, new.n) == ("refused", 0)
    return told.value, new


def test_what_is_permitted_stands(world: World, scene: Scene) -> None:
    facts, permit, _, _ = write(world, "fia", scene.who.case)
    assert NEW in numbers(world)
    assert (facts.participant.id, facts.at, permit.rule, permit.version) == (scene.who.id, world.now, "write", 1)


def test_an_act_that_may_change_who_reads_begins_on_what_was_signed(world: World, scene: Scene) -> None:
    with world.store.write() as tx:
        tx.execute(update(consent_row).where(consent_row.c.source == world["rut"].unit).values(accepted_at=1))
    assert write(world, "fia", scene.who.case)
    with pytest.raises(Tampered):
        write(world, "fia", scene.who.case, exclusive=True)


def test_what_is_refused_falls_and_is_logged(world: World, scene: Scene) -> None:
    told, entry = refused(world, "otto", scene.who.case)
    assert type(told) is NotShown
    assert (entry.case, entry.subj, entry.act, entry.purpose) == (
        scene.who.case,
        scene.who.id,
        Action.WRITE,
        "coordinate_plans",
    )
    assert [(one.source, one.category, one.rule) for one in entry.decisions] == [
        (world["otto"].unit, "C04", "not_named")
    ]
    assert entry.auth is not None


@pytest.mark.parametrize("case_id", [None, "0" * 32])
def test_a_case_that_is_not_there_is_refused_alike(world: World, scene: Scene, case_id: str | None) -> None:
    told, entry = refused(world, "fia", case_id)
    assert type(told) is NotShown
    assert (entry.case, entry.subj, entry.decisions) == (None, None, ())


def test_a_label_without_a_source(world: World, scene: Scene) -> None:
    _, entry = refused(world, "fia", scene.who.case, source=None, category=Reserved.ACCOUNT.value, action=Action.LINK)
    assert [(one.source, one.category, one.rule) for one in entry.decisions] == [("", "account", "not_own")]


def test_only_her_own_unit_learns_that_it_has_not_accepted(world: World, scene: Scene) -> None:
    with world.store.write() as tx:
        tx.execute(update(consent_row).where(consent_row.c.source == world["fia"].unit).values(accepted_at=None))
    told, entry = refused(world, "fia", scene.who.case)
    assert isinstance(told, Conflict)
    assert told.code == "acceptance_required"
    assert told.detail.startswith("Din enhet har inte godtagit")
    assert [one.rule for one in entry.decisions] == ["not_accepted"]
    assert type(refused(world, "otto", scene.who.case)[0]) is NotShown


def test_refused_changes_are_counted_and_others_are_not(world: World, scene: Scene) -> None:
    actor = world.actor("otto")

    def again(told: Exception | None) -> Exception:
        with pytest.raises((NotShown, Conflict, TooMany)) as raised, change(world.ground):
            raise refuse(world.ground, actor, told=told, at=world.now, action=Action.SIGN)  # type: ignore[arg-type]
        return raised.value

    assert [type(again(Conflict("already_signed", "Redan."))) for _ in range(61)] == [Conflict] * 61
    assert [type(again(None)) for _ in range(61)] == [NotShown] * 60 + [TooMany]


def test_what_breaks_otherwise_is_no_refusal(world: World, scene: Scene) -> None:
    before = entries(world)
    with pytest.raises(ZeroDivisionError), change(world.ground) as tx:
        tx.execute(update(case).values(number=NEW))
        raise ZeroDivisionError
    assert NEW not in numbers(world)
    assert entries(world) == before


def test_an_entry_says_by_what_permit_and_how_much(world: World, scene: Scene) -> None:
    written = Record("item", "e" * 32, 1, "f" * 64)
    also = Decision(world["fia"].unit, "C03", "permitted", "accepted_by_saving")
    fia = world.actor("fia")
    with change(world.ground) as tx:
        asked: Any = {"action": Action.WRITE, "category": "C04", "source": world["fia"].unit}
        _, _, told, done = require(tx, world.ground, fia, case_id=scene.who.case, **asked)
        also_decided = (*done["decisions"], also)
        first = record(tx, world.ground, fia, **done | {"decisions": also_decided, "written": (written, written)})
        second = record(tx, world.ground, fia, **done | {"count": 9})
        third = record(tx, world.ground, fia, **told)
    found = entries(world)
    made = [found[receipt.entry] for receipt in (first, second, third)]
    assert [entry.n for entry in made] == [2, 9, 0]
    by_permit = Decision(world["fia"].unit, "C04", "permitted", "write", None)
    assert [entry.decisions for entry in made] == [(by_permit, also), (by_permit,), ()]
    assert {(entry.act, entry.case, entry.subj) for entry in made} == {(Action.WRITE, scene.who.case, scene.who.id)}


def test_who_changes_holds_the_case_alone(world: World, scene: Scene) -> None:
    for exclusive, word in ((True, "FOR UPDATE"), (False, "FOR SHARE")):
        with count(world.store) as counts:
            write(world, "fia", scene.who.case, exclusive=exclusive)
        if world.databases.kind == "postgres":
            assert word in " ".join(counts.sql)
