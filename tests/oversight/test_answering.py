"""The printed answer counts officers' lists by month as her own page does, and only in the reviewer's units."""

import re
from typing import Any

import pytest

from hub.access_log.reader.opening import open_detail
from hub.access_log.tables import log_entry
from hub.oversight import pages
from tests.cast import DAY, SECOND, World
from tests.consents.story import in_force

FIA = "Fia Falk, handläggare, FK Nordost såg dig i sin lista, %s i mars 2026."


@pytest.fixture(name="listed")
def _listed(world: World) -> World:
    """Fia of FK has looked at her list three times and opened the case once in between; Arvid of AF has looked too."""
    in_force(world)
    for _ in range(3):
        world.clock.move(SECOND)
        world.api("fia").get("/cases")
        world.api("arvid").get("/cases")
    world.api("fia").get(f"/cases/{world.dana.case}")
    return world


def answer(world: World, name: str, **query: str) -> str:
    page = world.page(name).get("/logg-svar", query_string={"case": world.dana.number, **query})
    assert page.status == 200
    return page.text


def one_by_one(world: World, name: str) -> list[dict[str, Any]]:
    found = world.api(name).get(f"/log/answers/{world.dana.number}", query_string={"limit": 100}).json
    assert found["next"] is None
    items: list[dict[str, Any]] = found["items"]
    return items


def test_lists_are_counted_and_all_else_stands_alone(listed: World) -> None:
    page = answer(listed, "dora")
    assert page.count("i sin lista, 3 gånger") == page.count("i sin lista, ") == 2
    assert FIA % "3 gånger" in page
    assert "Fia Falk, handläggare, FK Nordost läste" in page
    others = [one for one in one_by_one(listed, "dora") if one["action"] != "list"]
    assert page.count("<li><time") == len(others) + 2


def test_what_others_did_comes_first_and_her_own_acts_are_folded(listed: World) -> None:
    """Who asks who has read must not look for it among her own visits, nor get them on paper."""
    for _ in range(3):
        listed.api("dana").get("/me/case")
    before, _summary, after = answer(listed, "dora").partition("<summary>Det du själv har gjort: ")
    assert "<p>Du " not in before
    assert "Fia Falk, handläggare, FK Nordost läste" in before
    assert "<p>Du läste" in after
    assert "Fia Falk" not in after
    assert '<details class="kept-folded">' in before.splitlines()[-2], "closed, so that it is not printed"


def test_where_nobody_else_has_been_it_says_so(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Ingen annan än du har läst eller ändrat något som rör FK Nordost."
    assert said not in answer(listed, "dora")
    listed.api("dana").get("/me/case")
    whole = pages._answered
    monkeypatch.setattr(pages, "_answered", lambda page: [row for row in whole(page) if row["own"]])
    assert said in answer(listed, "dora")


def test_it_says_the_same_as_her_own_page(listed: World) -> None:
    folded = listed.api("dana").get("/me/reads", query_string={"folded": "true"}).json["folded"]
    hers = [one["text"] for one in folded if one["action"] == "list"]
    page = answer(listed, "dora")
    assert FIA % "3 gånger" in hers
    assert all(text in page for text in hers)


def test_lists_that_do_not_concern_her_units_are_not_counted(world: World) -> None:
    in_force(world, named=("fia", "amir"), rows=(("AME", "C04"),))
    world.api("fia").get("/cases")
    assert FIA % "en gång" in answer(world, "dora")
    assert "Fia Falk" not in answer(world, "didrik")


def test_the_json_tells_each_one(listed: World) -> None:
    lists = [one["who"]["name"] for one in one_by_one(listed, "dora") if one["action"] == "list"]
    assert sorted(lists) == ["Arvid Alm"] * 3 + ["Fia Falk"] * 3


def test_months_are_counted_apart(listed: World) -> None:
    listed.clock.move(16 * DAY)
    listed.api("fia").get("/cases")
    page = answer(listed, "dora")
    assert FIA % "3 gånger" in page
    assert "såg dig i sin lista, en gång i april 2026." in page


def test_a_month_is_told_whole_and_once_however_the_pages_fall(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = answer(listed, "dora").count("<li><time")
    monkeypatch.setattr(pages, "_AN_ANSWER", 1)
    # What is folded leaves some pages empty of rows; they still lead on, and are not said to have found nothing.
    told: list[str] = []
    onward: str | None = ""
    while onward is not None:
        page = answer(listed, "dora", **({"next": onward} if onward else {}))
        assert "Inget i loggen rör" not in page
        told += re.findall(r"<li><time.*?</li>", page, re.DOTALL)
        older = re.search(r'next=([0-9]+-[0-9]+)[^"]*">Visa äldre', page)
        onward = older[1] if older else None
    assert len(told) == whole
    assert [FIA % "3 gånger" in one for one in told].count(True) == 1


def test_the_look_is_logged_as_before(listed: World) -> None:
    answer(listed, "dora")
    (look,) = listed.api("dora").get("/log/entries", query_string={"action": "log_read"}).json["items"]
    assert look["count"] == len(one_by_one(listed, "dora")), "what is counted was looked at too"


def test_it_tells_of_a_span_of_days_the_last_one_included(listed: World) -> None:
    listed.clock.move(2 * DAY)
    listed.api("fia").get("/cases")
    listed.clock.move(2 * DAY)
    listed.api("fia").get("/cases")
    span = {"from": "2026-03-18", "to": "2026-03-18"}
    page = answer(listed, "dora", **span)
    assert FIA % "en gång" in page, "a month is counted as far as the span goes"
    assert page.count("<li><time") == 1
    assert "Svaret gäller från och med den 18 mars 2026. Svaret gäller till och med den 18 mars 2026." in page
    assert FIA % "2 gånger" in answer(listed, "dora", **{"from": "2026-03-17"})
    assert FIA % "4 gånger" in answer(listed, "dora", to="2026-03-18")
    assert "Svaret gäller från" not in answer(listed, "dora")
    api = listed.api("dora").get(
        f"/log/answers/{listed.dana.number}", query_string={"from": "2026-03-18", "to": "2026-03-19"}
    )
    assert [one["who"]["name"] for one in api.json["items"]] == ["Fia Falk"]


def test_a_span_is_kept_from_page_to_page_and_told_in_the_log(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_AN_ANSWER", 1)
    page = answer(listed, "dora", **{"from": "2026-03-16", "to": "2026-03-16"})
    assert re.search(r'href="/logg-svar\?case=[^"]*&amp;from=2026-03-16&amp;to=2026-03-16&amp;next=', page)
    with listed.store.read() as tx:
        (look,) = tx.execute(log_entry.select().where(log_entry.c.action == "log_read"))
    assert b'"begins"' in open_detail(listed.ground, entry_id=look.id, subject=look.subject, sealed=look.detail)


def test_a_span_in_which_nothing_was_done_is_not_said_to_be_all(listed: World) -> None:
    nothing = answer(listed, "dora", **{"from": "2026-04-01"})
    assert "Inget i loggen passar det du har valt." in nothing
    assert "Inget i loggen rör både" not in nothing
    listed.clock.move(DAY)
    listed.api("dana").get("/me/case")
    alone = answer(listed, "dora", **{"from": "2026-03-17"})
    assert "Under den tiden har ingen annan än du läst eller ändrat något som rör FK Nordost." in alone


@pytest.mark.parametrize("span", [{"from": "igår"}, {"from": "2026-03-02", "to": "2026-03-01"}, {"to": "9999-12-31"}])
def test_a_span_that_cannot_be_read_is_said_and_gives_no_answer(listed: World, span: dict[str, str]) -> None:
    """An answer that leaves it out would be printed as if it were the one that was asked for."""
    page = answer(listed, "dora", **span)
    assert 'aria-invalid="true"' in page
    assert "<li><time" not in page
    assert "Inget i loggen" not in page


def test_a_number_is_found_however_it_was_pasted(listed: World) -> None:
    number = listed.dana.number.replace("-", "\u200b-\u00ad")
    assert FIA % "3 gånger" in answer(listed, "dora", case=f"\u00a0{number}\ufeff")


@pytest.mark.parametrize("mark", ["", " ", "\N{EN DASH}"])
def test_a_number_is_found_however_it_was_said(listed: World, mark: str) -> None:
    """Without its dashes it was answered that nothing in the log concerned her."""
    typed = listed.dana.number.lower().replace("-", mark)
    assert FIA % "3 gånger" in answer(listed, "dora", case=typed)
    at = "/ta-tillbaka"
    assert listed.page("dora").post(at, {"number": typed}).status != 404, "she took back by telephone"
    given = listed.api("bea").post("/handovers", {"number": typed, "officer": listed["cia"].officer})
    assert given.status == 204, given.text
