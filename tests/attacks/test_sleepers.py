"""Who writes to the database past the hub lets nobody in by a name that her unit then confirms in good faith (T4, T8).

A named person who is not there yet, and her lines, sleep until her unit's access manager confirms who she is; then they
count. What sleeps is sealed as all else that was signed.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import insert, select, update

from hub.grants import consent_seals
from hub.grants.binding import bind, pending
from hub.grants.tables import consent_line, consent_person, proposed_officer
from keys.errors import Tampered
from policies.vocabulary import Action
from tests.cast import World
from tests.checking import faults
from tests.consents.story import Paper, in_force, may_read, sign
from tests.consents.test_team import insecure_argon2, make_world, proposed, staffed, world

__all__ = ["insecure_argon2", "make_world", "staffed", "world"]

PLANTED: Final = "f" * 32


def plant(world: World, paper: Paper) -> None:
    """Name Karin past the hub: proposed to her own unit, and asleep in Dana's consent beside Fia, with Fia's lines."""
    karin = world["karin"]
    told = {"name": "Karin Kart", "title": "handläggare", "work_email": karin.username, "function": "fk_officer"}
    when = {"proposed_by": world["amir"].officer, "proposed_at": world.now}
    hers = {"id": PLANTED, "unit_id": karin.unit, "proposal_id": PLANTED, "reads": True, "answer": True}
    fias = select(consent_line).where(
        consent_line.c.officer_id == world["fia"].officer, consent_line.c.consent_id == paper.id
    )
    with world.store.write() as tx:
        tx.execute(insert(proposed_officer), {"id": PLANTED, "unit_id": karin.unit, **told, **when})
        tx.execute(insert(consent_person), {"consent_id": paper.id, **hers})
        for place, line in enumerate(tx.execute(fias).mappings().all()):
            asleep = {"person_id": PLANTED, "officer_id": None, "employment_id": None}
            tx.execute(insert(consent_line), {**line, "id": f"{place:032x}", **asleep})


def confirm(world: World, name: str, *, by: str) -> None:
    """Let the unit's access manager confirm, in good faith, the only one who waits there."""
    manager = world.actor(by)
    with world.store.write() as tx:
        (waits,) = pending(tx, unit=world[by].unit)
        bind(tx, world.ground, manager, proposal_id=waits.id, officer_id=world[name].officer)


def reads(world: World, paper: Paper, name: str) -> bool:
    """Let her take the case on, as who is named does, and ask for what the coach wrote."""
    world.api(name).post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": {}})
    answer = world.api(name).get(f"/cases/{world.dana.case}")
    return answer.status == 200 and may_read(world, name, "AME", "C04")


def test_who_is_put_to_sleep_past_the_hub_is_not_woken(staffed: World) -> None:
    paper = in_force(staffed)
    plant(staffed, paper)
    with pytest.raises(Tampered):
        confirm(staffed, "karin", by="gun")
    assert not reads(staffed, paper, "karin")
    assert faults(staffed)


def test_unsealed_she_would_be_woken_and_read(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent_seals, "_fits", lambda *_, **__: True)
    monkeypatch.setattr(consent_seals, "not_as_told", lambda *_: ())
    paper = in_force(staffed)
    plant(staffed, paper)
    confirm(staffed, "karin", by="gun")
    assert reads(staffed, paper, "karin")
    assert not faults(staffed), "and nothing would find it afterwards"


def _a_line_more(world: World, nina: str) -> Any:
    """Give Nina, who sleeps, what the participant gave Fia alone."""
    own = select(consent_line.c.row_id).where(consent_line.c.person_id == nina)
    more = select(consent_line).where(
        consent_line.c.officer_id == world["fia"].officer, consent_line.c.row_id.not_in(own)
    )
    with world.store.read() as tx:
        line = tx.execute(more).mappings().first()
    assert line is not None
    return insert(consent_line).values({**line, "id": PLANTED, "person_id": nina, "officer_id": None})


REWRITINGS: dict[str, Callable[[World, str], Any]] = {
    "a_line_more": _a_line_more,
    "from_before": lambda _, nina: (
        update(consent_line).where(consent_line.c.person_id == nina).values(covers_earlier=True)
    ),
    "who_reads": lambda _, nina: update(consent_person).where(consent_person.c.id == nina).values(reads=False),
    "another_name": lambda *_: update(proposed_officer).values(name="Otto Ohmsson"),
    "another_unit": lambda world, _: update(proposed_officer).values(unit_id=world.units["FK Nordost"]),
}


@pytest.mark.parametrize("how", REWRITINGS)
def test_what_sleeps_is_woken_as_it_was_signed(staffed: World, how: str) -> None:
    paper = proposed(staffed)
    nina = next(one["id"] for one in paper.view["persons"] if one["proposal"])
    statement = REWRITINGS[how](staffed, nina)
    with staffed.store.write() as tx:
        assert tx.execute(statement).rowcount != 0
    with staffed.store.write() as tx, pytest.raises(Tampered):
        consent_seals.hold(tx, staffed.ground, staffed.dana.case, Action.OFFICER_CHANGE, None)


def test_what_is_told_to_a_unit_is_what_the_text_said(staffed: World) -> None:
    """Else she would sign one name, and her unit confirm another."""
    paper = proposed(staffed, sign_it=False)
    with staffed.store.write() as tx:
        tx.execute(update(proposed_officer).values(name="Otto Ohmsson"))
    told = sign(staffed, paper)
    assert (told.status, told.json["code"]) == (409, "text_changed")


def test_uncompared_her_unit_would_be_told_another_name(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.grants.draft_seals.compare_digest", lambda *_: True)
    paper = proposed(staffed, sign_it=False)
    with staffed.store.write() as tx:
        tx.execute(update(proposed_officer).values(name="Otto Ohmsson"))
    assert sign(staffed, paper).status == 200
    with staffed.store.read() as tx:
        assert [one.name for one in pending(tx, unit=staffed.units["AF Rehabteam"])] == ["Otto Ohmsson"]
