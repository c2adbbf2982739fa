"""The day on a paper: entered from it, within what can be, shown to who compares, and part of what is sealed."""

import re
from base64 import b64encode
from dataclasses import replace
from threading import BoundedSemaphore
from typing import Any

import pytest
from orjson import loads

from hub.consents import papering, scanning
from hub.consents.dropping import drop_unsigned
from hub.consents.evidence import signed_bytes
from hub.store.days import day_of
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, presented, signature
from tests.consents.test_signing_paper import _SAID, code_of, compare, enter, is_signed, picture

__all__ = ["insecure_argon2", "make_world", "world"]

SAYS = "Skriv dagen som står på papperet: tidigast 2026-03-16, då texten visades, och senast i dag."


def test_it_is_a_day_between_the_showing_and_today(world: World) -> None:
    paper = presented(world)
    first = day_of(world.now)
    world.clock.move(2 * DAY)
    amir, today = world.page("amir"), day_of(world.now)
    assert (str(first), str(today)) == ("2026-03-16", "2026-03-18")
    for wrong in ("", "i går", "2026-W12-1", "2026-03-15", "2026-03-19", "0001-01-01", "9999-12-31"):
        told = enter(world, amir, paper, signed_on=wrong)
        assert (told.status, SAYS in told.text) == (422, True), wrong
        assert f'name="signed_on" type="date" value="{wrong}"' in told.text, "what was typed is still there"
    for right in (str(first), "17/3/2026", str(today)):
        assert enter(world, amir, paper, signed_on=right).status == 303, right


def test_who_compares_sees_it_and_it_is_part_of_what_is_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = presented(world)
    world.clock.move(2 * DAY)
    assert enter(world, world.page("amir"), paper, signed_on="2026-03-17").status == 303
    assert world.api("cia").get(f"/consents/{paper.id}/comparison").json["signed_on"] == "2026-03-17"
    cia, day = world.page("cia"), "tisdag 17 mars 2026"
    assert f"<span>Dagen på papperet</span> <strong>{day}</strong>" in cia.get(f"/medgivanden/{paper.id}/jamfor").text
    sealed: list[bytes] = []

    def keep(*said: Any, **more: Any) -> bytes:
        sealed.append(signed_bytes(*said, **more))
        return sealed[-1]

    monkeypatch.setattr("hub.consents.comparing.signed_bytes", keep)
    assert compare(world, cia, paper).status == 303
    assert f"<dt>Dagen på papperet</dt><dd>{day}</dd>" in world.page("dana").get(f"/medgivanden/{paper.id}/kopia").text
    signed = loads(sealed[0])
    assert (signed["signed_on"], day_of(signed["at"]).isoformat()) == ("2026-03-17", "2026-03-18")


def test_one_that_a_version_before_took_in_can_still_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = presented(world)
    as_json = papering._as_json
    monkeypatch.setattr(
        papering, "_as_json", lambda *said: {k: v for k, v in as_json(*said).items() if k != "signed_on"}
    )
    assert enter(world, world.page("amir"), paper).status == 303
    assert "Dagen på papperet" not in world.page("cia").get(f"/medgivanden/{paper.id}/jamfor").text
    assert compare(world, world.page("cia"), paper).status == 303
    assert is_signed(world, paper)


def by_program(world: World, paper: Paper, day: str) -> int:
    body = {name: value for name, value in signature(world, paper).items() if name in _SAID}
    body |= {"signed_name": "Dana Demosson", "version_code": code_of(world, paper), "signed_on": day}
    return world.api("amir").post(f"/consents/{paper.id}/paper", {**body, "scan": b64encode(picture()).decode()}).status


def test_a_program_writes_it_as_the_description_says(world: World) -> None:
    paper = presented(world)
    assert day_of(world.now).isoformat() == "2026-03-16"
    for wrong in ("2026-W12-1", "20260316", "2026-03-16T09:00:00Z", ""):
        assert by_program(world, paper, wrong) == 422, wrong
    assert by_program(world, paper, "2026-03-16") == 201


def test_without_the_bounds_any_day_would_be_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, today, bounded = presented(world), day_of(world.now), papering.faults_of
    assert by_program(world, paper, "1999-01-01") == 422
    monkeypatch.setattr(papering, "faults_of", lambda *said, **more: bounded(*said, **{**more, "day": today}))
    assert by_program(world, paper, "1999-01-01") == 201


def test_what_is_missing_is_told_in_the_order_of_the_page(world: World) -> None:
    paper = presented(world)
    told = world.page("amir").post(f"/medgivanden/{paper.id}/papper", {}).text
    assert re.findall(r'<li><a href="#([a-z_]+)', told) == [
        "scan",
        "version_code",
        "persons",
        "signed_name",
        "signed_on",
    ]


def test_a_paper_of_a_draft_that_is_dropped_waits_for_nobody(world: World) -> None:
    """Its scan goes with the draft: what could no more be compared would stand in the colleague's list for good."""
    paper = presented(world)
    assert enter(world, world.page("amir"), paper).status == 303
    assert len(world.api("cia").get("/papers").json["items"]) == 1
    world.clock.move(31 * DAY)
    assert drop_unsigned(world.ground) == 1
    assert world.api("cia").get("/papers").json["items"] == []


def test_on_paper_she_is_spoken_to(world: World) -> None:
    paper = presented(world)
    amir, own = world.page("amir"), "Mina tider och aktiviteter från"
    assert f"{own} dig själv" in amir.get(f"/medgivanden/{paper.id}/papper/utskrift").text
    assert f"{own} deltagaren själv" in amir.get(f"/medgivanden/{paper.id}/papper").text


def test_who_waits_for_others_scans_keeps_what_she_has_copied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, amir = presented(world), world.page("amir")
    monkeypatch.setattr(scanning, "_DECODER", replace(scanning._DECODER, _door=BoundedSemaphore(1)))
    with scanning._DECODER._door:
        told = enter(world, amir, paper)
    assert told.status == 422
    assert "Flera filer läses in just nu. Vänta en halv minut och välj filen igen." in told.text
    assert 'value="Dana Demosson"' in told.text
    assert enter(world, amir, paper).status == 303


def test_whose_scan_it_is_is_who_is_signed_in(world: World) -> None:
    paper, amir = presented(world), world.page("amir")
    with scanning._DECODER._one_of(world["amir"].officer):
        assert enter(world, amir, paper).status == 422
    with scanning._DECODER._one_of(world["cia"].officer):
        assert enter(world, amir, paper).status == 303
