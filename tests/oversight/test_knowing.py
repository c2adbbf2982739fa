"""*Vem vet vad om mig*: the matrix says what the rules answer, each cell its readings; both are hers alone."""

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.grants.tables import consent_person
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import DAY, SECOND, World
from tests.consents.story import answered, in_force, may_read, signed, witnessed
from tests.moving_on import leaves
from tests.rewriting import rewrite

NOBODY = "0" * 32


def matrix(world: World) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the cells by unit's name and category."""
    units = world.api("dana").get("/me/knowledge").json["units"]
    return {(unit["unit_name"], cell["category"]): cell for unit in units for cell in unit["cells"]}


def readers(cell: dict[str, Any]) -> dict[str, bool]:
    return {one["name"]: one["now"] for one in cell["readers"]}


def test_before_anything_is_signed_nobody_knows_anything(world: World) -> None:
    told = world.api("dana").get("/me/knowledge").json
    assert (told["units"], told["until"], told["coordinator"]) == ([], None, "Amir Amini")
    assert "Ingen får läsa dina planer" in world.page("dana").get("/vem-vet-vad").text


def test_the_matrix_is_what_the_rules_answer(world: World) -> None:
    in_force(world)
    cells = matrix(world)
    units = {"fia": "FK Nordost", "arvid": "AF Rehabteam", "rut": "Vuxenpsykiatrin", "amir": "AME"}
    for name, unit in units.items():
        for source in (*units.values(), "participant"):
            for category in ("C04", "C07", "C09"):
                if may_read(world, name, source, category) and source != unit:
                    cell = cells[unit, category]
                    assert readers(cell)[world[name].name], (name, source, category)
                    told = "dig själv" if source == "participant" else source
                    assert told in cell["sources"]
        assert not any(readers(cell).get("Otto Oskarsson") for cell in cells.values())
    assert cells["FK Nordost", "C09"]["own"]
    assert ("FK Nordost", "C15") not in cells


def test_who_has_not_taken_on_the_case_may_not_read_yet(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, take_on=False)
    cells = matrix(world)
    assert set(readers(cells["FK Nordost", "C04"]).values()) == {False}
    page = world.page("dana").get("/vem-vet-vad").text
    assert "Får inte läsa än" in page
    assert "Får läsa nu" not in page


def test_a_cell_gives_the_readings_with_name_and_purpose(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    world.clock.move(SECOND)
    receipt = world.api("arvid").get(f"/cases/{world.dana.case}").json["receipt"]
    unit = world.units["AF Rehabteam"]
    found = world.api("dana").get(f"/me/knowledge/{unit}/C07").json
    assert [one["id"] for one in found["items"]] == [receipt["entry"]]
    assert found["items"][0]["who"]["name"] == "Arvid Alm"
    assert found["items"][0]["purpose"] == "coordinate_plans"
    assert found["cell"]["reads"] == 1
    page = world.page("dana").get(f"/vem-vet-vad/{unit}/C07").text
    assert "Arvid Alm" in page
    assert "för att samordna planer" in page
    assert "När jag har vård och ska vila" in page


def test_each_reader_links_to_what_she_sees(world: World) -> None:
    paper = in_force(world)
    dana = world.page("dana")
    page = dana.get(f"/vem-vet-vad/{world.units['FK Nordost']}/C04").text
    way = f"/medgivanden/{paper.id}/sa-ser/{paper.person(world, 'fia')}"
    assert way in page
    assert dana.get(way).status == 200


def test_before_any_unit_has_answered_nobody_is_said_to_read(world: World) -> None:
    """She signed, and the page said at once that they read about her, over rows that all said "not yet"."""
    paper = signed(world)
    reads, waits = "De här får läsa om dig", "Ingen av dem får läsa än. Du behöver inte göra något."
    page = world.page("dana").get("/vem-vet-vad").text
    assert "Får läsa nu" not in page
    assert (reads in page, waits in page) == (False, True)
    witnessed(world, paper)
    answered(world, paper, "fia")
    world.clock.move(SECOND)
    page = world.page("dana").get("/vem-vet-vad").text
    assert (reads in page, waits in page) == (True, False)


def test_who_may_read_and_who_only_has_read_stand_in_tables_of_their_own(world: World) -> None:
    paper = in_force(world)
    world.api("fia").get(f"/cases/{world.dana.case}")
    world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"person": paper.person(world, "fia")})
    world.clock.move(SECOND)
    page = world.page("dana").get("/vem-vet-vad").text
    now, past = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert "FK Nordost" not in now
    assert "AF Rehabteam" in now
    assert "De här får inte läsa nu. De har läst förut.</caption>" in past
    assert "AF Rehabteam" not in past
    assert "Fick läsa förut" in past


@pytest.mark.parametrize("has_read", [True, False])
def test_who_has_left_is_not_said_to_be_one_who_reads(world: World, *, has_read: bool) -> None:
    """Nor is it said that she does not read yet: what she read stays told, by her unit."""
    in_force(world)
    if has_read:
        world.api("fia").get(f"/cases/{world.dana.case}")
    leaves(world, "fia")
    world.clock.move(SECOND)
    cells = {cell: one for (unit, cell), one in matrix(world).items() if unit == "FK Nordost"}
    assert all(one["readers"] == [] for one in cells.values())
    assert bool(cells) is has_read
    page = world.page("dana").get("/vem-vet-vad").text
    assert world["fia"].name not in page
    assert "Får inte läsa än" not in page
    assert ("De här får inte läsa nu. De har läst förut." in page) is has_read


def test_after_the_withdrawal_nobody_may_and_what_was_read_stays_told(world: World) -> None:
    paper = in_force(world)
    world.api("fia").get(f"/cases/{world.dana.case}")
    world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True})
    world.clock.move(SECOND)
    told = world.api("dana").get("/me/knowledge").json
    assert told["until"] is None
    cells = matrix(world)
    assert all(cell["readers"] == [] for cell in cells.values())
    assert cells["FK Nordost", "C04"]["reads"] == 1
    page = world.page("dana").get("/vem-vet-vad").text
    assert "Ingen får läsa nu" in page
    assert "Fick läsa förut" in page


def test_who_took_all_back_unread_is_not_told_that_she_never_said_yes(world: World) -> None:
    paper = in_force(world)
    world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True})
    shown = world.page("dana").get("/vem-vet-vad").text
    assert "Ingen får läsa dina planer nu." in shown
    assert "sagt ja till något än" not in shown


def test_an_ended_consent_lets_nobody(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    world.clock.move(301 * DAY)
    assert world.api("dana").get("/me/knowledge").json["until"] is None
    assert matrix(world) == {}


def test_what_is_not_in_the_matrix_is_not_there(world: World) -> None:
    in_force(world)
    world.clock.move(1)  # what was done before is older than what is asked for now
    fk = world.units["FK Nordost"]
    for unit, category in ((fk, "C15"), (fk, "name"), (world.units["Kansli"], "C04"), (NOBODY, "C04")):
        assert world.api("dana").get(f"/me/knowledge/{unit}/{category}").status == 404
        assert world.page("dana").get(f"/vem-vet-vad/{unit}/{category}").status == 404
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert (newest["action"], newest["outcome"]) == ("log_read", "refused")


def test_nobody_else_has_it(world: World) -> None:
    in_force(world)
    world.api("fia").get(f"/cases/{world.dana.case}")
    world.participants["erik"] = world.add_participant("Erik Ek")
    assert world.api("erik").get("/me/knowledge").json["units"] == []
    fk = world.units["FK Nordost"]
    assert world.api("erik").get(f"/me/knowledge/{fk}/C04").status == 404
    for name in ("amir", "fia", "dagny", "ada"):
        assert world.api(name).get("/me/knowledge").status == 404
        assert world.page(name).get("/vem-vet-vad").status == 404


def test_each_look_is_logged(world: World) -> None:
    in_force(world)
    world.clock.move(SECOND)
    world.page("dana").get("/vem-vet-vad")
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert (newest["action"], newest["who"]["kind"]) == ("log_read", "participant")


def test_a_substitute_is_told_as_one_who_reads_only_meanwhile(world: World) -> None:
    told = "Ersättare: läser bara när <bdi>Fia Falk</bdi> är borta."
    agree(world, world.dana, gives=WHOLE)
    dana, cell = world.page("dana"), f"/vem-vet-vad/{world.units['AF Rehabteam']}/C04"
    assert told not in dana.get("/vem-vet-vad").text + dana.get(cell).text
    at = consent_person.c
    fia = select(at.id).where(at.officer_id == world["fia"].officer).scalar_subquery()
    rewrite(world, update(consent_person).where(at.officer_id == world["arvid"].officer).values(stands_in_for=fia))
    page = dana.get("/vem-vet-vad").text
    assert f"<bdi>Arvid Alm</bdi>. {told}" in page
    assert page.count("<bdi>Arvid Alm</bdi>") == page.count(told) == 1
    assert told in dana.get(cell).text
    (reader,) = matrix(world)["AF Rehabteam", "C04"]["readers"]
    assert (reader["name"], reader["now"], reader["stands_in_for"]) == ("Arvid Alm", False, "Fia Falk")
    leaves(world, "fia")
    world.clock.move(SECOND)
    assert told not in dana.get("/vem-vet-vad").text


def test_who_was_told_no_stands_apart_and_so_does_her_substitute(world: World) -> None:
    """A substitute who is "Får inte läsa än", under "De här får läsa om dig", says that a no was not heard."""
    agree(world, world.dana, gives=WHOLE)
    world.api("fia").get(f"/cases/{world.dana.case}")
    world.clock.move(SECOND)
    at = consent_person.c
    fia = select(at.id).where(at.officer_id == world["fia"].officer).scalar_subquery()
    rewrite(world, update(consent_person).where(at.officer_id == world["arvid"].officer).values(stands_in_for=fia))
    rewrite(world, update(consent_person).where(at.officer_id == world["fia"].officer).values(withdrawn_at=world.now))
    apart = "De här får inte läsa nu. De har läst förut."
    page = world.page("dana").get("/vem-vet-vad").text
    assert "Arvid Alm" not in page
    assert "Får inte läsa än" not in page
    may, _words, may_not = page.partition(apart)
    assert "<bdi>Vuxenpsykiatrin</bdi>" in may
    assert "<bdi>FK Nordost</bdi></h2>" in may_not
    assert "<bdi>FK Nordost</bdi></h2>" not in may


def test_the_page_offers_to_take_back_only_what_stands(world: World) -> None:
    dana = world.page("dana")
    empty = dana.get("/vem-vet-vad").text
    assert "Ändra eller ta tillbaka" not in empty
    assert '<a class="button quiet" href="/mina-medgivanden">Mina medgivanden</a>' in empty
    signed(world)
    text = dana.get("/vem-vet-vad").text
    assert "Ändra eller ta tillbaka" in text
    assert "Får inte läsa än" in text
    assert "Har inte läst än" not in text, "of who may not read yet it says nothing more"
