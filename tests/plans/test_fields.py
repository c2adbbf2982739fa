"""What an item may say: every field is checked, and comes back from its five packed columns as it went in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.plans.fields import COLUMNS, FIELDS, category_of, check, pack, unpack
from hub.plans.vocabulary import CARE_ACTIVITIES, CARE_LIMITS, ActivityType, ItemKind, LimitKind
from hub.store.errors import Invalid
from policies.vocabulary import Category

COURSE: dict[str, Any] = {
    "type": "komvux",
    "title": "Svenska",
    "hours_week": 20,
    "slots": [{"day": 1, "start": "09:00", "end": "13:00"}],
}


def wrong(kind: ItemKind, values: dict[str, Any]) -> set[str]:
    with pytest.raises(Invalid) as refused:
        check(kind, values)
    return set(refused.value.errors)


def test_an_item_comes_back_as_it_went_in() -> None:
    checked = check(ItemKind.ACTIVITY, COURSE)
    packed = pack(ItemKind.ACTIVITY, checked)
    assert tuple(packed) == COLUMNS
    assert unpack(packed) == checked
    assert checked["priority"] == "should"
    assert checked["flexible"] is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", None),
        ("type", "komvux "),
        ("type", 1),
        ("title", "x" * 201),
        ("title", "a\u202eb"),
        ("title", "a\x00b"),
        ("title", "two\u202elines"),
        ("group", "work"),
        ("from", "2026-02-30"),
        ("from", "20260201"),
        ("from", 20260201),
        ("hours_week", 0),
        ("hours_week", 169),
        ("hours_week", True),
        ("hours_week", 1.1),
        ("hours_week", "10"),
        ("percent", 101),
        ("percent", 12.5),
        ("slots", "måndag"),
        ("slots", [{"day": 8, "start": "09:00", "end": "10:00"}]),
        ("slots", [{"day": 1, "start": "10:00", "end": "09:00"}]),
        ("slots", [{"day": 1, "start": "9:00", "end": "10:00"}]),
        ("slots", [{"day": 1, "start": "09:00", "end": "24:01"}]),
        ("slots", [{"day": 1, "start": "٠٩:00", "end": "10:00"}]),
        ("slots", [{"day": 1, "start": "09:00", "end": "10:00", "why": "x"}]),
        ("slots", [{"day": 1, "start": "09:00", "end": "10:00"}] * 51),
        ("flexible", "ja"),
        ("priority", "MUST"),
        ("status", "gone"),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_taken_is_named(field: str, value: object) -> None:
    assert wrong(ItemKind.ACTIVITY, {**COURSE, field: value}) == {field}


@pytest.mark.parametrize("start", ["22:00", "00:00"])
def test_midnight_as_clocks_show_it_ends_the_day(start: str) -> None:
    checked = check(ItemKind.ACTIVITY, {**COURSE, "slots": [{"day": 5, "start": start, "end": "00:00"}]})
    assert checked["slots"] == [{"day": 5, "start": start, "end": "24:00"}]


@pytest.mark.parametrize("typed", ["Butik\nlager", " Butik\r\n lager", "Butik\u00a0\tla\u00adger\ufeff"])
def test_what_comes_along_with_a_pasted_line_is_cleaned_away(typed: str) -> None:
    assert check(ItemKind.ACTIVITY, {**COURSE, "title": typed})["title"] == "Butik lager"


@pytest.mark.parametrize("typed", ["", " ", "\u00a0\t", "\n \n", "\u200b"])
def test_blanks_are_nothing_written(typed: str) -> None:
    """A goal of blanks would be filed as a goal, which the consent may not give, or which it accepts."""
    plan = check(ItemKind.PLAN, {"goal": typed})
    assert plan == check(ItemKind.PLAN, {})
    assert check(ItemKind.ACTIVITY, {"type": "sfi", "title": typed})["title"] is None
    with pytest.raises(Invalid):
        check(ItemKind.ACTIVITY, {"type": typed})


def test_a_sign_that_turns_the_text_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        check(ItemKind.ACTIVITY, {**COURSE, "title": "Butik\u202elager"})
    assert "nummer 6 (U+202E)" in refused.value.errors["title"][0]


def test_errors_are_told_together() -> None:
    assert wrong(ItemKind.ACTIVITY, {"type": "x", "percent": 0, "from": "i dag"}) == {"type", "percent", "from"}


def test_what_two_fields_say_together_is_told_beside_what_one_says() -> None:
    days = {"from": "2026-03-02", "to": "2026-03-01"}
    assert wrong(ItemKind.ACTIVITY, {**COURSE, **days, "percent": 0}) == {"percent", "to"}
    assert wrong(ItemKind.LIMIT, {"limit": "max_hours_week", "basis_date": "i dag"}) == {"basis_date", "hours"}
    assert wrong(ItemKind.LIMIT, {"limit": "max_hours_week", "hours": "x"}) == {"hours"}
    assert wrong(ItemKind.LIMIT, {"limit": "rest_window", "slots": "x"}) == {"slots"}


def test_the_last_day_may_be_the_first_and_no_earlier() -> None:
    check(ItemKind.ACTIVITY, {**COURSE, "from": "2026-03-02", "to": "2026-03-02"})
    assert wrong(ItemKind.ACTIVITY, {**COURSE, "from": "2026-03-02", "to": "2026-03-01"}) == {"to"}
    assert wrong(ItemKind.PLAN, {"valid_from": "2026-03-02", "valid_to": "2026-03-01"}) == {"valid_to"}


def test_a_limit_needs_its_measure() -> None:
    assert wrong(ItemKind.LIMIT, {"limit": "max_hours_week"}) == {"hours"}
    assert wrong(ItemKind.LIMIT, {"limit": "rest_window"}) == {"slots"}
    assert wrong(ItemKind.LIMIT, {}) == {"limit"}
    check(ItemKind.LIMIT, {"limit": "no_activity"})


def test_a_limit_keeps_no_hours_that_its_sort_does_not_use() -> None:
    slots = [{"day": 1, "start": "13:00", "end": "16:00"}]
    for sort in LimitKind:
        if sort not in (LimitKind.MAX_HOURS_WEEK, LimitKind.MAX_TRAVEL):
            assert wrong(ItemKind.LIMIT, {"limit": sort.value, "slots": slots, "hours": 10}) == {"hours"}
            check(ItemKind.LIMIT, {"limit": sort.value, "slots": slots})
    assert wrong(ItemKind.LIMIT, {"limit": "all", "hours": 10}) == {"limit"}


@given(st.sampled_from(list(ActivityType)))
def test_care_is_never_filed_as_an_ordinary_activity(kind: ActivityType) -> None:
    expected = Category.C07 if kind in CARE_ACTIVITIES else Category.C04
    assert category_of(ItemKind.ACTIVITY, {"type": kind.value}) is expected


@given(st.sampled_from(list(LimitKind)))
def test_a_limit_of_care_is_filed_as_care(kind: LimitKind) -> None:
    expected = Category.C07 if kind in CARE_LIMITS else Category.C06
    assert category_of(ItemKind.LIMIT, {"limit": kind.value}) is expected


@given(
    st.sampled_from(list(ItemKind)),
    st.dictionaries(
        st.sampled_from([name for fields in FIELDS.values() for name in fields]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.lists(st.dictionaries(st.text(), st.text())),
    ),
)
def test_whatever_is_sent_is_taken_whole_or_refused(kind: ItemKind, values: dict[str, Any]) -> None:
    try:
        checked = check(kind, values)
    except Invalid:
        return
    assert check(kind, checked) == checked
    assert unpack(pack(kind, checked)) == checked
