"""A new draft begins with the coach's own text that waits, else with what stands; and that is a read like any other."""

import re

from sqlalchemy import func, select

from hub.access_log.tables import log_entry
from hub.grants.handing_over import hand_over
from tests.cast import World, insecure_argon2, make_world, world
from tests.consents.story import drafted, presented, sign, signed

__all__ = ["insecure_argon2", "make_world", "world"]


def new(world: World, former: str = "") -> str:
    return f"/arenden/{world.dana.case}/medgivande/nytt{'?fran=' + former if former else ''}"


def ticked(page: str, name: str) -> set[str]:
    return set(re.findall(rf'name="{name}" value="([^"]+)" checked', page))


def reads(world: World) -> int:
    with world.store.read() as tx:
        found = select(func.count()).select_from(log_entry).where(log_entry.c.action == "read")
        return int(tx.execute(found).scalar_one())


def begun(world: World) -> str:
    """Save a draft in which Fia is not to read what Amir's unit gives, and Rut only gives."""
    row, fia, rut = f"{world['amir'].unit}:C04", world["fia"], world["rut"]
    persons = [f"{one.officer}:{one.unit}" for one in (fia, rut)]
    form = {
        "purposes": ["coordinate_plans", "follow_up"],
        "valid_to": "2026-12-31",
        "persons": persons,
        "gives_only": [persons[1]],
        "rows": [row, "participant:C04"],
        "offered": [f"{row}:{fia.officer}"],
        "step": "save",
    }
    saved = world.page("amir").post(new(world), form)
    assert saved.status == 303, saved.text
    return saved.headers["Location"].rpartition("/")[2]


def test_a_new_draft_has_all_that_the_wrong_one_had(world: World) -> None:
    draft, amir = begun(world), world.page("amir")
    way = f'href="{new(world, draft)}"'
    assert way in amir.get(f"/medgivanden/{draft}").text
    assert amir.post(f"/medgivanden/{draft}/visa", form_at=f"/medgivanden/{draft}").status == 303
    assert way in amir.get(f"/medgivanden/{draft}").text, "also once she has been shown it"
    before = reads(world)
    page = amir.get(new(world, draft)).text
    assert reads(world) == before + 1, "whom it names and what they share has been read"
    row, rut = f"{world['amir'].unit}:C04", f"{world['rut'].officer}:{world['rut'].unit}"
    assert ticked(page, "persons") == {f"{world['fia'].officer}:{world['fia'].unit}", rut}
    assert ticked(page, "gives_only") == {rut}
    assert ticked(page, "rows") == {row, "participant:C04"}
    assert f"{row}:{world['fia'].officer}" not in ticked(page, "readers"), "and who is not to read it"
    assert f"participant:C04:{world['fia'].officer}" in ticked(page, "readers")
    assert ticked(page, "purposes") == {"coordinate_plans", "follow_up"}
    assert 'value="2026-12-31"' in page


def test_who_has_changed_her_mind_is_asked_the_same_without_all_being_chosen_anew(world: World) -> None:
    """She says no to all by one press; her coach begins with what she was asked where he asks for it, else never."""
    draft, amir, dana = begun(world), world.page("amir"), world.page("dana")
    path = f"/medgivanden/{draft}"
    assert amir.post(f"{path}/visa", form_at=path).status == 303
    asked = amir.get(new(world, draft)).text
    assert dana.post(f"{path}/ta-tillbaka", {"scope": "whole"}, form_at=f"{path}/skriv-under").status == 303
    assert f'href="{new(world, draft)}"' in amir.get(path).text
    assert new(world, draft) not in dana.get(path).text
    before = reads(world)
    page = amir.get(new(world, draft)).text
    assert reads(world) == before + 1
    for name in ("persons", "gives_only", "rows", "readers", "purposes"):
        assert ticked(page, name) == ticked(asked, name) != set(), name
    assert not ticked(amir.get(new(world)).text, "rows"), "nothing of it is proposed by itself"


def test_what_is_signed_begins_with_what_stands(world: World) -> None:
    paper = presented(world)
    assert sign(world, paper).status == 200
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C07"}).status == 201
    page = world.page("amir").get(new(world, paper.id)).text
    assert f"{world['rut'].unit}:C07" not in ticked(page, "rows")
    assert 'id="valid_to" name="valid_to" type="date" value=""' in page


def test_nobody_begins_with_what_she_may_not_read(world: World) -> None:
    """A colleague who takes the case over gets what governs, whichever text she asks for."""
    signed(world, named=("fia", "amir"), rows=(("AME", "C04"),))
    draft, bea = drafted(world)["id"], world.actor("bea")
    arvid = f"{world['arvid'].officer}:{world['arvid'].unit}"
    assert arvid in ticked(world.page("amir").get(new(world, draft)).text, "persons")
    assert arvid not in ticked(world.page("amir").get(new(world, "0" * 32)).text, "persons")
    with world.store.write() as tx:
        hand_over(tx, world.ground, bea, number=world.dana.number, officer_id=world["cia"].officer)
    page = world.page("cia").get(new(world, draft)).text
    assert ticked(page, "persons") == ticked(world.page("cia").get(new(world)).text, "persons")
    assert arvid not in ticked(page, "persons")
    assert world.page("amir").get(new(world, draft)).status == 404
    assert world.page("otto").get(new(world, draft)).status == 404
