"""What a reviewer narrows by stands in the address; counts, names and answers keep to her units as the list does."""

import html
import re
from datetime import date

import pytest
from sqlalchemy import select

from hub.access_log import writer
from hub.access_log.reader import Counted
from hub.access_log.reader.opening import open_detail
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_concern, log_entry
from hub.oversight.drawing import draw_days, draw_hours
from hub.oversight.filtering import read_filters
from hub.store.days import end_of, start_of, written
from hub.store.errors import StoreUnavailable
from tests.cast import BEGIN, DAY, HOUR, MINUTE, World
from tests.consents.story import in_force

TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("sent", "begins", "ends"),
    [
        ({}, None, None),
        ({"period": "today"}, start_of(TODAY), None),
        ({"period": "week"}, start_of(date(2026, 3, 10)), None),
        ({"period": "month", "from": "2020-01-01"}, start_of(date(2026, 2, 15)), None),
        ({"period": "last_month"}, start_of(date(2026, 2, 1)), start_of(date(2026, 3, 1))),
        ({"period": "own", "from": "2026-03-01", "to": "2026-03-16"}, start_of(date(2026, 3, 1)), end_of(TODAY)),
        ({"from": "2026-03-01"}, start_of(date(2026, 3, 1)), None),
    ],
)
def test_periods_are_swedish_days_and_the_last_is_included(
    sent: dict[str, str], begins: int | None, ends: int | None
) -> None:
    asked = read_filters(sent, at=BEGIN)
    assert (asked.query["filters"].begins, asked.query["filters"].ends, asked.errors) == (begins, ends, {})


def test_what_cannot_be_read_is_said_and_narrows_nothing() -> None:
    sent = {"period": "always", "from": "igår", "to": "2026-03-01", "action": "peek", "outcome": "x", "next": "1"}
    asked = read_filters(sent, at=BEGIN)
    assert set(asked.errors) == {"period", "action", "outcome", "next"}
    assert asked.typed == sent
    assert set(read_filters({"from": "igår"}, at=BEGIN).errors) == {"from"}
    assert set(read_filters({"from": "2026-03-02", "to": "2026-03-01"}, at=BEGIN).errors) == {"to"}


def test_a_case_is_found_by_its_number_or_by_the_pseudonym(read: World) -> None:
    page = read.page("dora")
    for case in (read.dana.number.lower(), read.dana.id):
        found = page.get("/logg", query_string={"case": case, "action": "read"}).text
        assert "Fia Falk, handläggare, FK Nordost läste" in found
    assert "Inget i loggen passar" in page.get("/logg?case=SK-FFFF-FFFF").text


def test_a_receipt_that_was_read_out_finds_its_entry(read: World) -> None:
    """A participant reads out the first eight signs on the telephone, in fours, as her page writes them."""
    receipt = str(read.api("fia").get(f"/cases/{read.dana.case}").json["receipt"]["entry"])
    page = read.page("dora")
    for typed in (f"{receipt[:4]} {receipt[4:8]}", receipt[:8].upper(), receipt):
        found = page.get("/logg", query_string={"receipt": typed}).text
        assert re.findall(r'href="/logg/([0-9a-f]{32})', found) == [receipt], typed
    assert [one["id"] for one in read.api("dora").get(f"/log/entries?receipt={receipt[:8]}").json["items"]] == [receipt]
    drawn = read.api("dora").get(f"/log/counts?receipt={receipt[:8]}").json["items"]
    assert sum(one["count"] for one in drawn) == 1, "the drawing of the same look tells of that entry alone"


def test_a_receipt_that_is_not_hers_is_told_as_one_that_is_none(read: World) -> None:
    seal_pending(read.ground)  # with its seal an entry is told of each unit that it concerns
    with read.store.read() as tx:
        mine = select(log_concern.c.entry_id).where(log_concern.c.unit_id == read["fia"].unit)
        others = select(log_entry.c.id).where(log_entry.c.id.not_in(mine)).order_by(log_entry.c.at, log_entry.c.id)
        foreign = str(tx.execute(others).scalars().first())
    told = {read.api("dora").get(f"/log/entries?receipt={some[:8]}").data for some in (foreign, "0" * 8)}
    assert len(told) == 1
    assert "Inget i loggen passar" in read.page("dora").get(f"/logg?receipt={foreign[:8]}").text
    with read.store.read() as tx:
        looks = select(log_entry).where(log_entry.c.actor == read["dora"].officer, log_entry.c.detail.is_not(None))
        rows = tx.execute(looks).all()
    kept = [open_detail(read.ground, entry_id=row.id, subject=row.subject, sealed=row.detail) for row in rows]
    assert any(f'"receipt":"{foreign[:8]}"'.encode() in one for one in kept), "whom she looks for is a trace too"


def test_what_is_no_receipt_is_said(read: World) -> None:
    page = read.page("dora").get("/logg?receipt=39d2")
    assert "Skriv minst de åtta första tecknen" in page.text
    assert 'value="39d2"' in page.text
    assert read.api("dora").get("/log/entries?receipt=xyz").status == 422


def test_staff_alone_are_found_where_participants_have_been(read: World) -> None:
    """She who looks for who has read does not leaf through a participant's own evening."""
    for _ in range(3):
        read.api("dana").get("/me/case")
    page = read.page("dora")
    sent = {"case": read.dana.number, "action": "read"}
    assert "Deltagaren läste" in page.get("/logg", query_string=sent).text
    found = page.get("/logg", query_string={**sent, "officer": "staff"}).text
    assert "Fia Falk, handläggare, FK Nordost läste" in found
    assert "Deltagaren läste" not in found
    assert '<option value="staff" selected>Bara anställda</option>' in found
    assert "officer=staff" in found, "the look goes on as it was asked for"


def test_staff_alone_are_found_by_programs_too(read: World) -> None:
    for _ in range(3):
        read.api("dana").get("/me/case")
    api, sent = read.api("dora"), f"/log/entries?case={read.dana.number}&action=read"
    kinds = {
        said: {one["actor"]["kind"] for one in api.get(sent + said).json["items"]}
        for said in ("", "&staff=false", "&staff=true")
    }
    assert kinds == {
        "": {"officer", "participant"},
        "&staff=false": {"officer", "participant"},
        "&staff=true": {"officer"},
    }
    assert api.get(f"{sent}&staff=perhaps").status == 422


def test_a_filter_that_is_empty_is_none_that_could_be_meant(read: World) -> None:
    """A case, an officer or a pseudonym that was left empty gave an empty list, as if nothing had been done."""
    names = ("from", "to", "officer", "case", "subject", "action", "outcome", "receipt", "staff", "limit", "next")
    api = read.api("dora")
    assert {name: api.get(f"/log/entries?{name}=").status for name in names} == dict.fromkeys(names, 422)
    assert read.api("dana").get("/me/reads?officer=").status == 422


def test_only_who_occurs_in_her_units_can_be_chosen(read: World) -> None:
    page = read.page("didrik")
    names = {one["name"] for one in read.api("didrik").get("/log/officers").json["items"]}
    assert "Rut Rosén" in names
    assert "Otto Okänd" not in names
    assert read["fia"].officer in page.get("/logg").text
    assert read["otto"].officer not in page.get("/logg").text


def test_the_list_of_officers_is_an_entry_and_the_page_is_one_all_in_all(read: World) -> None:
    listed = read.api("dora").get("/log/officers").json["items"]
    (look,) = read.api("dora").get("/log/entries?action=log_read").json["items"]
    assert (look["reason"], look["count"]) == ("officers_listed", len(listed))
    assert look["text"].endswith("såg vilka handläggare som finns i loggen.")
    for path in ("/logg", "/logg-diagram"):
        assert read.page("dora").get(path).status == 200
    looks = read.api("dora").get("/log/entries?action=log_read").json["items"]
    assert sorted(one["reason"] or "" for one in looks) == ["", "", "counted", "officers_listed"]


def test_no_list_of_officers_leaves_when_its_entry_cannot_be_written(
    read: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = read.api("dora")

    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(writer, "append", down)
    answer = client.get("/log/officers")
    assert answer.status == 503
    assert "Fia" not in answer.text


def test_counts_keep_to_her_units_and_are_logged(world: World) -> None:
    in_force(world, named=("fia", "amir"), rows=(("AME", "C04"),))
    world.api("fia").get(f"/cases/{world.dana.case}")
    counted = {name: world.api(name).get("/log/counts").json["items"] for name in ("dora", "dagny", "didrik")}
    assert [one["count"] for one in counted["dora"]] == [1]
    assert counted["dagny"][0]["count"] > 1, "the coach's own reads too"
    assert counted["didrik"] == []
    looks = world.api("dora").get("/log/entries?action=log_read").json["items"]
    assert [one["reason"] for one in looks] == ["counted"]
    assert world.api("dora").get("/log/counts?action=peek").status == 422


def test_the_drawing_shows_what_was_counted(read: World) -> None:
    page = read.page("dora").get("/logg-diagram", query_string={"officer": read["fia"].officer})
    assert "1 gång, " in page.text
    assert "<svg" in page.text
    assert "Inget att rita" in read.page("dora").get("/logg-diagram?period=own&from=2030-01-01").text


def test_an_answer_is_in_her_words_and_keeps_to_the_reviewers_units(read: World) -> None:
    page = read.page("dora").get("/logg-svar", query_string={"case": read.dana.number})
    assert "Fia Falk, handläggare, FK Nordost läste" in page.text
    assert "Du skrev under medgivandet" in page.text
    assert "Dana" not in page.text
    api = read.api("dora").get(f"/log/answers/{read.dana.number.lower()}").json["items"]
    assert "Du skrev under medgivandet, medgivande 1." in {one["text"] for one in api}


def test_a_reviewer_sees_the_weekday_without_a_calendar(read: World) -> None:
    """Whether a read was on a day of work is what she asks of it first."""
    page = read.page("dora")
    found = page.get("/logg").text
    assert ">måndag 16 mars 2026</th>" in found
    row = re.search(r'href="(/logg/[0-9a-f]{32})[?"]', found)
    assert row is not None
    assert ">måndag 16 mars 2026, " in page.get(row[1]).text
    assert "<h3>måndag 16 mars 2026</h3>" in page.get("/logg-svar", query_string={"case": read.dana.number}).text


def test_an_answer_about_others_is_empty_as_about_nobody(world: World) -> None:
    in_force(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    for number in (world.dana.number, "SK-FFFF-FFFF"):
        assert world.api("dora").get(f"/log/answers/{number}").json == {"items": [], "next": None}
        assert "Inget i loggen rör" in world.page("dora").get("/logg-svar", query_string={"case": number}).text


def test_an_hour_is_counted_whole_whoever_is_asked_about(read: World) -> None:
    """Of everybody it was counted whole, and of one officer from the minute that was asked for: two numbers."""
    later = {"from": written(read.now + MINUTE), "to": written(read.now + 2 * MINUTE)}
    for whom in ({}, {"officer": read["fia"].officer}):
        counted = read.api("dora").get("/log/counts", query_string={**later, **whom}).json["items"]
        assert sum(one["count"] for one in counted) == 1, whom


@pytest.mark.parametrize("name", ["fia", "amir", "ada", "bea", "dana"])
def test_nobody_else_has_these(world: World, name: str) -> None:
    for path in ("/log/counts", "/log/officers", f"/log/answers/{world.dana.number}", "/log/verification"):
        assert world.api(name).get(path).status == 404
    for path in ("/logg-diagram", "/logg-svar", "/logg-ar-hel"):
        assert world.page(name).get(path).status == 404


def test_wholeness_by_json(world: World) -> None:
    asked = world.api("dora").post("/log/verification")
    assert asked.status == 202
    assert asked.json["walking"]["done"] == 0
    found = world.api("dagny").get("/log/verification").json
    assert (found["walked"], found["put_back"]) == (None, [])


def test_days_become_weeks_when_there_are_many_and_nothing_is_lost() -> None:
    hours = [Counted((BEGIN + day * DAY) // HOUR, "refused" if day % 3 else "permitted", 2) for day in range(100)]
    few = draw_days(hours[:10], first=TODAY, last=date(2026, 3, 25))
    assert (len(few.bars), few.by_week, few.total, few.refused) == (10, False, 20, 12)
    many = draw_days(hours, first=TODAY, last=date(2026, 6, 23))
    assert (len(many.bars), many.by_week, many.total) == (15, True, 200)
    assert min(bar.permitted_y for bar in many.bars) >= 0
    assert draw_days([], first=TODAY, last=TODAY).total == 0


def test_hours_stand_on_swedish_clocks_winter_and_summer() -> None:
    january, july = start_of(date(2026, 1, 5)), start_of(date(2026, 7, 6))  # both Mondays
    week = draw_hours([Counted((at + 9 * HOUR) // HOUR, "permitted", 1) for at in (january, july)])
    assert [square.hour for square in week.rows[0] if square.n] == [9]
    assert week.rows[0][9].n == 2
    assert week.outside == 0
    assert draw_hours([Counted((january + 23 * HOUR) // HOUR, "permitted", 1)]).outside == 1


def test_a_row_leads_back_to_the_look_it_was_found_in(read: World) -> None:
    """Fifty rows are gone through a month: the way back led to all of the log, as if nothing had been chosen."""
    page = read.page("dora")
    found = page.get("/logg", query_string={"case": read.dana.number, "officer": "staff"}).text
    row = re.search(r'href="(/logg/[0-9a-f]{32}\?[^"]+)"', found)
    assert row is not None
    back = f'<a href="/logg?case={read.dana.number}&amp;officer=staff">Tillbaka till loggen</a>'
    assert back in page.get(html.unescape(row[1])).text


def test_it_leads_back_to_the_rows_she_had_come_to(read: World) -> None:
    """Who opened a row on the tenth page began at the first again."""
    page = read.page("dora")
    first = read.api("dora").get("/log/entries", query_string={"limit": 1}).json
    older = {"period": "month", "next": first["next"]}
    row = re.search(r'href="(/logg/[0-9a-f]{32}\?[^"]+)"', page.get("/logg", query_string=older).text)
    assert row is not None
    back = f'<a href="/logg?period=month&amp;next={first["next"]}">Tillbaka till loggen</a>'
    assert back in page.get(html.unescape(row[1])).text


@pytest.mark.parametrize("way", ["/logg/", "/logg-diagram"])
def test_the_whole_time_stays_the_whole_time(read: World, way: str) -> None:
    """The drawing drew thirty days of it, and the way back led to what people at work did in thirty days."""
    page = read.page("dora")
    there = re.search(rf'href="({way}[^"]+)"', page.get("/logg?period=").text)
    assert there is not None
    shown = page.get(html.unescape(there[1])).text
    assert re.search(r'<a href="/logg\?period=">Tillbaka till', shown)
    assert "selected>De senaste 30 dagarna" not in shown


@pytest.mark.parametrize("strange", ["endpoint", "entry_id", "_external"])
def test_a_strange_name_in_the_address_breaks_no_page(read: World, strange: str) -> None:
    page = read.page("dora")
    assert page.get("/logg", query_string={strange: "x"}).status == 200
    assert page.get("/logg-diagram", query_string={strange: "x"}).status == 200


def test_who_saw_no_more_than_that_it_is_hers_is_said_to_have_opened_it(read: World) -> None:
    """It said "Deltagaren läste." and a reviewer wondered what."""
    read.page("dana").get("/mina-synpunkter")
    found = read.page("dora").get("/logg", query_string={"case": read.dana.number}).text
    assert "Deltagaren läste." not in found
    assert "Deltagaren öppnade sitt eget ärende." in found


def test_the_log_opens_on_what_people_at_work_did_lately_and_says_so(read: World) -> None:
    page = read.page("dora")
    text = page.get("/logg").text
    for said in ("Det här ser du nu", "FK Nordost", "De senaste 30 dagarna", "Bara anställda"):
        assert said in text
    assert 'href="/logg" aria-current="page"' in text
    assert "Fia Falk" in text
    assert "Deltagaren skrev under" not in text
    every = page.get("/logg?period=").text
    assert "Hela tiden" in every
    assert "Alla: anställda, deltagare och Ingången själv" in every
    assert "Deltagaren skrev under" in every
    assert page.get("/logg?utm=x").text.count("Bara anställda") == text.count("Bara anställda")
    read.clock.move(40 * DAY)
    assert "Fia Falk" not in html.unescape(read.page("dora").get("/logg").text).partition("<table")[2]
    assert "Fia Falk" in read.page("dora").get("/logg?period=").text.partition("<table")[2]


def test_where_only_others_did_it_the_way_to_them_is_there(read: World) -> None:
    page = read.page("dora")
    empty = page.get("/logg?period=month&officer=staff&action=sign").text
    way = re.search(r'<a href="([^"]+)">Visa också deltagarnas', empty)
    assert way is not None
    assert "Deltagaren skrev under" in page.get(html.unescape(way[1])).text


def test_what_the_log_opens_on_narrows_no_search(read: World) -> None:
    """Who types a number that she was given must not miss it for what she never chose."""
    page = read.page("dora")
    form = page.get("/logg").text.partition('class="filters"')[2].partition("</form>")[0]
    assert "selected" not in form
    assert 'value="staff"' in form
    chosen = page.get("/logg?period=week&officer=staff").text.partition('class="filters"')[2].partition("</form>")[0]
    assert chosen.count("selected") == 2, "what she did choose stands in it"


def test_the_form_says_what_was_asked_for(read: World) -> None:
    """The drawings said the last 30 days of days of her own, and a search through the list the whole time."""

    def selected(address: str) -> str:
        time = read.page("dora").get(address).text.partition('id="period"')[2].partition("</select>")[0]
        return "".join(re.findall(r" selected>([^<]+)<", time)) or re.findall(r'value="">([^<]+)<', time)[0]

    assert "Sök i hela loggen: tid" in read.page("dora").get("/logg").text
    for address, said in (
        ("/logg?from=2026-01-01", "Egna datum"),
        ("/logg?case=SK-1", "Hela tiden"),
        ("/logg-diagram", "De senaste 30 dagarna"),
        ("/logg-diagram?from=2026-01-01", "Egna datum"),
        ("/logg-diagram?period=", "Hela tiden"),
    ):
        assert selected(address) == said, address


def test_a_case_is_followed_from_the_start_through_all_that_was_done(read: World) -> None:
    page, number = read.page("dora"), read.dana.number
    assert f'href="/logg?case={number}"' in page.get("/logg").text
    assert "Deltagaren skrev under" in page.get(f"/logg?case={number}").text
    narrowed = html.unescape(page.get("/logg?period=week&officer=staff").text)
    assert f'href="/logg?period=week&officer=staff&case={number}"' in narrowed, "what she chose goes with her"


@pytest.mark.parametrize(
    ("asked", "said", "unsaid"),
    [
        ("period=month&from=2026-01-01", "Tid: De senaste 30 dagarna", "Egna datum, från:"),
        ("period=own", "Tid: Hela tiden", "Tid: Egna datum"),
        ("from=2026-01-01", "Egna datum, från: 2026-01-01", "Tid: "),
    ],
)
def test_what_is_said_to_be_shown_is_what_is_shown(read: World, asked: str, said: str, unsaid: str) -> None:
    shown = read.page("dora").get(f"/logg?{asked}").text.partition('id="visas"')[2].partition("</ul>")[0]
    assert said in shown
    assert unsaid not in shown


def test_a_month_of_reads_is_one_press_away(read: World) -> None:
    """What was merely listed and seen in passing hid it, row upon row."""
    page = read.page("dora")
    way = re.search(r'<a href="([^"]+)">Det som lästes, 30 dagar', page.get("/logg").text)
    assert way is not None
    shown = html.unescape(page.get(html.unescape(way[1])).text).partition("<table")[2].partition("</table>")[0]
    assert "Fia Falk" in shown
    assert "såg namnet i sin lista" not in shown
    assert "loggade in" not in shown
