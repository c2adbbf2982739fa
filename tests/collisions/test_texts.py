"""The texts of the collision rules can be worded, and say the same in both languages; others stop the start."""

import pytest

from hub.collisions.rules import Found, Meeting
from hub.collisions.wording import check_texts, text_of
from hub.plans.vocabulary import LimitKind
from policies.loading import PolicyError, parse_policy
from tests.cast import World
from tests.collisions.plans import activity, limit
from tests.databases import ONE_DATABASE
from tests.policies.world import POLICY, TEXTS


def test_the_texts_beside_the_policies_can_be_worded() -> None:
    check_texts(POLICY)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"high"', '"dreadful"', "collisions.toml.X01.severity: is an unknown word"),
        ("krockar: {a}", "krockar: {c}", "X01.officer_sv: has an unknown placeholder"),
        ("krockar: {a}", "krockar: {a.x}", "X01.officer_sv: has an unknown placeholder"),
        ("krockar: {a}", "krockar: {a", "X01.officer_sv: has a broken placeholder"),
        ("collide: {a} and {b}", "collide: {a}", "X01.officer_en: tells something else"),
        (
            "{a} and {b} collide {day} {time}. We",
            "{a} and {b} collide. We",
            "X01.participant_en: tells something else",
        ),
    ],
)
def test_what_is_wrong_in_a_text_is_named(old: str, new: str, sentence: str) -> None:
    assert old in TEXTS["collisions.toml"]
    policy = parse_policy({**TEXTS, "collisions.toml": TEXTS["collisions.toml"].replace(old, new, 1)})
    with pytest.raises(PolicyError, match=sentence):
        check_texts(policy)


def test_two_of_the_same_sort_can_be_told_apart() -> None:
    """In an extract or a preview a collision is its text alone: 'The activity collides' twice tells nobody which."""
    for rule in ("X01", "X04", "X05"):
        words = POLICY.collisions[rule]
        assert all("{a}" in words[f"{whose}_sv"] for whose in ("officer", "participant")), rule


@ONE_DATABASE
@pytest.mark.parametrize(
    ("planned", "most", "sentence"),
    [
        (1, 0.75, "Det är planerat 1 timme i veckan. Gränsen är 0,75 timmar. "),
        (1.5, 1, "Det är planerat 1,5 timmar i veckan. Gränsen är 1 timme. "),
        (50, 12.5, "Det är planerat 50 timmar i veckan. Gränsen är 12,5 timmar. "),
    ],
)
def test_one_hour_is_not_told_as_several(world: World, planned: float, most: float, sentence: str) -> None:
    most_hours = limit("gräns", LimitKind.MAX_HOURS_WEEK, hours=most)
    found = Found("X03", ("a", "gräns"), activity("a"), hours=planned, limit=most_hours)
    with world.app.test_request_context("/"):
        assert text_of(POLICY, found, participant=True, sources={}).startswith(sentence)
        together = text_of(POLICY, Found("X06", ("a", "b"), activity("a"), hours=1), participant=True, sources={})
    assert "blir 1 timme i veckan tillsammans" in together


@ONE_DATABASE
@pytest.mark.parametrize(
    ("participant", "sentence"),
    [
        (False, "Studier och praktik är båda ett måste måndag 09:00\u201310:30."),
        (True, "Dina studier och din praktik krockar måndag 09:00\u201310:30. Vi hjälper dig att få det att gå ihop."),
    ],
)
def test_two_musts_at_once_are_told_by_when(world: World, *, participant: bool, sentence: str) -> None:
    found = Found("X06", ("a", "b"), activity("a"), activity("b"), Meeting(1, 540, 630))
    with world.app.test_request_context("/"):
        assert text_of(POLICY, found, participant=participant, sources={}) == sentence
