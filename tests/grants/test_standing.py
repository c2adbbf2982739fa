"""Nobody rewrites who may read, past the hub, without the check of the log finding it; and the hub's own acts agree."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from hub.access_log.reader.findings import Fault
from hub.grants import consent_seals
from hub.grants.holding import Holding
from hub.grants.tables import assignment, consent, consent_line, consent_person, consent_row, governing, row_reader
from hub.store import sealing
from hub.store.errors import Unavailable
from hub.store.tables import record_head
from tests.cases.reference import PLACEMENT
from tests.cast import DAY, World
from tests.checking import faults
from tests.consents.story import Paper, answered, in_force, presented, proposal, sign, signed, witnessed
from tests.sealed_rows import seal_all


def a_life(world: World) -> None:
    """Every act after which something else stands of a consent: two versions, answers, and parts taken back."""
    in_force(world)
    case = world.dana.case
    plan = world.api("arvid").post(f"/cases/{case}/plans", {"accept": True}).json["id"]
    assert world.api("arvid").post(f"/plans/{plan}/activities", {**PLACEMENT, "accept": True}).status == 201
    world.clock.move(DAY)
    second = presented(world)
    assert sign(world, second, persons={one["id"]: True for one in second.view["persons"]}).status == 200
    witnessed(world, second)
    answered(world, second, "fia", "arvid", "rut")
    answered(world, second, "rut", yes=False)
    dana = world.api("dana")
    fia = second.person(world, "fia")
    assert dana.post(f"/consents/{second.id}/withdrawals", {"person": fia}).status == 201
    told = world.api("arvid").post(f"/cases/{case}/withdrawals", {"category": "C09", "channel": "phone"})
    assert told.status == 201, told.text
    row = second.row(world, "AF Rehabteam", "C04")
    assert world.api("amir").post(f"/cases/{case}/withdrawals", {"row": row, "channel": "phone"}).status == 201


def test_what_the_hub_does_agrees(world: World) -> None:
    a_life(world)
    assert not faults(world)


REWRITINGS = {
    "undone_withdrawal": update(consent_line).where(consent_line.c.withdrawn_at.is_not(None)).values(withdrawn_at=None),
    "another_category": update(consent_row).where(consent_row.c.category == "C07").values(category="C06"),
    "stretched_back": update(consent_line).values(covers_earlier=True, since=0),
    "not_declined": update(consent_row).where(consent_row.c.declined_at.is_not(None)).values(declined_at=None),
    "named_after_all": update(consent_person)
    .where(consent_person.c.withdrawn_at.is_not(None))
    .values(withdrawn_at=None),
    "longer": update(consent).values(valid_to=consent.c.valid_to + DAY),
    "never_asked": update(consent).values(collision_check=False),
    "a_line_less": delete(consent_line).where(consent_line.c.category == "C07"),
    "an_older_governs": update(governing).values(
        consent_id=select(consent.c.id).where(consent.c.version == 1).scalar_subquery()
    ),
}


@pytest.mark.parametrize("how", REWRITINGS)
def test_what_is_rewritten_past_the_hub_is_found(world: World, how: str) -> None:
    a_life(world)
    with world.store.write() as tx:
        assert tx.execute(REWRITINGS[how]).rowcount > 0
    assert set(faults(world)) == {Fault.RECORD_CHANGED}


def to_otto(world: World, name: str = "arvid") -> None:
    """Draw everything of Arvid's, or another's, to an officer whom nobody has named."""
    theirs, otto = world[name].officer, world["otto"]
    hers = {"officer_id": otto.officer, "unit_id": otto.unit, "employment_id": otto.employment}
    first = select(consent.c.id).where(consent.c.version == 1).scalar_subquery()
    with world.store.write() as tx:
        for table in (consent_person, consent_line):
            tx.execute(update(table).where(table.c.officer_id == theirs, table.c.consent_id == first).values(hers))
        tx.execute(update(assignment).where(assignment.c.officer_id == theirs).values(hers))
        seal_all(tx, world.ground)  # who has taken the case on is no matter here


def test_a_line_drawn_past_the_hub_opens_nothing_and_is_found(world: World) -> None:
    in_force(world)
    to_otto(world)
    assert world.api("otto").get(f"/cases/{world.dana.case}").status == 500
    assert set(faults(world)) == {Fault.RECORD_CHANGED}


def test_without_the_comparing_at_the_read_it_would_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    to_otto(world)
    monkeypatch.setattr(consent_seals, "of", lambda *_: None)
    assert world.api("otto").get(f"/cases/{world.dana.case}").status == 200


def what_opens(world: World) -> dict[str, Any]:
    """Give what opens of the case to each reader; who else is named there was never sealed."""
    told: dict[str, Any] = {}
    for name in ("amir", "arvid", "rut", "fia", "sofia", "otto"):
        answer = world.api(name).get(f"/cases/{world.dana.case}")
        told[name] = (answer.status, {**answer.json, "receipt": None, "people": None} if answer.status == 200 else None)
    return told


@pytest.mark.parametrize("how", REWRITINGS)
def test_what_is_rewritten_past_the_hub_opens_nothing_more(world: World, how: str) -> None:
    """Each reader is shown what she was shown before, or nothing."""
    a_life(world)
    before = what_opens(world)
    with world.store.write() as tx:
        tx.execute(REWRITINGS[how])
    after = what_opens(world)
    assert [name for name in after if after[name] != before[name] and after[name][0] not in {404, 500}] == []


def test_no_later_act_seals_what_was_rewritten(world: World) -> None:
    """Else whoever draws a line need only wait for the next act: it would be signed from then on."""
    in_force(world)
    paper, case = presented(world), f"/cases/{world.dana.case}"
    to_otto(world)
    assert sign(world, paper).status == 500
    assert world.api("amir").post(f"{case}/consents", {}).status in {422, 500}
    assert world.api("otto").get(case).status == 500
    assert Fault.RECORD_CHANGED in faults(world)


def test_saving_that_accepts_seals_nothing_rewritten(world: World) -> None:
    """An item may accept its category in the same act: that act too begins on what was signed."""
    paper = signed(world)
    witnessed(world, paper)
    answered(world, paper, "rut")
    arvid, case = world.api("arvid"), f"/cases/{world.dana.case}"
    assert arvid.post(f"/consents/{paper.id}/acceptances", {"take_on": True}).status == 200
    plan = arvid.post(f"{case}/plans", {}).json["id"]
    to_otto(world, "rut")
    assert arvid.post(f"/plans/{plan}/activities", {**PLACEMENT, "accept": True}).status == 500
    assert world.api("otto").get(case).status == 500
    assert set(faults(world)) == {Fault.RECORD_CHANGED}


def forged(world: World, paper: Paper) -> str:
    """Let a version govern that nobody signed: a copy of the one that does, with Arvid's part given to Otto."""
    otto, ids = world["otto"], itertools.count(1)
    hers = {"officer_id": otto.officer, "unit_id": otto.unit, "employment_id": otto.employment}
    arvid, made = world["arvid"].officer, {paper.id: f"{0:032x}"}

    def copied(row: Any) -> dict[str, Any]:
        made[row["id"]] = f"{next(ids):032x}"
        known = {name: made.get(value, value) for name, value in row.items()}
        return known | {"seal": None} if "seal" in row else known

    with world.store.write() as tx:
        (head,) = tx.execute(select(consent).where(consent.c.id == paper.id)).mappings()
        tx.execute(insert(consent), {**head, "id": made[paper.id], "version": 99, "seal": None})
        for table in (consent_person, consent_row, consent_line):
            rows = tx.execute(select(table).where(table.c.consent_id == paper.id)).mappings().all()
            new = [copied(row) | (hers if row.get("officer_id") == arvid else {}) for row in rows]
            for one in new:
                tx.execute(insert(table), one)
        tx.execute(update(assignment).where(assignment.c.officer_id == arvid).values(hers))
        seal_all(tx, world.ground)
        tx.execute(update(governing).where(governing.c.consent_id == paper.id).values(consent_id=made[paper.id]))
    return made[paper.id]


ASKED: dict[str, Callable[[Paper, World], Any]] = {
    "another_reader": lambda paper, world: insert(row_reader).values(
        row_id=paper.row(world, "Vuxenpsykiatrin", "C07"), person_id=paper.person(world, "fia")
    ),
    "another_person": lambda paper, world: (
        update(consent_person)
        .where(consent_person.c.id == paper.person(world, "fia"))
        .values(officer_id=world["otto"].officer, employment_id=world["otto"].employment)
    ),
    "another_category": lambda paper, world: (
        update(consent_row).where(consent_row.c.id == paper.row(world, "FK Nordost", "C09")).values(category="C06")
    ),
    "for_longer": lambda paper, world: update(consent).values(valid_to=consent.c.valid_to + DAY),
}


def shown_to_few(world: World) -> Paper:
    """Present a text by which Amir alone is asked for as the reader of the times of care."""
    wanted = proposal(world)
    for row in wanted["rows"]:
        if row["category"] == "C07":
            row["readers"] = [world["amir"].officer]
    coach = world.api("amir")
    view = coach.post(f"/cases/{world.dana.case}/consents", wanted).json
    shown = coach.post(f"/consents/{view['id']}/presentation", {}).json
    return Paper(view["id"], view, shown["digest"], shown["nonce"])


@pytest.mark.parametrize("how", ASKED)
def test_what_is_asked_is_what_the_text_says(world: World, how: str) -> None:
    """Rewritten between the presentation and the signature it makes no lines; presented anew, the text says it."""
    paper = shown_to_few(world)
    with world.store.write() as tx:
        tx.execute(ASKED[how](paper, world))
    answer = sign(world, paper)
    assert (answer.status, answer.json["code"]) == (409, "text_changed")
    again = world.api("amir").post(f"/consents/{paper.id}/presentation", {}).json
    assert sign(world, paper, digest=again["digest"], nonce=again["nonce"]).status == 200


@pytest.mark.parametrize("who", ["dana", "otto"])
def test_to_take_back_a_part_seals_no_version_that_nobody_signed(world: World, who: str) -> None:
    key, case = forged(world, in_force(world)), f"/cases/{world.dana.case}"
    assert world.api("otto").get(case).status == 500
    path = f"/consents/{key}/withdrawals" if who == "dana" else f"{case}/withdrawals"
    part = {"category": "C04"} | ({} if who == "dana" else {"channel": "phone"})
    assert world.api(who).post(path, part).status == 201
    assert world.api("otto").get(case).status == 500
    assert faults(world)


@pytest.mark.parametrize("what", ["category", "unsigned"])
def test_keys_that_are_away_for_a_moment_let_nothing_rewritten_be_sealed(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Out of reach when what stands is compared, and back when it is sealed anew."""
    first, case = in_force(world), f"/cases/{world.dana.case}"
    second = presented(world)
    to_otto(world)
    waits = iter([True])

    def away_once(*given: Any) -> Any:
        if next(waits, False):
            raise Unavailable("keys")
        return sealing.ring_for(*given)

    monkeypatch.setattr(consent_seals, "ring_for", away_once)
    paper, part = (first, {"category": "C09"}) if what == "category" else (second, {"whole": True})
    answer = world.api("dana").post(f"/consents/{paper.id}/withdrawals", part)
    assert answer.status == (503 if what == "category" else 201)
    assert world.api("otto").get(case).status == 500
    assert set(faults(world)) == {Fault.RECORD_CHANGED}


def test_it_would_be_sealed_were_it_not_compared_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    paper = presented(world)
    to_otto(world)
    monkeypatch.setattr(consent_seals, "hold", lambda *_, **__: None)
    monkeypatch.setattr(Holding, "signs", lambda *_: True)  # nor afterwards
    assert sign(world, paper).status == 200


def test_taking_back_is_never_hindered_and_seals_nothing_rewritten(world: World) -> None:
    first = in_force(world)
    to_otto(world)
    dana, case = world.api("dana"), f"/cases/{world.dana.case}"
    assert dana.post(f"/consents/{first.id}/withdrawals", {"category": "C09"}).status == 201
    assert world.api("otto").get(case).status == 500
    assert world.api("rut").get(case).status == 500, "what has lost its seal opens to nobody"
    assert dana.post(f"/consents/{first.id}/withdrawals", {"whole": True}).status == 201
    assert world.api("otto").get(case).status == 404
    world.clock.move(DAY)
    second = presented(world)
    assert sign(world, second).status == 200
    witnessed(world, second)
    answered(world, second, "fia", "arvid", "rut")
    assert world.api("rut").get(case).status == 200
    assert world.api("otto").get(case).status == 404


def test_she_herself_reads_on_whatever_others_rewrite(world: World) -> None:
    in_force(world)
    to_otto(world)
    assert world.api("dana").get("/me/case").status == 200


def test_who_moves_the_head_along_is_found_too(world: World) -> None:
    in_force(world)
    with world.store.write() as tx:
        tx.execute(update(consent_line).values(covers_earlier=True))
        tx.execute(update(record_head).where(record_head.c.record_table == "consent").values(ct_sha256=bytes(32)))
    assert set(faults(world)) == {Fault.RECORD_CHANGED, Fault.HEAD_DIFFERS}
