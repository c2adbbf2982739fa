"""The leak property: two worlds that differ only in what a reader may not read give that reader the same bytes."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.cases import looking
from hub.cases.missing import declines
from hub.collisions.checking import run_checks
from hub.disclosure import choosing
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import CARE, MOST, PLACEMENT, REST, STUDIES, made, slots
from tests.cast import World

_FRESH = re.compile(
    rb'"receipt":\{[^}]*\}|<code[^>]*>[0-9a-f ]{9,32}</code>|Kvittens [0-9a-f]{32}|name="csrf_token" value="[^"]*"'
    rb'|name="sending" value="[0-9a-f]{32}"'
)

COLLIDING = {"type": "placement", "days-1": "mån-fre", "start-1": "07:00", "end-1": "18:00"}  # with what is hers too
HIDDEN = st.lists(
    st.tuples(
        st.sampled_from(("rut", "arvid")),
        st.sampled_from(
            (
                REST,
                CARE,
                MOST,
                PLACEMENT,
                {"type": "treatment", "slots": slots(range(1, 2), "09:00", "10:00")},
                {"type": "job_search", "hours_week": 5, "slots": slots(range(1, 6), "08:00", "12:00")},
                {"kind": "no_activity"},
            )
        ),
    ),
    max_size=4,
)


def seen(world: World, name: str) -> tuple[object, ...]:
    """All that this reader gets by API and pages, without what is fresh each time.

    The case, the list and the extract; what an item of hers would collide with, and what a file of hers is told.
    """
    api, page = world.api(name), world.page(name)
    answers = [api.get(f"/cases/{world.dana.case}"), api.get("/cases")]
    answers += [page.get(f"/arenden/{world.dana.case}{part}") for part in ("", "/utdrag")]
    answers += [page.get("/arenden"), page.post(f"/arenden/{world.dana.case}/insats/ny", COLLIDING, form_at="/hjalp")]
    sheet = f"ärende;typ;timmar\r\n{world.dana.number};komvux;5\r\n{world.dana.number};gräns;5\r\n"
    answers += [api.post("/imports/plans", data=sheet.encode(), headers={"Content-Type": "text/csv"})]
    return tuple((answer.status, _FRESH.sub(b"", answer.data)) for answer in answers)


@given(hidden=HIDDEN)
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_what_one_may_not_read_changes_nothing_one_gets(
    world: World, hidden: list[tuple[str, Mapping[str, Any]]]
) -> None:
    participant = world.add_participant("Dana Demosson")
    world.participants["dana"] = participant
    readers = {"sofia": [("participant", "C03")], "fia": [("sofia", "C04")], "arvid": [], "rut": []}
    agree(world, participant, gives=WHOLE, readers=readers, collision_check=True)
    plan = made(world.api("sofia").post(f"/cases/{participant.case}/plans", {"goal": "Läsa"}))
    made(world.api("sofia").post(f"/plans/{plan}/activities", STUDIES))
    before = {name: seen(world, name) for name in ("sofia", "fia", "otto", "cia")}
    own = {name: made(world.api(name).post(f"/cases/{participant.case}/plans", {})) for name in ("rut", "arvid")}
    for name, item in hidden:
        if name == "rut" and "type" in item and item["type"] != "treatment":
            continue
        if name == "arvid" and ("kind" in item or item["type"] == "treatment"):
            continue
        path = "limits" if "kind" in item else "activities"
        made(world.api(name).post(f"/plans/{own[name]}/{path}", dict(item)))
    run_checks(world.ground)
    assert {name: seen(world, name) for name in before} == before
    body = world.api("amir").get("/cases").json["items"]
    mine = next(row for row in body if row["id"] == participant.case)
    dana = world.api("dana").get("/me/case").json
    assert mine["collision_hint"] == dana["collision_hint"] == bool(dana["collisions"])


def test_the_property_sees_a_door_that_opens_too_much(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(world, world.dana, gives=WHOLE, readers={"sofia": []})
    plan = made(world.api("sofia").post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa"}))
    made(world.api("sofia").post(f"/plans/{plan}/activities", STUDIES))
    before = seen(world, "sofia")
    rut = world.api("rut")
    plan = made(rut.post(f"/cases/{world.dana.case}/plans", {}))
    made(rut.post(f"/plans/{plan}/limits", CARE))
    assert seen(world, "sofia") == before
    monkeypatch.setattr(choosing, "opens", lambda *_: True)
    assert seen(world, "sofia") != before


def told_of_the_consent(world: World, name: str, consent: str) -> tuple[object, ...]:
    """All that `seen` gives, and the consent to which the case leads."""
    answers = [world.api(name).get(f"/consents/{consent}"), world.page(name).get(f"/medgivanden/{consent}")]
    answers += [world.page(name).get("/")]
    return (*seen(world, name), *((answer.status, _FRESH.sub(b"", answer.data)) for answer in answers))


@pytest.mark.parametrize("notices", ["hers alone", "everybody's"])
def test_what_a_unit_answers_is_told_to_who_reads_it_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, notices: str
) -> None:
    """What Rut gives Arvid alone reads; that she declines, and accepts, changes nothing that the others get."""
    readers = {"sofia": [("participant", "C03")], "fia": [("sofia", "C04")], "arvid": [("rut", "C06")], "rut": []}
    agreed = agree(world, world.dana, gives=WHOLE, readers=readers)
    plan = made(world.api("sofia").post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa"}))
    made(world.api("sofia").post(f"/plans/{plan}/activities", STUDIES))
    if notices == "everybody's":  # the twin: as if each unit's answer were the reader's own unit's
        monkeypatch.setattr(looking, "declines", lambda disclosure, _: declines(disclosure, world["rut"].unit))
    names = ("sofia", "fia", "otto", "cia")
    before = {name: told_of_the_consent(world, name, agreed.id) for name in names}
    row = agreed.rows["rut", "C06"]
    for answer in (False, True):
        said = {"rows": {row: answer}, "reason": "Nej"}
        assert world.api("rut").post(f"/consents/{agreed.id}/acceptances", said).status == 200
        after = {name: told_of_the_consent(world, name, agreed.id) for name in names}
        assert (after == before) is (notices == "hers alone" or answer)
        told = "En enhet har avböjt" in world.page("arvid").get(f"/arenden/{world.dana.case}").text
        assert told is not answer, "he reads it"
