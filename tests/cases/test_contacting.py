"""How a participant is reached: her coach sees it, nobody else does, and she sees that it was looked up."""

import pytest
from sqlalchemy import select, update

from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.cases import contacting
from hub.participants.tables import participant
from policies import decide as deciding
from policies.vocabulary import Action
from tests.attacks.test_outages import outage
from tests.cases.agreeing import WHOLE, agree
from tests.cast import World
from tests.rewriting import rewrite

PERSON = {"name": "Nina Ny", "contact": "sms till 070-174 06 05, aldrig brev", "language": "so", "origin": "present"}


def registered(world: World) -> str:
    made = world.api("amir").post("/cases", PERSON)
    assert made.status == 201
    return str(made.json["id"])


def test_what_the_coach_wrote_is_found_again(world: World) -> None:
    case_id = registered(world)
    amir = world.page("amir")
    assert f'href="/arenden/{case_id}/kontakt"' in amir.get(f"/arenden/{case_id}").text
    page = amir.get(f"/arenden/{case_id}/kontakt").text
    assert PERSON["contact"] in page
    assert "somaliska" in page
    told = world.api("amir").get(f"/cases/{case_id}/contact").json
    assert (told["contact"], told["language"]) == (PERSON["contact"], "so")


def test_nobody_else_is_shown_it(world: World) -> None:
    """Neither another coach nor who may read the whole case; a case that is not there answers with the same bytes."""
    agree(world, world.dana, gives=WHOLE)
    mine = registered(world)
    for name in ("sofia", "fia", "bea", "dagny"):
        for case_id in (world.dana.case, mine):
            refused = world.api(name).get(f"/cases/{case_id}/contact")
            gone = world.api(name).get("/cases/00000000000000000000000000000000/contact")
            assert refused.status == gone.status in {403, 404}, name
    refused = world.page("cia").get(f"/arenden/{mine}/kontakt")
    gone = world.page("cia").get("/arenden/00000000000000000000000000000000/kontakt")
    assert (refused.status, refused.text) == (gone.status, gone.text)
    assert refused.status == 404


def reads(world: World, name: str) -> list[tuple[str | None, str, int]]:
    """Give what the log says of this reader's reads: the case, the outcome, and how much was opened."""
    asked = select(log_entry.c.body).where(log_entry.c.action == Action.READ).order_by(log_entry.c.at)
    with world.store.read() as tx:
        told = [parse(row.body) for row in tx.execute(asked)]
    return [(one.case, one.outcome, one.n) for one in told if one.actor == world[name].officer]


def test_a_coach_who_is_named_and_does_not_coach_is_logged_as_refused(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, persons=("cia", "amir", "fia"))
    cia = world.page("cia")
    opened = cia.get(f"/arenden/{world.dana.case}")
    assert opened.status == 200
    assert f"{world.dana.case}/kontakt" not in opened.text
    before = len(reads(world, "cia"))
    refused = cia.get(f"/arenden/{world.dana.case}/kontakt")
    assert refused.status == 404
    assert reads(world, "cia")[before:] == [(world.dana.case, "refused", 0)]


def test_without_the_rule_any_coach_reads_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule about who coaches is what stops her, and nothing else does."""
    case_id, cia = registered(world), world.page("cia")
    assert cia.get(f"/arenden/{case_id}/kontakt").status == 404
    monkeypatch.setattr(deciding, "_STAGES", {**deciding._STAGES, "coach": ("officer", ())})
    assert PERSON["contact"] in cia.get(f"/arenden/{case_id}/kontakt").text


def test_the_door_alone_would_log_a_refusal_as_permitted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(world, world.dana, gives=WHOLE, persons=("cia", "amir", "fia"))
    monkeypatch.setattr(contacting, "_hold_coach", lambda *_: None)
    assert world.page("cia").get(f"/arenden/{world.dana.case}/kontakt").status == 404
    assert reads(world, "cia") == [(world.dana.case, "permitted", 0)]


def test_a_restricted_participant_is_not_looked_up(world: World) -> None:
    case_id = registered(world)
    rewrite(world, update(participant).values(restricted_at=world.now))
    assert world.page("amir").get(f"/arenden/{case_id}/kontakt").status == 404
    assert {outcome for _, outcome, _ in reads(world, "amir")} == {"refused"}


def test_one_look_is_one_entry(world: World) -> None:
    case_id = registered(world)
    amir = world.page("amir")
    before = len(reads(world, "amir"))
    assert amir.get(f"/arenden/{case_id}/kontakt?purpose=control").status == 422
    assert len(reads(world, "amir")) == before
    assert amir.get(f"/arenden/{case_id}/kontakt").status == 200
    assert reads(world, "amir")[before:] == [(case_id, "permitted", 1)]


def test_she_sees_that_it_was_looked_up(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    path = f"/arenden/{world.dana.case}"
    dana = world.page("dana")
    assert "kontakt" not in dana.get("/vem-har-last").text
    shown = world.page("amir").get(f"{path}/kontakt?purpose=coordinate_plans")
    assert f'href="{path}?purpose=coordinate_plans"' in shown.text, "and goes back to it for what she reads it for"
    assert "kontakt" in dana.get("/vem-har-last").text


def test_nothing_is_shown_that_is_not_logged(world: World) -> None:
    case_id = registered(world)
    amir = world.page("amir")
    with outage(world, "the log refuses"):
        answer = amir.get(f"/arenden/{case_id}/kontakt")
    assert answer.status == 503
    assert PERSON["contact"] not in answer.text
