"""Who is asked about somebody answers about that very one: the questions are made of rows in clear (T4, T8).

The attack is shown to work with its guard off.
"""

import pytest
from sqlalchemy import select, update

from hub.consents import differing, papering, showing, sitting
from hub.grants.tables import consent, consent_person
from tests.attacks.addresses import token
from tests.cast import World
from tests.consents import story


def be(world: World, person: str, name: str) -> None:
    member = world[name]
    who = {"officer_id": member.officer, "unit_id": member.unit, "employment_id": member.employment}
    with world.store.write() as tx:
        tx.execute(update(consent_person).where(consent_person.c.id == person).values(**who))


@pytest.mark.parametrize("guarded", [True, False])
def test_no_yes_to_one_is_taken_for_a_yes_to_another(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """While she is asked, somebody lets Arvid be Sofia, whom she trusts, and puts him back before she signs."""
    paper = story.presented(world)
    arvid = paper.person(world, "arvid")
    be(world, arvid, "sofia")
    if not guarded:
        monkeypatch.setattr(sitting, "check_asked", lambda *_: None)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    asked = [dana.get(f"{path}/{number}") for number in range(1, len(story.NAMED) + 1)]
    assert {one.status for one in asked} == {409 if guarded else 200}
    (place,) = (number for number, one in enumerate(asked, 1) if "Sofia Sand" in one.text) if not guarded else (1,)
    form = {"answer": "yes", "csrf_token": token(world, dana)}
    said = dana.client.post(f"{path}/{place}", data=form)
    assert said.status_code == (409 if guarded else 303)
    be(world, arvid, "arvid")
    saved = sitting.sit_down(world.ground, world.who("dana"), consent_id=paper.id).saved
    assert (saved.given.get(f"person-{arvid}") is True) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_on_paper_or_by_the_api(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """The boxes on the paper, and what a program shows her before it signs, are made of the same rows."""
    paper = story.presented(world)
    arvid = paper.person(world, "arvid")
    be(world, arvid, "sofia")
    if not guarded:
        monkeypatch.setattr(papering, "check_asked", lambda *_: None)
        monkeypatch.setattr(showing, "asks_so", lambda *_: True)
    printed = world.page("amir").get(f"/medgivanden/{paper.id}/papper/utskrift")
    assert printed.status == (409 if guarded else 200)
    shown = world.api("dana").get(f"/consents/{paper.id}")
    assert (shown.status, shown.json["nonce"] is None) == (200, guarded)


@pytest.mark.parametrize("guarded", [True, False])
def test_what_becomes_different_is_told_of_what_she_signed(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Somebody lets what stands be taken back, until she has seen that nothing becomes different."""
    story.in_force(world, rows=story.ROWS[:-1])
    again = story.presented(world)
    path = f"/medgivanden/{again.id}/skriv-under"
    assert "Det här ändras" in world.page("dana").get(path).text
    with world.store.write() as tx:
        older = select(consent.c.id).where(consent.c.version == 1).scalar_subquery()
        tx.execute(update(consent).where(consent.c.id == older).values(withdrawn_at=world.now))
    if not guarded:
        monkeypatch.setattr(differing, "_hold_before", lambda *_: None)
    shown = world.page("dana").get(path)
    assert shown.status == (500 if guarded else 200)
    assert "Det här ändras" not in shown.text
