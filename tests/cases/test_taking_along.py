"""What an officer takes along: the extract and the sentence for her own record, by the decision that reading takes."""

import pytest
from sqlalchemy import update

from hub.access_log.tables import log_entry
from hub.cases import extracting
from hub.grants.tables import consent
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import STUDIES, made, write_plans
from tests.cast import World
from tests.databases import count
from tests.rewriting import rewrite


def test_an_extract_holds_what_reading_gives_with_source_date_and_receipt(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, readers={"fia": [("sofia", "C04")]})
    write_plans(world, world.dana.case)
    taken = world.api("fia").get(f"/cases/{world.dana.case}/extract").json
    assert "Dana Demosson" in taken["text"]
    assert "Svenska (Komvux)" in taken["text"]
    assert "EKONOMISKT BISTÅND" in taken["text"]
    assert taken["receipt"] in taken["text"]
    assert "2026-03-16" in taken["text"]
    assert "Medgivande saknas för en del" in taken["text"]
    for hidden in ("Praktik", "Vila", "Planerad vila"):
        assert hidden not in taken["text"]
    page = world.page("fia").get(f"/arenden/{world.dana.case}/utdrag").text
    assert "Kopiera som text" in page
    assert "Svenska (Komvux)" in page
    assert "Praktik" not in page


def test_an_extract_says_what_has_been_said_of_a_collision(world: World) -> None:
    """One that was agreed to be meant stood in the officer's own record as if nobody had seen it."""
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    fia, path = world.api("fia"), f"/cases/{world.dana.case}"
    said = {
        "X01": {"state": "accepted", "until": "2026-06-01"},
        "X06": {"state": "proposed"},
        "X05": {"state": "owned"},
    }
    for one in fia.get(path).json["collisions"]:
        if one["rule"] in said:
            key = f"{path}/collisions/{one['key']}"
            assert fia.patch(key, {**said.pop(one["rule"]), "version": 0}).status == 200
    text = fia.get(f"{path}/extract").json["text"]
    assert "måndag 09:00\u201313:00. Det är avsikten, till 1 juni 2026.\n" in text
    assert "tillsammans 50 tim/v. Det finns ett förslag till lösning.\n" in text
    assert "krockar med en vårdtid.\n" in text
    assert "  Är det ett måste? Helst\n" in text, "a question has no colon"
    page = world.page("fia").get(f"/arenden/{world.dana.case}/utdrag").text
    assert "Det är avsikten, till 1 juni 2026.</li>" in page
    assert "Är det ett måste? Helst" in page


@pytest.mark.parametrize("guarded", [True, False])
def test_no_text_in_an_extract_looks_like_another_units_part(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """A goal may have lines: one of them would begin with another authority's name, in an officer's own record."""
    another = "FK NORDOST, FÖRSÄKRINGSKASSAN"
    agree(world, world.dana, gives=WHOLE)
    written = f"Vila\n\n{another}\n- Arbetsprövning (Aktivitet)\n  Hur mycket: 40 tim/v"
    assert world.api("dana").put("/me/goal", {"text": written}).status == 200
    if not guarded:
        monkeypatch.setattr(extracting, "_one_line", str)
    taken = world.api("arvid").get(f"/cases/{world.dana.case}/extract").json["text"]
    assert f"Vila {another}" in taken or not guarded
    assert (another in taken.splitlines()) is not guarded


def test_an_extract_is_an_act_of_its_own_in_one_commit(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    fia = world.api("fia")
    fia.get(f"/cases/{world.dana.case}")
    with count(world.store) as counts:
        receipt = fia.get(f"/cases/{world.dana.case}/extract").json["receipt"]
    assert counts.commits == 1
    with world.store.read() as tx:
        entry = tx.execute(log_entry.select().where(log_entry.c.id == receipt)).one()
    assert (entry.action, entry.outcome, entry.case_id) == ("extract", "permitted", world.dana.case)


def test_who_may_not_read_takes_nothing_out(world: World) -> None:
    agreed = agree(world, world.dana, gives=WHOLE)
    told = {world.page("otto").get(f"/arenden/{one}/utdrag").data for one in (world.dana.case, "f" * 32)}
    assert len(told) == 1
    for name in ("otto", "cia"):
        assert world.api(name).get(f"/cases/{world.dana.case}/extract").status == 404
    for name in ("dana", "dagny", "ada", "bea"):
        assert world.api(name).get(f"/cases/{world.dana.case}/extract").status == 404
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    assert world.api("fia").get(f"/cases/{world.dana.case}/extract").status == 404


def test_a_purpose_is_chosen_by_a_button_that_names_it(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, purposes="coordinate_plans follow_up")
    asked = world.page("fia").get(f"/arenden/{world.dana.case}/utdrag")
    assert asked.status == 422
    assert "Öppna för att samordna planer" in asked.text
    taken = world.page("fia").get(f"/arenden/{world.dana.case}/utdrag?purpose=follow_up")
    assert "för att följa upp insats" in taken.text


def test_the_sentence_tells_of_ones_own_save_alone(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, readers={"arvid": [("sofia", "C04")], "rut": [], "amir": [], "fia": []})
    sofia, case = world.api("sofia"), world.dana.case
    plan = made(sofia.post(f"/cases/{case}/plans", {}))
    receipt = sofia.post(f"/plans/{plan}/activities", STUDIES).json["receipt"]["entry"]
    told = sofia.get(f"/cases/{case}/saved/{receipt}").json
    assert told == {
        "sentence": "2026-03-16. Lämnade ut planerade aktiviteter till Arvid Alm (AF Rehabteam) enligt medgivande 1, "
        f"kvittens {receipt}.",
        "receipt": receipt,
        "at": "2026-03-16T08:00:00.000000Z",
    }
    for name in ("arvid", "rut", "otto"):
        assert world.api(name).get(f"/cases/{case}/saved/{receipt}").status == 404
    read = sofia.get(f"/cases/{case}").json["receipt"]["entry"]
    for other in (read, "f" * 32):
        assert sofia.get(f"/cases/{case}/saved/{other}").status == 404
    alone = made(sofia.post(f"/cases/{case}/plans", {"goal": "Läsa"}))
    assert alone


def test_an_extract_names_no_consent_that_does_not_hold(world: World) -> None:
    """A coach wrote "enligt medgivande 1" into her own record after it had been taken back."""
    agreed = agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    path = f"/arenden/{world.dana.case}/utdrag"
    assert "Enligt medgivande 1, för att samordna planer" in world.page("amir").get(path).text
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    after = world.page("amir").get(path).text
    assert after.count("Inget medgivande gäller. Utdraget har bara det som din egen enhet har skrivit.") == 2
    assert "Medgivande saknas för en del" not in after, "one true thing is said, on the page and in its text"
    assert "medgivande 1" not in after
