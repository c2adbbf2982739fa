"""Twelve months and thirty days are counted on the Swedish calendar: no night is too long, no leap day cut off."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.grants import proposing
from hub.grants.proposing import longest
from hub.store.days import day_of, end_of, months_from, start_of, written
from tests.cast import DAY, HOUR, MINUTE, World
from tests.consents.story import in_force, may_read, proposal
from tests.policies.world import POLICY

DAYS = st.dates(date(2026, 1, 1), date(2040, 12, 31))
LONG = [("2027-10-30", "2028-10-29"), ("2027-10-31", "2028-10-30"), ("2028-02-29", "2029-02-28")]


def go_to(world: World, day: str, hour: int = 9) -> None:
    world.clock.move(start_of(date.fromisoformat(day)) + hour * HOUR - world.now)


@pytest.mark.parametrize(("first", "last"), LONG)
def test_twelve_months_are_taken_and_hold_to_their_last_minute(world: World, first: str, last: str) -> None:
    go_to(world, first, 0)
    in_force(world, valid_from=first, valid_to=last)
    world.clock.move(end_of(date.fromisoformat(last)) - MINUTE - world.now)
    assert may_read(world, "arvid", "FK Nordost", "C09")
    world.clock.move(MINUTE)
    assert not may_read(world, "arvid", "FK Nordost", "C09")


@pytest.mark.parametrize(("first", "last"), [*LONG, ("2026-10-30", "2027-10-29")])
def test_what_is_proposed_is_taken_and_a_day_more_is_not(world: World, first: str, last: str) -> None:
    go_to(world, first, 0)
    coach, path = world.api("amir"), f"/cases/{world.dana.case}/consents"
    made = coach.post(path, proposal(world, valid_from=first))
    assert (made.status, made.json["valid_to"]) == (201, written(end_of(date.fromisoformat(last))))
    after = day_of(end_of(date.fromisoformat(last))).isoformat()
    assert "tolv månader" in coach.post(path, proposal(world, valid_from=first, valid_to=after)).text


@pytest.mark.parametrize("last", ["2199-12-31", "2200-01-01", "2999-01-01", "9999-12-31", "9999-12-31T23:59:59Z"])
def test_a_day_of_another_century_is_too_late_and_not_miswritten(world: World, last: str) -> None:
    path = f"/cases/{world.dana.case}/consents"
    made = world.api("amir").post(path, proposal(world, valid_to=last))
    assert (made.status, list(made.json["errors"])) == (422, ["valid_to"])
    assert "tolv månader" in made.text
    begun = world.api("amir").post(path, proposal(world, valid_from=last))
    assert (begun.status, list(begun.json.get("errors", ()))) == ((201, []) if last < "2200" else (422, ["valid_from"]))


def test_compared_in_seconds_the_night_was_too_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposing, "longest", lambda _, begins: begins + 366 * DAY)
    asked = proposal(world, valid_from="2027-10-31", valid_to="2028-10-30")
    assert world.api("amir").post(f"/cases/{world.dana.case}/consents", asked).status == 422


@pytest.mark.parametrize(("last", "taken"), [("2026-11-08", 200), ("2026-11-09", 422)])
def test_an_absence_of_thirty_days_holds_its_last_hour(world: World, last: str, taken: int) -> None:
    answer = world.api("fia").put("/me/absence", {"first_day": "2026-10-10", "last_day": last})
    assert answer.status == taken, answer.text
    if taken == 200:
        assert answer.json["ends"] == written(end_of(date(2026, 11, 8)))


@given(first=DAYS, start=st.integers(0, 23 * HOUR))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_twelve_months_are_longer_than_the_rules_let_them_be(first: date, start: int) -> None:
    last = months_from(first, 12)
    ends = end_of(last)
    assert longest(POLICY, start_of(first) + start) == ends
    assert ends - start_of(first) <= (24 * POLICY.longest_validity_days + 1) * HOUR
    assert (last - first).days + 1 in {365, 366}


@given(first=DAYS, months=st.sampled_from((1, 3, 6, 12)))
def test_months_that_follow_each_other_leave_no_day_out(first: date, months: int) -> None:
    following = day_of(end_of(months_from(first, months)))
    assert following.day in {first.day, 1}
    assert (following.year * 12 + following.month) - (first.year * 12 + first.month) - months in {0, 1}
