"""No row that somebody puts among what is looked back into tells a reviewer whose a case is (T4, T8, T12).

Each attack is shown to work with its guard off.
"""

from collections.abc import Callable

import orjson
import pytest
from sqlalchemy import Connection, delete, insert, select, update

from hub.access_log.hashing import leaf_hash
from hub.access_log.reader import concerning, vouching
from hub.access_log.reader.tables import log_look
from hub.access_log.tables import log_entry, log_leaf
from hub.grants.tables import consent_row, paper
from hub.store import entry_tags
from policies.vocabulary import Action
from tests.access_log.acts import tamper
from tests.cast import World
from tests.checking import faults
from tests.consents.story import in_force, presented
from tests.consents.test_signing_paper import enter
from tests.oversight.test_revealing import ask


@pytest.fixture(name="others")
def _others(world: World) -> World:
    """A case that nothing of Dora's unit has a part in; its newest entry is a read of Arvid's."""
    in_force(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    assert world.api("arvid").get(f"/cases/{world.dana.case}").status == 200
    assert ask(world, "dora", world.dana.number).status == 404
    return world


def _of_hers(world: World, tx: Connection) -> dict[str, object]:
    hers = (log_entry.c.subject == world.dana.id, log_entry.c.actor == world["arvid"].officer)
    found = select(log_entry).where(*hers, log_entry.c.action == "read").order_by(log_entry.c.at.desc())
    return dict(tx.execute(found).first()._mapping)  # type: ignore[union-attr]


def look_put_in(world: World) -> None:
    """Let the read of Arvid's look as if it concerned Dora's unit."""
    with world.store.write() as tx:
        row = _of_hers(world, tx)
        number = tx.execute(select(log_leaf.c.number).where(log_leaf.c.entry_id == row["id"])).scalar_one()
        said = {name: row[name] for name in ("at", "actor", "subject", "case_id", "action", "outcome")}
        tx.execute(insert(log_look), said | {"unit_id": world["dora"].unit, "number": number, "staff": True})


def entry_put_in(world: World) -> None:
    """Let Fia, of Dora's unit, have read; the hub seals what it finds, and takes it into what is looked back into."""
    with world.store.write() as tx:
        row = _of_hers(world, tx)
        fia = {"actor": world["fia"].officer, "unit": world["fia"].unit, "emp": world["fia"].employment}
        said = orjson.loads(row["body"]) | fia | {"id": "0" * 31 + "1"}  # type: ignore[arg-type]
        body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        columns = {"id": said["id"], "body": body, "leaf": leaf_hash(body)}
        tx.execute(insert(log_entry), row | columns | {"actor": fia["actor"], "actor_unit": fia["unit"]})


def without_tag_put_in(world: World) -> None:
    """The same, as a version of the hub wrote it that gave no tags."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(orjson, "loads", lambda body, loads=orjson.loads: _untagged(loads(body)))
        entry_put_in(world)


def _untagged(said: dict[str, object]) -> dict[str, object]:
    return said | {"salt": str(said["salt"])[:32]}


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", [look_put_in, entry_put_in, without_tag_put_in])
def test_a_reviewer_is_told_nobodys_name(
    others: World, monkeypatch: pytest.MonkeyPatch, attack: Callable[[World], None], *, guarded: bool
) -> None:
    attack(others)
    if not guarded:
        units = frozenset({others["dora"].unit})
        monkeypatch.setattr(concerning, "concerned_units", lambda _: units)
        monkeypatch.setattr(entry_tags, "fits", lambda *_: True)
        monkeypatch.setattr(entry_tags, "seen", lambda _: 0)
        monkeypatch.setattr(concerning, "_SIGNS", (Action.READ,))
        monkeypatch.setattr(concerning, "_signs", lambda entry: entry.act in concerning._SIGNS)
    asked = ask(others, "dora", others.dana.number)
    assert asked.status == (404 if guarded else 200), asked.text
    assert ("Dana Demosson" in asked.text) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("by", ["arvid", "arvids list", "amir", "dana"])
def test_nor_by_a_row_that_is_there_while_somebody_reads(
    others: World, monkeypatch: pytest.MonkeyPatch, by: str, *, guarded: bool
) -> None:
    """What Dora's unit would give stands in her consent for the moment of an act, which tells what it decided."""
    with others.store.write() as tx:
        row = dict(tx.execute(select(consent_row).where(consent_row.c.source != "participant")).first()._mapping)  # type: ignore[union-attr]
        tx.execute(insert(consent_row), row | {"id": "0" * 31 + "1", "source": others["dora"].unit})
    path = {"arvids list": "/cases", "dana": "/me/case"}.get(by, f"/cases/{others.dana.case}")
    assert others.api(by.partition("s ")[0]).get(path).status in {200, 500}
    with others.store.write() as tx:
        tx.execute(delete(consent_row).where(consent_row.c.id == "0" * 31 + "1"))
    if not guarded:
        monkeypatch.setattr(concerning, "_SIGNS", (Action.LIST, Action.READ))
        monkeypatch.setattr(concerning, "_signs", lambda entry: entry.act in concerning._SIGNS)
    asked = ask(others, "dora", others.dana.number)
    assert asked.status == (404 if guarded else 200), asked.text
    assert faults(others) == [], "nothing is found afterwards: the hub wrote it itself"


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_by_a_paper_that_waits_in_her_unit(
    others: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Fia looks at what is hers to compare by its row alone: she is refused once it is opened, nothing is signed."""
    text = presented(others, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    enter(others, others.page("amir"), text)
    rows = (update(paper).values(unit_id=others[name].unit) for name in ("fia", "amir"))
    with others.store.write() as tx:
        tx.execute(next(rows))
    assert others.page("fia").get(f"/medgivanden/{text.id}/jamfor").status == 404
    with others.store.write() as tx:
        tx.execute(next(rows))
    if not guarded:
        monkeypatch.setattr(concerning, "_signs", lambda entry: entry.act in concerning._SIGNS)
    asked = ask(others, "dora", others.dana.number)
    assert asked.status == (404 if guarded else 200), asked.text
    assert faults(others) == [], "nothing is found afterwards: the hub wrote it itself"


def test_in_a_log_from_before_the_tags_she_takes_back_and_is_told_no_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To take back opens nothing, and is hindered by nothing (R12); each act since says anew whom the case concerns."""
    with monkeypatch.context() as before:
        before.setattr(entry_tags, "tagged", lambda ground, made: made(ground.random(16).hex()))
        in_force(world)
    assert ask(world, "dora", world.dana.number).status == 404
    whole = {"whole": True, "channel": "phone", "number": world.dana.number}
    assert world.api("dora").post("/withdrawals", whole).status == 201
    in_force(world, named=("fia", "amir"), rows=(("FK Nordost", "C04"),))
    assert ask(world, "dora", world.dana.number).status == 200


@pytest.mark.parametrize("tag", ["kept", "taken off"])
@pytest.mark.parametrize("guarded", [True, False])
def test_nor_from_where_another_units_officer_signed_in(
    world: World, monkeypatch: pytest.MonkeyPatch, tag: str, *, guarded: bool
) -> None:
    """Somebody rewrites the entry so that it concerns Dora's unit: its sealed address would be hers to read.

    Or so that it is one of before there were tags.
    """
    signed_in = world.api().post("/sessions", world.credentials("arvid"))
    assert signed_in.status == 201
    with world.store.read() as tx:
        his = (log_entry.c.actor == world["arvid"].officer, log_entry.c.action == "sign_in")
        row = tx.execute(select(log_entry.c.id, log_entry.c.body).where(*his)).one()
    said = orjson.loads(row.body) | {"units": [world["dora"].unit]}
    body = orjson.dumps(said if tag == "kept" else _untagged(said), option=orjson.OPT_SORT_KEYS)
    rewritten = {"body": body, "leaf": leaf_hash(body), "id": row.id}
    tamper(world.ground, "UPDATE log_entry SET body = :body, leaf = :leaf WHERE id = :id", **rewritten)
    if not guarded:
        monkeypatch.setattr(vouching.Vouching, "holds", lambda *_: True)
        monkeypatch.setattr(entry_tags, "seen", lambda _: 0)
    shown = world.api("dora").get(f"/log/entries/{row.id}")
    assert shown.status == 200
    assert ("127.0.0.1" in shown.text) is not guarded
