"""Substitutes, proposed officers and absences, told through the API; who reads is asked of rules and of pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.grants.binding import bind, decline, pending
from hub.grants.tables import absence, consent_line, consent_person
from hub.officers.roles import Role
from hub.officers.tables import employment
from hub.store.days import day_of
from hub.store.errors import Invalid, NotShown
from policies import decide as deciding
from policies.vocabulary import Function
from tests.cast import DAY, HOUR, World, insecure_argon2, make_world, world
from tests.checking import faults
from tests.consents.story import Paper, answered, drafted, may_read, presented, proposal, sign, witnessed
from tests.rewriting import rewrite
from tests.staff import Part, join

__all__ = ["insecure_argon2", "make_world", "world"]

FK, AF = "Försäkringskassan", "Arbetsförmedlingen"
MORE = {
    "karin": Part("Karin Kart", "handläggare", FK, "FK Nordost", Function.FK_OFFICER, Role.OFFICER),
    "gun": Part("Gun Gran", "enhetschef", FK, "FK Nordost", Function.NONE, Role.ACCESS_MANAGER),
    "maja": Part("Maja Mo", "enhetschef", AF, "AF Rehabteam", Function.NONE, Role.ACCESS_MANAGER),
}
ROWS = (("AME", "C04"), ("FK Nordost", "C09"), ("participant", "C04"))
NINA = {"name": "Nina Ny", "title": "arbetsförmedlare", "work_email": "nina@demo.example"}


@pytest.fixture
def staffed(world: World) -> World:
    with world.store.write() as tx:
        for key, part in MORE.items():
            world.members[key] = join(tx, world.ground, key, part, units=world.units, since=world.now - 100 * DAY)
    return world


def _with_substitute(world: World, *, yes: bool = True, **more: Any) -> Paper:
    """Fia is named, and Karin as her substitute; signed, witnessed, and answered by Fia."""
    wanted = proposal(world, named=("fia", "amir"), rows=ROWS)
    wanted["persons"] += [{"officer": world["karin"].officer, "stands_in_for": world["fia"].officer}]
    paper = _presented(world, wanted)
    persons = {one["id"]: yes or one["stands_in_for"] is None for one in paper.view["persons"]}
    assert sign(world, paper, persons=persons, **more).status == 200
    witnessed(world, paper)
    answered(world, paper, "fia")
    return paper


def _presented(world: World, wanted: dict[str, Any]) -> Paper:
    coach = world.api("amir")
    answer = coach.post(f"/cases/{world.dana.case}/consents", wanted)
    assert answer.status == 201, answer.text
    shown = coach.post(f"/consents/{answer.json['id']}/presentation", {})
    assert shown.status == 200, shown.text
    return Paper(answer.json["id"], answer.json, shown.json["digest"], shown.json["nonce"])


def _away(world: World, *, days: int = 5, by: str = "fia") -> int:
    first = day_of(world.now)
    body = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=days - 1)).isoformat()}
    path = "/me/absence" if by == "fia" else f"/officers/{world['fia'].officer}/absence"
    return world.api(by).put(path, body).status


def _take_on(world: World, paper: Paper) -> int:
    return world.api("karin").post(f"/consents/{paper.id}/acceptances", {"take_on": True}).status


def _reads(world: World, name: str = "karin") -> bool:
    return may_read(world, name, "AME", "C04")


def test_a_substitute_reads_while_the_other_is_away(staffed: World) -> None:
    paper = _with_substitute(staffed)
    assert not _reads(staffed)
    assert _take_on(staffed, paper) == 200
    assert not _reads(staffed), "before the absence she reads nothing"
    assert staffed.api("karin").get(f"/cases/{staffed.dana.case}").status == 404
    assert _away(staffed) == 200
    assert _reads(staffed)
    seen = staffed.api("karin").get(f"/cases/{staffed.dana.case}")
    assert seen.status == 200
    assert seen.json["name"] == "Dana Demosson"
    assert staffed.api("fia").delete("/me/absence").status == 204
    assert not _reads(staffed), "it ends at once"
    assert staffed.api("karin").get(f"/cases/{staffed.dana.case}").status == 404


def test_an_absence_ends_by_itself(staffed: World) -> None:
    paper = _with_substitute(staffed)
    _take_on(staffed, paper)
    _away(staffed, days=2)
    staffed.clock.move(30 * HOUR)
    assert _reads(staffed)
    staffed.clock.move(12 * HOUR)
    assert not _reads(staffed)


def test_who_writes_is_told_who_only_stands_in(staffed: World) -> None:
    _with_substitute(staffed)
    form = staffed.page("amir").get(f"/arenden/{staffed.dana.case}/insats/ny").text
    assert "Fia Falk (FK Nordost)" in form
    assert re.search(r"Karin \w+ \(FK Nordost, ersättare\)", form)


def test_no_name_before_she_stands_in(staffed: World) -> None:
    paper = _with_substitute(staffed)
    api, page = staffed.api("karin"), staffed.page("karin")
    waits = api.get("/acceptances").json["items"]
    assert [(one["name"], one["take_on"], one["stands_in_for"]) for one in waits] == [(None, True, "Fia Falk")]
    shown = page.get("/att-godta").text
    assert "ersättare för Fia Falk" in shown
    assert "Dana" not in shown
    assert api.get(f"/consents/{paper.id}").status == 404
    assert page.post(f"/medgivanden/{paper.id}/ta-emot", form_at="/att-godta").status == 303
    listed = api.get("/cases").json["items"]
    assert [(one["name"], one["state"]) for one in listed] == [(None, "stands_by")]
    shown = page.get("/arenden").text
    assert "inte längre" not in shown
    assert "bara medan den ordinarie är borta" in shown
    row = paper.row(staffed, "FK Nordost", "C09")
    assert api.post(f"/consents/{paper.id}/acceptances", {"rows": {row: False}}).status == 404
    _away(staffed)
    assert "Dana Demosson" in page.get("/arenden").text
    assert api.post(f"/consents/{paper.id}/acceptances", {"rows": {row: False}}).status == 200


def test_her_no_to_the_substitute_stands(staffed: World) -> None:
    paper = _with_substitute(staffed, yes=False)
    assert _take_on(staffed, paper) == 404
    _away(staffed)
    assert not _reads(staffed)
    assert _reads(staffed, "fia")


def test_a_substitute_loses_all_with_the_one_she_replaces(staffed: World) -> None:
    paper = _with_substitute(staffed)
    _take_on(staffed, paper)
    _away(staffed)
    assert _reads(staffed)
    fia = paper.person(staffed, "fia")
    assert staffed.api("dana").post(f"/consents/{paper.id}/withdrawals", {"person": fia}).status == 201
    assert not _reads(staffed)
    assert [one["state"] for one in staffed.api("karin").get("/cases").json["items"]] == ["no_longer"]


def test_the_other_leaves_and_so_does_the_right(staffed: World) -> None:
    paper = _with_substitute(staffed)
    _take_on(staffed, paper)
    _away(staffed)
    with staffed.store.write() as tx:
        tx.execute(update(employment).where(employment.c.id == staffed["fia"].employment).values(ends=staffed.now))
    assert not _reads(staffed)


def test_a_row_that_the_other_may_not_read_is_closed_to_the_substitute(staffed: World) -> None:
    wanted = proposal(staffed, named=("fia", "amir"), rows=ROWS)
    wanted["persons"] += [{"officer": staffed["karin"].officer, "stands_in_for": staffed["fia"].officer}]
    paper = _presented(staffed, wanted)
    row, fia = paper.row(staffed, "AME", "C04"), paper.person(staffed, "fia")
    assert sign(staffed, paper, exceptions=[{"row": row, "person": fia}]).status == 200
    lines = staffed.api("dana").get(f"/consents/{paper.id}").json["lines"]
    assert row not in {line["row"] for line in lines if line["officer"] == staffed["karin"].officer}


@pytest.mark.parametrize(
    ("persons", "sentence"),
    [
        ([("fia", None), ("arvid", "fia")], "samma enhet"),
        ([("karin", "fia")], "samma enhet"),
        ([("fia", None), ("karin", "fia"), ("otto", "fia")], "högst en ersättare"),
        ([("fia", None), ("karin", "fia"), ("otto", "karin")], "samma enhet"),
    ],
)
def test_who_can_stand_in(staffed: World, persons: list[tuple[str, str | None]], sentence: str) -> None:
    wanted = proposal(staffed, rows=ROWS)
    wanted["persons"] = [
        {"officer": staffed[name].officer} | ({"stands_in_for": staffed[whom].officer} if whom else {})
        for name, whom in persons
    ]
    answer = staffed.api("amir").post(f"/cases/{staffed.dana.case}/consents", wanted)
    assert answer.status == 422
    assert sentence in answer.text


def test_an_absence_is_thirty_days_at_most_also_in_a_row(staffed: World) -> None:
    clocks_back = {"first_day": "2026-10-10", "last_day": "2026-11-08"}
    assert staffed.api("fia").put("/me/absence", clocks_back).status == 200, "an hour more than thirty times 24"
    assert _away(staffed, days=30) == 200
    assert _away(staffed, days=32) == 422
    staffed.clock.move(29 * DAY)
    assert _away(staffed, days=5) == 422, "one after the other is one"
    staffed.clock.move(5 * DAY)
    assert _away(staffed, days=5) == 200
    with staffed.store.read() as tx:
        stands = select(absence.c.id).where(absence.c.ended_at.is_(None), absence.c.ends > staffed.now)
        assert len(tx.execute(stands).all()) == 1


def test_she_and_her_access_manager_alone_set_it(staffed: World) -> None:
    assert _away(staffed, by="gun") in {200, 204}
    assert _away(staffed, by="maja") == 404
    assert _away(staffed, by="karin") == 404
    assert _away(staffed, by="amir") == 404


def proposed(world: World, *, sign_it: bool = True, **instead: Any) -> Paper:
    wanted = proposal(world, named=("fia", "amir"), rows=(*ROWS, ("AF Rehabteam", "C04")))
    wanted["persons"] += [{"missing": {**NINA, "unit": world.units["AF Rehabteam"], **instead}}]
    paper = _presented(world, wanted)
    if sign_it:
        assert sign(world, paper).status == 200
        witnessed(world, paper)
    return paper


def arrives(world: World, **instead: str) -> None:
    part = Part(
        instead.get("name", "Nina Ny"), "arbetsförmedlare", AF, "AF Rehabteam", Function.AF_OFFICER, Role.OFFICER
    )
    with world.store.write() as tx:
        world.members["nina"] = join(tx, world.ground, "nina", part, units=world.units, since=world.now)


def bind_her(world: World) -> None:
    manager = world.actor("maja")
    with world.store.write() as tx:
        waits = pending(tx, unit=world.units["AF Rehabteam"])
        bind(tx, world.ground, manager, proposal_id=waits[0].id, officer_id=world["nina"].officer)


def test_a_proposed_officer_sleeps_until_she_is_bound(staffed: World) -> None:
    paper = proposed(staffed)
    nina = next(one for one in paper.view["persons"] if one["proposal"])
    assert (nina["officer"], nina["name"], nina["title"]) == (None, "Nina Ny", "arbetsförmedlare")
    assert "Nina Ny" in staffed.api("dana").get(f"/consents/{paper.id}").json["text"]
    with staffed.store.read() as tx:
        waits = pending(tx, unit=staffed.units["AF Rehabteam"])
        assert [(one.name, one.title, one.work_email) for one in waits] == [tuple(NINA.values())]
        assert pending(tx, unit=staffed.units["FK Nordost"]) == ()
        asleep = select(consent_line.c.officer_id).join(consent_person, consent_person.c.id == consent_line.c.person_id)
        assert set(tx.execute(asleep.where(consent_person.c.proposal_id.is_not(None))).scalars()) == {None}
    staffed.clock.move(2 * DAY)
    arrives(staffed)
    staffed.clock.move(DAY)
    assert staffed.api("nina").get("/acceptances").json["items"] == []
    bind_her(staffed)
    waits = staffed.api("nina").get("/acceptances").json["items"]
    assert [one["name"] for one in waits] == ["Dana Demosson"]
    answered(staffed, paper, "nina")
    assert _reads(staffed, "nina"), "her employment counts from the confirmation, though it began after the signature"
    lines = staffed.api("dana").get(f"/consents/{paper.id}").json["lines"]
    hers = {line["since"] for line in lines if line["officer"] == staffed["nina"].officer}
    assert len(hers) == 1
    assert hers.pop() > staffed.api("dana").get(f"/consents/{paper.id}").json["signed_at"]
    assert not faults(staffed), "to wake her lines is told to the log"


def test_the_receipt_names_who_was_only_proposed(staffed: World) -> None:
    paper = proposed(staffed)
    nina = next(one["id"] for one in paper.view["persons"] if one["proposal"])
    back = staffed.api("dana").post(f"/consents/{paper.id}/withdrawals", {"person": nina})
    assert back.status == 201
    told = staffed.page("dana").get("/mina-medgivanden").text.partition("Det du har tagit tillbaka")[2]
    assert "Nina Ny" in told.partition(back.json["receipt"])[0]
    arrives(staffed)
    bind_her(staffed)
    assert not _reads(staffed, "nina")


def test_a_new_version_begins_also_with_whom_a_unit_has_not_answered_for(staffed: World) -> None:
    proposed(staffed)
    new = f"/arenden/{staffed.dana.case}/medgivande/nytt"
    amir = staffed.page("amir")
    assert "Nina Ny, arbetsförmedlare" in amir.get(new).text
    assert "Föreslagen: läser inget" in amir.get(new).text
    arrives(staffed)
    bind_her(staffed)
    answered_for = amir.get(new).text
    assert "Nina Ny, arbetsförmedlare" in answered_for
    assert "Föreslagen: läser inget" not in answered_for


def test_another_person_means_a_new_version(staffed: World) -> None:
    proposed(staffed)
    arrives(staffed, name="Nina Annan")
    with pytest.raises(Invalid) as told:
        bind_her(staffed)
    assert "Namn, titel eller e-post" in told.value.errors["officer"][0]
    other, manager = staffed.actor("gun"), staffed.actor("maja")
    with staffed.store.write() as tx:
        (waits,) = pending(tx, unit=staffed.units["AF Rehabteam"])
        with pytest.raises(NotShown):
            bind(tx, staffed.ground, other, proposal_id=waits.id, officer_id=staffed["fia"].officer)
    with staffed.store.write() as tx:
        decline(tx, staffed.ground, manager, proposal_id=waits.id)
        assert pending(tx, unit=staffed.units["AF Rehabteam"]) == ()
    case = staffed.dana.case
    path = staffed.api("amir").get(f"/cases/{case}/consents").json["items"][0]["id"]
    assert "Gör en ny version" in staffed.page("amir").get(f"/medgivanden/{path}").text


def test_the_same_person_waits_once(staffed: World) -> None:
    for _ in range(2):
        wanted = proposal(staffed, named=("fia", "amir"), rows=ROWS)
        wanted["persons"] += [{"missing": {**NINA, "unit": staffed.units["AF Rehabteam"]}}]
        assert staffed.api("amir").post(f"/cases/{staffed.dana.case}/consents", wanted).status == 201
    with staffed.store.read() as tx:
        assert len(pending(tx, unit=staffed.units["AF Rehabteam"])) == 1


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        ({"name": " "}, "Skriv namn, titel"),
        ({"work_email": "nina"}, "hela e-postadressen"),
        ({"unit": "0" * 32}, "Välj den enhet"),
        ({"work_email": "arvid@demo.example"}, "finns redan i katalogen"),
        ({"work_email": "Arvid@DEMO.example"}, "finns redan i katalogen"),
    ],
)
def test_what_a_proposal_needs(staffed: World, instead: dict[str, str], sentence: str) -> None:
    wanted = proposal(staffed, named=("fia", "amir"), rows=ROWS)
    wanted["persons"] += [{"missing": {**NINA, "unit": staffed.units["AF Rehabteam"], **instead}}]
    answer = staffed.api("amir").post(f"/cases/{staffed.dana.case}/consents", wanted)
    assert answer.status == 422
    assert sentence in answer.text


def test_the_queue_of_a_unit(staffed: World) -> None:
    paper = _presented(staffed, proposal(staffed, named=("fia", "amir"), rows=ROWS))
    assert sign(staffed, paper).status == 200
    for days, count in ((2, 0), (1, 1)):
        staffed.clock.move(days * DAY)
        assert len(staffed.api("gun").get("/unit/queue").json["items"]) == count
        others = staffed.page("otto").get("/att-godta").text
        assert ("I enhetens kö: 1 medgivande" in others) is bool(count)
        assert ("Det som står i kön gäller en annan handläggare." in others) is bool(count)
    shown = staffed.page("gun").get("/enhetens-ko").text
    assert staffed.dana.number in shown
    assert "Dana" not in shown
    assert staffed.api("maja").get("/unit/queue").json["items"] == []
    assert staffed.api("fia").get("/unit/queue").status == 404
    assert "Väntar på andra" not in staffed.page("amir").get("/att-godta").text
    staffed.clock.move(4 * DAY)
    late = staffed.page("amir").get("/att-godta").text
    assert "Väntar på andra" in late
    assert f"/medgivanden/{paper.id}" in late
    assert "Väntar på andra" not in staffed.page("cia").get("/att-godta").text


def test_the_last_team_is_suggested(staffed: World) -> None:
    assert staffed.api("amir").get("/me/team").json["items"] == []
    drafted(staffed)
    named = [one["name"] for one in staffed.api("amir").get("/me/team").json["items"]]
    assert sorted(named) == ["Amir Amini", "Arvid Alm", "Fia Falk", "Rut Rosén"]
    assert presented(staffed).view["persons"][0]["answer"] is None


def test_each_act_about_who_is_there_is_logged(staffed: World) -> None:
    proposed(staffed)
    arrives(staffed)
    bind_her(staffed)
    _away(staffed)
    staffed.api("fia").delete("/me/absence")
    with staffed.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body)).scalars().all()
    told = sorted((entry.act.value, entry.reason or "") for entry in map(parse, bodies))
    assert {
        ("absence", "absence_ended"),
        ("absence", "absence_set"),
        ("officer_change", "proposal_bound"),
        ("propose", ""),
    } <= set(told)
    bound = next(entry for entry in map(parse, bodies) if entry.reason == "proposal_bound")
    assert (bound.subj, bound.case) == (None, None), "the access manager never learns whom it is about"


def test_it_is_the_rule_that_keeps_her_out(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without R21 the substitute would read at once: the guard is what stops her, and nothing else does."""
    paper = _with_substitute(staffed)
    _take_on(staffed, paper)
    assert not _reads(staffed)
    monkeypatch.setattr(deciding, "_STAGES", {**deciding._STAGES, "standing": ("named", ())})
    assert _reads(staffed)
    row = paper.row(staffed, "AME", "C04")
    theirs = (consent_line.c.row_id == row, consent_line.c.officer_id == staffed["fia"].officer)
    rewrite(staffed, update(consent_line).where(*theirs).values(withdrawn_at=staffed.now))
    assert not _reads(staffed), "nor does she read what the other may not read"
    monkeypatch.setattr(deciding, "_LINE", deciding._LINE[:-1])
    assert _reads(staffed)
