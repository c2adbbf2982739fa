"""A signed paper waits where its text was drafted, until it counts: the row that says so lies in clear (T4, T8).

Each attack is shown to work with its guard off.
"""

from typing import Any

import pytest
from sqlalchemy import select, update

from hub.consents import comparing
from hub.grants import withdrawing
from hub.grants.tables import consent_row, paper
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
        monkeypatch.setattr(comparing, "check_asked", lambda *_: None)  # what is signed is sealed otherwise
    opened = cia.get(f"/medgivanden/{text.id}/jamfor")
    assert opened.status == (409 if guarded else 200)
    assert ("Dana Demosson" in opened.text) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_compares_by_rows_that_mean_something_else(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Amir enters a yes to what the paper says no to; while Cia looks, the two rows have changed places."""
    text, cia = presented(world), world.page("cia")
    given, refused = text.row(world, "AME", "C04"), text.row(world, "Vuxenpsykiatrin", "C07")
    enter(world, world.page("amir"), text, None, **{f"rows.{given}": "no"})
    here = f"/medgivanden/{text.id}/jamfor"
    told = cia.get(here).without_token
    rows = [
        select(consent_row.c.source, consent_row.c.category).where(consent_row.c.id == one) for one in (given, refused)
    ]
    with world.store.read() as tx:
        first, second = (dict(tx.execute(one).one()._mapping) for one in rows)

    def put(one: Any, other: Any) -> None:
        with world.store.write() as tx:
            tx.execute(update(consent_row).where(consent_row.c.id == given).values(category="C16"))
            tx.execute(update(consent_row).where(consent_row.c.id == refused).values(other))
            tx.execute(update(consent_row).where(consent_row.c.id == given).values(one))

    if not guarded:
        monkeypatch.setattr(comparing, "check_asked", lambda *_: None)
    put(second, first)
    shown = cia.get(here)
    assert shown.status == (409 if guarded else 200)
    assert shown.without_token != told, "else she reads another answer"
    put(first, second)
    assert compare(world, cia, text).status == 303, "and it counts as she did not see it"


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
