"""Who writes to the case database lets no ordinary act take one unit or organisation for another (T4, T8).

Each attack is shown to work with the comparing of seals off.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from sqlalchemy import select, update

from hub.grants.tables import proposed_officer
from hub.officers.importing import take_in
from hub.officers.reading import FileRefused, read_officers
from hub.officers.roles import Role
from hub.officers.tables import officer, reviewed_unit
from hub.organisations import place_seals
from hub.organisations.kinds import AuthorityKind
from hub.organisations.tables import organisation, unit
from hub.store import row_seals
from policies.vocabulary import Function
from tests.attacks.scene import as_dana, made, play
from tests.attacks.test_forged_names import works_at
from tests.attacks.test_forged_rows import write
from tests.cast import Answer, World
from tests.consents.story import Paper, drafted, presented, proposal
from tests.consents.test_team import NINA, staffed
from tests.officers.test_importing import BY, file_of
from tests.staffing.conftest import NEW, add_member

__all__ = ["staffed"]

Attack = Callable[[World], bool]
TOWN: Final = "Demostads kommun;kommun"
NAMED: Final[dict[str, Any]] = {"named": ("arvid", "amir"), "rows": (("AME", "C04"),)}


def call(world: World, which: str, **values: Any) -> None:
    write(world, update(unit).where(unit.c.id == world.units[which]).values(values))


def swap(world: World, one: str, other: str) -> None:
    call(world, one, name=other)
    call(world, other, name=one)


def make(world: World, which: str, **values: Any) -> None:
    """Let the organisation be what it is not."""
    write(world, update(organisation).where(organisation.c.name == which).values(values))


def take(world: World, row: str) -> None:
    with world.store.write() as tx:
        take_in(tx, world.ground, read_officers(file_of(row)), by=BY, at=world.now)


def by_a_file(world: World) -> bool:
    """Let the operator's file employ Sven, who is to work at AME, where social assistance is given."""
    swap(world, "AME", "Ekonomiskt bistånd")
    try:
        take(world, f"{TOWN};AME;Sven Ek;titel;socialsekreterare;sven@demo.example;handläggare;2026-01-01;;")
    except FileRefused:
        return False
    world.members["sven"] = world["otto"]
    with world.store.read() as tx:
        sven = tx.execute(select(officer.c.id).where(officer.c.email == "sven@demo.example")).scalar_one()
    world["sven"].officer = sven
    return works_at(world, "sven", "Ekonomiskt bistånd")


def reviews_by_a_file(world: World) -> bool:
    """Let the operator's file show Disa the log of another unit than it says."""
    swap(world, "AME", "Ekonomiskt bistånd")
    herself = "Disa Dag;dataskyddsombud;ingen;disa@demo.example;dataskyddsombud;2026-01-01"
    try:
        take(world, f"{TOWN};Stab;{herself};;AME")
    except FileRefused:
        return False
    with world.store.read() as tx:
        hers = officer.c.id == reviewed_unit.c.officer_id
        seen = select(reviewed_unit.c.unit_id).join(officer, hers).where(officer.c.email == "disa@demo.example")
        return tx.execute(seen).scalars().all() == [world.units["Ekonomiskt bistånd"]]


def in_another_organisation_by_a_file(world: World) -> bool:
    """Let the file employ in the town's unit who is to begin in the region's."""
    with world.store.read() as tx:
        region = tx.execute(select(organisation.c.id).where(organisation.c.name == "Region Nordost")).scalar_one()
    call(world, "Ekonomiskt bistånd", organisation_id=region, name="Vårdcentralen")
    herself = "Otto Okänd;handläggare;vårdpersonal;otto@demo.example"
    try:
        take(world, f"Region Nordost;region;Vårdcentralen;{herself};handläggare;2026-01-01;;")

    except FileRefused:
        return False
    return works_at(world, "otto", "Ekonomiskt bistånd")


def drafts(world: World, wanted: Mapping[str, Any]) -> Answer:
    answer: Answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", dict(wanted))
    return answer


def one_that_never_reads(world: World) -> bool:
    """Name somebody of the coordination association, which never reads."""
    add_member(world, "kaj", "Kaj Ko", "Kansli", Role.OFFICER, Function.AF_OFFICER)
    wanted = proposal(world, named=("kaj", "amir"), rows=(("AME", "C04"),))
    assert drafts(world, wanted).status == 422
    make(world, "Samordningsförbundet", never_reads=False)
    return drafts(world, wanted).status == 201


def in_the_directory(world: World) -> bool:
    add_member(world, "kaj", "Kaj Ko", "Kansli", Role.OFFICER, Function.AF_OFFICER)
    make(world, "Samordningsförbundet", never_reads=False)
    return world["kaj"].officer in {one["id"] for one in world.api("amir").get("/directory").json["items"]}


def in_the_list_of_units(world: World) -> bool:
    make(world, "Samordningsförbundet", never_reads=False)
    return world.units["Kansli"] in {one["id"] for one in world.api("amir").get("/units").json["items"]}


def a_wider_ceiling(world: World) -> bool:
    """Let whom the coach proposes for the association be proposed as a clinician: that is what such a unit has."""
    make(world, "Samordningsförbundet", never_reads=False, kind=AuthorityKind.REGION.value)
    wanted = proposal(world, named=("fia", "amir"), rows=(("AME", "C04"), ("Kansli", "C06")))
    wanted["persons"] += [{"missing": {**NINA, "unit": world.units["Kansli"]}}]
    if drafts(world, wanted).status != 201:
        return False
    with world.store.read() as tx:
        there = select(proposed_officer.c.function).where(proposed_officer.c.unit_id == world.units["Kansli"])
        return bool(tx.execute(there).scalar_one() == Function.CLINICIAN.value)


def a_wider_choice_for_who_invites(world: World) -> bool:
    """Let Bea invite somebody to the town's unit as a clinician."""
    make(world, "Demostads kommun", kind=AuthorityKind.REGION.value)
    return world.api("bea").post("/officers", {**NEW, "job": Function.CLINICIAN.value}).status == 201


def in_the_text(world: World) -> bool:
    view = drafted(world, **NAMED)
    swap(world, "AF Rehabteam", "Vuxenpsykiatrin")
    return world.api("amir").post(f"/consents/{view['id']}/presentation", {}).status == 200


def another_organisation_in_the_text(world: World) -> bool:
    view = drafted(world, **NAMED)
    make(world, "Arbetsförmedlingen", name="Arbetsgivaren AB")
    return world.api("amir").post(f"/consents/{view['id']}/presentation", {}).status == 200


def asked(world: World) -> Answer:
    paper: Paper = presented(world, **NAMED)
    swap(world, "AF Rehabteam", "Vuxenpsykiatrin")
    answer: Answer = world.api("dana").get(f"/consents/{paper.id}")
    return answer


def in_a_question(world: World) -> bool:
    return "Vuxenpsykiatrin" in {one["unit_name"] for one in asked(world).json["persons"]}


def a_first_manager(world: World) -> bool:
    """Let Ada, who calls somebody in to the association's office, call her in to the clinic."""
    swap(world, "Vuxenpsykiatrin", "Kansli")
    body = {"name": "Siv Sund", "title": "enhetschef", "email": "siv@demo.example"}
    return world.api("ada").post(f"/units/{world.units['Vuxenpsykiatrin']}/access-manager", body).status == 201


def a_locked_out_manager(world: World) -> bool:
    swap(world, "AME", "Ekonomiskt bistånd")
    path = f"/units/{world.units['AME']}/access-manager/invitation"
    return world.api("ada").post(path, {"identity_checked": True}).status == 201


def a_unit_in_another_organisation(world: World) -> bool:
    make(world, "Region Nordost", name="Kommunen")
    with world.store.read() as tx:
        chosen = tx.execute(select(organisation.c.id).where(organisation.c.name == "Kommunen")).scalar_one()
    return world.api("ada").post("/units", {"unit_name": "Ny enhet", "organisation": chosen}).status == 201


def on_its_own_ground(world: World) -> bool:
    """Let a unit read its own after all was taken back, by a legal ground that nobody has set."""
    scene = play(world, "left")
    with as_dana(world, scene.who):
        made(world.api("dana").post(f"/consents/{scene.paper.id}/withdrawals", {"whole": True}))
    call(world, "FK Nordost", own_ground=True)
    return scene.found_in(world.api("fia").get(f"/cases/{scene.who.case}").data) == {("FK Nordost", "C04")}


ATTACKS: Final[tuple[Attack, ...]] = (
    by_a_file,
    reviews_by_a_file,
    in_another_organisation_by_a_file,
    one_that_never_reads,
    in_the_directory,
    in_the_list_of_units,
    a_wider_ceiling,
    a_wider_choice_for_who_invites,
    in_the_text,
    another_organisation_in_the_text,
    in_a_question,
    a_first_manager,
    a_locked_out_manager,
    a_unit_in_another_organisation,
    on_its_own_ground,
)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_place_is_taken_for_another(
    staffed: World, monkeypatch: pytest.MonkeyPatch, attack: Attack, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert attack(staffed) is not guarded


def test_who_is_refused_is_told_what_to_do(staffed: World) -> None:
    view = drafted(staffed, **NAMED)
    swap(staffed, "AME", "Ekonomiskt bistånd")
    said = place_seals.DOUBTFUL
    with pytest.raises(FileRefused) as refused:
        take(staffed, f"{TOWN};AME;Sven Ek;titel;socialsekreterare;sven@demo.example;handläggare;2026-01-01;;")
    assert [(one.column, one.sentence) for one in refused.value.errors] == [("enhet", said)]
    text = staffed.api("amir").post(f"/consents/{view['id']}/presentation", {})
    assert (text.status, text.json["code"], text.json["detail"]) == (409, "doubtful_unit", said)
    draft = drafts(staffed, proposal(staffed, **NAMED))
    assert (draft.status, draft.json["errors"]) == (422, {"persons.1": [said]})
    invited = staffed.api("bea").post("/officers", {**NEW, "job": "social_secretary"})
    assert (invited.status, invited.json["detail"]) == (409, said)


def test_a_name_that_is_not_the_hubs_is_not_told(staffed: World) -> None:
    persons = asked(staffed).json["persons"]
    assert {one["unit_name"] for one in persons} == {"namnet kunde inte bekräftas", "AME"}


def test_the_pages_say_it_too(staffed: World) -> None:
    view = drafted(staffed, **NAMED)
    swap(staffed, "AME", "Ekonomiskt bistånd")
    own = staffed.page("bea")
    shown = [own.get("/handlaggare/bjud-in"), own.get("/handlaggare/fil")]
    shown += [staffed.page("amir").post(f"/medgivanden/{view['id']}/visa", {}, form_at=f"/medgivanden/{view['id']}")]
    assert [(page.status, place_seals.DOUBTFUL in page.text) for page in shown] == [(409, True)] * 3
