"""Days and times as people type them in forms: read where they can be, else refused with help and with all kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.store.days import said_day, sheet_day
from tests.cases.agreeing import agree
from tests.cast import World

GIVES = {"sofia": ("C03", "C04")}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-12-03", "2026-12-03"),
        (" 2026-2-3\u00a0", "2026-02-03"),
        ("20261203", "2026-12-03"),
        ("2026/12/3", "2026-12-03"),
        ("3/12/2026", "2026-12-03"),
        ("03.12.2026", "2026-12-03"),
        ("3/12 2026", "2026-12-03"),
        ("03/12-2026", "2026-12-03"),
        ("3/12", "3/12"),
        ("3/12 26", "3/12 26"),
        ("3.12-2026", "3.12-2026"),
        ("20261", "20261"),
        ("2026-W12-1", "2026-W12-1"),
        ("halv nio", "halv nio"),
        ("٢٠٢٦-١٢-٠٣", "٢٠٢٦-١٢-٠٣"),
        ("", ""),
    ],
)
def test_a_typed_day_is_kept_as_a_day(typed: str, kept: str) -> None:
    assert said_day(typed) == kept


def test_a_bare_number_is_a_day_in_a_sheet_alone() -> None:
    assert (sheet_day("46355"), said_day("46355")) == ("2026-11-29", "46355")


@given(st.dates())
def test_every_way_to_write_a_day_is_the_same_day(day: object) -> None:
    year, month, number = str(day).split("-")
    for typed in (f"{year}{month}{number}", f"{int(number)}.{int(month)}.{year}", f"{year}/{int(month)}/{number}"):
        assert said_day(typed) == str(day)


def test_an_officer_types_as_she_is_used_to(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    page, case = world.page("sofia"), world.dana.case
    form = {"type": "komvux", "title": " Svenska ", "from": "1/12/2026", "to": "20261220 ", "hours_week": " 12,5 "}
    at = f"/arenden/{case}/insats/ny"
    saved = page.post(at, {**form, "days-1": "mån", "start-1": " 8.30", "end-1": "9:00:00"}, form_at=at)
    assert saved.status == 303, saved.text
    (plan,) = world.api("dana").get("/me/case").json["plans"]
    (kept,) = [one for one in plan["items"] if one["kind"] == "activity"]
    assert (kept["from"], kept["to"], kept["hours_week"]) == ("2026-12-01", "2026-12-20", 12.5)
    assert kept["slots"] == [{"day": 1, "start": "08:30", "end": "09:00"}]


def test_what_is_no_day_or_time_is_given_back_with_help(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    page, case = world.page("sofia"), world.dana.case
    form = {"type": "komvux", "title": "Svenska", "from": "3/12", "days-1": "mån", "start-1": "halv nio", "end-1": "10"}
    told = page.post(f"/arenden/{case}/insats/ny", form, form_at=f"/arenden/{case}/insats/ny")
    assert told.status == 422
    for word in ("Skriv datum som ÅÅÅÅ-MM-DD.", "Skriv klockslag som 09:00.", 'value="3/12"', 'value="halv nio"'):
        assert word in told.text, word


def test_a_day_that_no_calendar_has_is_told_as_that(world: World) -> None:
    """Who typed 29/2 2027 was asked to write a date as she had written it."""
    agree(world, world.dana, gives=GIVES)
    form = {"type": "komvux", "title": "Svenska B", "from": "29/2 2027", "to": "2027-13-01"}
    told = world.page("sofia").post(f"/arenden/{world.dana.case}/insats/ny", form)
    assert (told.status, told.text.count("Den dagen finns inte i kalendern.") >= 2) == (422, True)


def test_a_year_of_two_digits_is_no_year_of_the_bible(world: World) -> None:
    """A browser's field makes 0026 of 26: it was saved, and the course began before all others."""
    agree(world, world.dana, gives={**GIVES, "participant": ("C03", "C04")})
    case, said = f"/arenden/{world.dana.case}", "Skriv årtalet med alla fyra siffror."
    form = {"type": "komvux", "title": "Svenska B", "from": "0026-04-01", "to": "2026-05-01"}
    told = world.page("sofia").post(f"{case}/insats/ny", form)
    assert (told.status, said in told.text, "Svenska B" in told.text) == (422, True, True)
    hers = world.page("dana").post("/tider-jag-inte-kan", {"how": "dates", "first": "0026-04-01"})
    assert (hers.status, said in hers.text) == (422, True)
    api = world.api("sofia").post(f"/cases/{world.dana.case}/plans", {"goal": "x", "valid_to": "0026-04-01"})
    assert api.json["errors"] == {"valid_to": [said]}
    assert world.api("sofia").post(f"/cases/{world.dana.case}/plans", {"valid_to": "1900-01-01"}).status == 201


def test_no_row_of_times_in_which_something_stands_is_folded_away(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    page, at = world.page("sofia"), f"/arenden/{world.dana.case}/insats/ny"

    def rows(text: str) -> tuple[list[bool], bool]:
        """Tell of each row whether it is folded away, and whether the fold is open."""
        whole = text.partition('id="slots"')[2].partition("</fieldset>")[0]
        before, fold, after = whole.partition("<details")
        folded = [False] * before.count('class="slot-row"') + [True] * after.count('class="slot-row"')
        return folded, bool(fold) and after.startswith(" open")

    assert rows(page.get(at).text) == ([False, True, True], False)
    for typed, folded in (
        ({"days-1": "mån", "start-1": "9:00", "end-1": "10:00"}, [False, True, True]),
        ({"days-3": "tis", "start-3": "9:00", "end-3": "10:00"}, [False, False, False, True]),
        ({"end-2": "10:00"}, [False, False, True]),
        ({"days-2": "ons"}, [False, False, True]),
    ):
        told = page.post(at, {"type": "komvux", "from": "i går", **typed}, form_at=at)
        assert told.status == 422
        assert rows(told.text) == (folded, 'href="#slots"' in told.text), typed
