"""What is written about one participant is sealed for her alone, whatever her case's own row says meanwhile (T4, T8).

Each attack is shown to work with its guard off.
"""

from typing import Any

import pytest
from sqlalchemy import delete, update

from hub.consents import acting, answering, presenting
from hub.consents.tables import document
from hub.grants.tables import case, consent
from tests.cast import World
from tests.consents import story

REASON = "Dana behöver vila först."


def let_be(world: World, case_id: str, participant: str) -> None:
    with world.store.write() as tx:
        tx.execute(update(case).where(case.c.id == case_id).values(participant_id=participant))


@pytest.mark.parametrize("guarded", [True, False])
def test_why_a_unit_declines_is_not_for_another_to_read(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Rut declines and says why, while somebody lets the case be Eva's, who then looks at the consent."""
    paper = story.in_force(world)
    world.participants["eva"] = eva = world.add_participant("Eva Annan")
    let_be(world, world.dana.case, eva.id)
    if not guarded:
        monkeypatch.setattr(answering, "check_begun_for", lambda *_, **__: None)
    rows, path = {paper.row(world, "Vuxenpsykiatrin", "C07"): False}, f"/consents/{paper.id}/acceptances"
    said = world.api("rut").post(path, {"rows": rows, "reason": REASON})
    assert said.status == (500 if guarded else 200), said.text
    with world.store.write() as tx:
        tx.execute(delete(document))  # what is Dana's does not open to her, and would hide the rest
    assert (REASON in world.api("eva").get(f"/consents/{paper.id}").text) is not guarded
    let_be(world, world.dana.case, world.dana.id)
    assert world.api("rut").post(path, {"rows": rows}).status == 200, "a no by itself is hindered by nothing"


@pytest.mark.parametrize("guarded", [True, False])
def test_no_text_is_presented_to_another(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Amir presents Dana's draft, while somebody lets the case be Eva's, who then has whom Dana is asked about."""
    world.participants["eva"] = eva = world.add_participant("Eva Annan")
    view = story.drafted(world)
    let_be(world, world.dana.case, eva.id)
    if not guarded:
        monkeypatch.setattr(acting, "check_begun_for", lambda *_, **__: None)
    presented = world.api("amir").post(f"/consents/{view['id']}/presentation", {})
    assert presented.status == (500 if guarded else 200)
    assert ("Rut" in world.api("eva").get(f"/consents/{view['id']}").text) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_no_text_says_anothers_name(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Amir presents Eva's draft, while somebody lets it lie in Dana's case until the name for it has been opened."""
    world.participants["eva"] = eva = world.add_participant("Eva Annan")
    coach, name_of = world.api("amir"), presenting._name_of
    view = coach.post(f"/cases/{eva.case}/consents", story.proposal(world)).json

    def move(case_id: str) -> None:
        with world.store.write() as tx:
            tx.execute(update(consent).where(consent.c.id == view["id"]).values(case_id=case_id))

    def moved(*given: Any) -> Any:
        move(world.dana.case)
        found = name_of(*given)
        move(eva.case)
        return found

    monkeypatch.setattr(presenting, "_name_of", moved)
    if not guarded:
        monkeypatch.setattr(presenting, "_hold_same", lambda *_: None)
    presented = coach.post(f"/consents/{view['id']}/presentation", {})
    assert presented.status == (500 if guarded else 200), presented.text
    assert ("Dana Demosson" in world.api("eva").get(f"/consents/{view['id']}").text) is not guarded
