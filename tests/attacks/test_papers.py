"""A signed paper waits where its text was drafted, until it counts: the row that says so lies in clear (T4, T8).

Each attack is shown to work with its guard off.
"""

import pytest
from sqlalchemy import update

from hub.consents import comparing
from hub.grants import withdrawing
from hub.grants.tables import paper
from tests.cast import World
from tests.consents.story import presented
from tests.consents.test_signing_paper import compare, enter


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("name", ["rut", "sofia"])
def test_it_is_opened_in_no_other_unit(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, *, guarded: bool
) -> None:
    text = presented(world)
    enter(world, world.page("amir"), text)
    with world.store.write() as tx:
        tx.execute(update(paper).values(unit_id=world[name].unit))
    if not guarded:
        monkeypatch.setattr(comparing, "_may_compare", lambda *_: True)
    opened = world.page(name).get(f"/medgivanden/{text.id}/jamfor")
    assert opened.status == (404 if guarded else 200)
    assert ("Dana Demosson" in opened.text) is not guarded
    scan = world.page(name).client.get(f"/medgivanden/{text.id}/jamfor/papper")
    assert scan.status_code == opened.status


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_once_it_is_signed(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    text, cia = presented(world), world.page("cia")
    enter(world, world.page("amir"), text)
    assert compare(world, cia, text).status == 303
    with world.store.write() as tx:
        tx.execute(update(paper).values(settled_at=None))
    if not guarded:
        monkeypatch.setattr(withdrawing, "was_signed", lambda *_: False)
    opened = cia.get(f"/medgivanden/{text.id}/jamfor")
    assert opened.status == (409 if guarded else 200)
    assert ("Dana Demosson" in opened.text) is not guarded


def test_her_copy_tells_who_entered_it_by_what_was_sealed(world: World) -> None:
    """A row that names another is sealed into no signature."""
    text = presented(world)
    enter(world, world.page("amir"), text)
    with world.store.write() as tx:
        tx.execute(update(paper).values(entered_by=world["fia"].officer))
    assert compare(world, world.page("cia"), text).status == 303
    copy = world.page("dana").get(f"/medgivanden/{text.id}/kopia").text
    assert "Amir Amini" in copy
    assert "Fia" not in copy[copy.index("penna på papper") :][:600]
