"""What is sent twice is made once: by a press too many, or by a program whose answer never arrived (E9)."""

import re
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import delete, func, select, update

from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cases import saving
from hub.cases.tables import report
from hub.cli.sealed_records import sealed_records
from hub.grants.tables import consent
from hub.plans.tables import item
from hub.plans.vocabulary import ItemKind
from hub.signin import sendings
from hub.store.tables import record_head
from tests.cases.agreeing import WHOLE, Agreed, agree
from tests.cases.reference import CARE, STUDIES, made, slots
from tests.cast import Answer, Browser, World
from tests.consents.story import proposal
from tests.log_entries import entry_count
from tests.meeting import at_once
from tests.moving_on import handed_over
from tests.rewriting import rewrite

KEY: Final = {"Idempotency-Key": "9d3b1c7e-5a40-4a8e-b6f2-0d9c5c1f7a11"}
OTHER: Final = {"Idempotency-Key": "0c5bd3f6-1c1d-4a55-9f0a-b1a2c3d4e5f6"}
BUSY: Final = {"slots": slots(range(1, 2), "09:00", "10:00")}
AGAIN: Final = "Det här hade du redan skickat. Det är bara sparat en gång."


class Post:
    """One sort of thing that a POST makes: who sends what where, and another body for the same place."""

    def __init__(self, world: World, kind: str) -> None:
        self.world, self.kind, case = world, kind, world.dana.case
        self.table = {"report": report, "consent": consent}.get(kind, item)
        self.name, self.path, self.body, self.other = self._of(kind, case)

    def _of(self, kind: str, case_id: str) -> tuple[str, str, Any, Any]:
        match kind:
            case "plan":
                return "sofia", f"/cases/{case_id}/plans", {"goal": "Läsa"}, {"goal": "Skriva"}
            case "activity":
                return "sofia", f"/plans/{self._plan('sofia')}/activities", STUDIES, {**STUDIES, "title": "Matematik"}
            case "limit":
                return "rut", f"/plans/{self._plan('rut')}/limits", CARE, {**CARE, "to": "2026-12-31"}
            case "busy":
                return "dana", "/me/busy", BUSY, {**BUSY, "to": "2026-12-31"}
            case "report":
                return "dana", f"/items/{self._course()}/reports", {"text": "Fel tid."}, {"text": "Fel dag."}
        fewer = proposal(self.world, named=("fia",), rows=(("FK Nordost", "C09"),))
        return "amir", f"/cases/{case_id}/consents", proposal(self.world), fewer

    def send(self, body: Any = None, key: dict[str, str] = KEY, name: str = "") -> Answer:
        return self.world.api(name or self.name).post(self.path, body or self.body, headers=key)

    def count(self) -> int:
        with self.world.store.read() as tx:
            return int(tx.execute(select(func.count()).select_from(self.table)).scalar_one())

    def _plan(self, name: str) -> str:
        return made(self.world.api(name).post(f"/cases/{self.world.dana.case}/plans", {}))

    def _course(self) -> str:
        return made(self.world.api("sofia").post(f"/plans/{self._plan('sofia')}/activities", STUDIES))


@pytest.fixture
def agreed(world: World) -> Agreed:
    return agree(world, world.dana, gives=WHOLE)


@pytest.fixture(params=["plan", "activity", "limit", "busy", "report", "consent"])
def post(world: World, agreed: Agreed, request: pytest.FixtureRequest) -> Post:
    return Post(world, request.param)


def said(answer: Answer) -> dict[str, Any]:
    """Give what was told; of a consent without the receipt of its being shown."""
    return {name: value for name, value in answer.json.items() if name != "receipt" or "text" not in answer.json}


def test_the_same_body_under_the_same_key_is_done_once(post: Post) -> None:
    before = post.count()
    once = post.send()
    logged = entry_count(post.world)
    again = post.send()
    assert (once.status, said(once)) == (again.status, said(again))
    assert once.status == 201
    assert post.count() == before + 1
    assert entry_count(post.world) == logged + (post.kind == "consent")  # whose text is shown anew, which is a read


def test_another_key_or_none_makes_another(post: Post) -> None:
    before = post.count()
    ids = {made(post.send(key=key)) for key in (KEY, OTHER, {}, {})}
    assert len(ids) == post.count() - before == 4


def test_another_body_under_the_same_key_is_refused(post: Post) -> None:
    made(post.send())
    before = post.count()
    told = post.send(post.other)
    assert (told.status, list(told.json["errors"])) == (422, ["Idempotency-Key"])
    assert post.count() == before


def test_of_many_at_once_one_is_made_and_all_are_answered_alike(post: Post) -> None:
    before = post.count()
    answers = at_once(post.world, *[post.send] * 4, written="INSERT INTO record_head")
    assert [(one.status, said(one)) for one in answers] == [(201, said(answers[0]))] * 4
    assert post.count() == before + 1


def test_of_two_cases_at_once_under_one_key_one_is_refused(world: World) -> None:
    """Each case keeps only its own waiting: on PostgreSQL neither sees the other before it writes."""
    amir = world.api("amir")
    cases = [made(amir.post("/cases", {"name": name, "origin": "present"})) for name in ("Anna Alm", "Bo Ek")]
    sends = [partial(amir.post, f"/cases/{one}/consents", proposal(world), headers=KEY) for one in cases]
    answers = at_once(world, *sends, written="INSERT INTO record_head")
    assert sorted(one.status for one in answers) == [201, 422]
    refused = next(one for one in answers if one.status == 422)
    assert list(refused.json["errors"]) == ["Idempotency-Key"]


@pytest.mark.parametrize("kind", ["plan", "report"])
def test_what_is_too_long_is_said_as_without_a_key(world: World, agreed: Agreed, kind: str) -> None:
    post = Post(world, kind)
    body = dict.fromkeys(post.body, "x" * 70_000)
    told = post.send(body)
    assert (told.status, told.data) == (422, post.send(body, key={}).data)


def test_without_the_mark_each_sending_makes_one(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("cases.api", "cases.report_api", "consents.api"):
        monkeypatch.setattr(f"hub.{module}.sending_of", lambda *_: None)
    assert made(post.send()) != made(post.send())


@pytest.mark.parametrize("kind", ["plan", "activity", "limit"])
def test_what_is_no_longer_permitted_is_not_told_again(world: World, agreed: Agreed, kind: str) -> None:
    """All is decided again: the consent is taken back, and her program asks once more."""
    post = Post(world, kind)
    made(post.send())
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    told = post.send()
    assert (told.status, told.data) == (404, world.api(post.name).get(f"/cases/{'f' * 32}").data)


def test_a_case_that_is_anothers_now_tells_its_drafts_no_more(world: World, agreed: Agreed) -> None:
    post = Post(world, "consent")
    made(post.send())
    handed_over(world)
    told = post.send()
    assert (told.status, told.data) == (404, world.api("amir").get(f"/cases/{'f' * 32}").data)


@pytest.mark.parametrize("kind", ["plan", "activity"])
def test_anothers_key_tells_nothing(world: World, agreed: Agreed, kind: str) -> None:
    """A stranger who has got hold of it is answered as without it, byte for byte."""
    post = Post(world, kind)
    made(post.send())
    for name in ("otto", "cia"):
        assert post.send(name=name).data == post.send(name=name, key=OTHER).data


def test_what_was_changed_since_is_answered_as_it_was_made(world: World, agreed: Agreed) -> None:
    post = Post(world, "activity")
    once = post.send().json
    change = {"version": 1, "title": "Svenska 2"}
    assert world.api("sofia").patch(f"/activities/{once['id']}", change).status == 200
    assert post.send().json == once


def test_what_was_taken_away_since_does_not_come_back(world: World, agreed: Agreed) -> None:
    post = Post(world, "busy")
    once = post.send().json
    assert world.api("dana").delete(f"/me/busy/{once['id']}").status == 204
    before = post.count()
    assert (post.send().json, post.count()) == (once, before)


def test_the_goal_of_a_plan_that_said_nothing_is_written_once(world: World, agreed: Agreed) -> None:
    """Its room was there before: the second sending makes no other."""
    actor, case = world.actor("sofia"), world.dana.case
    room = saving.add_to_case(world.ground, actor, case_id=case, kind=ItemKind.ACTIVITY, values=STUDIES, accept=False)
    post, silent = Post(world, "plan"), room.item["plan"]
    assert [made(post.send()), made(post.send())] == [silent, silent]
    assert post.count() == 2


def test_a_second_sending_accepts_nothing_anew(world: World) -> None:
    """She accepts by saving, her unit declines, and only then her program asks again."""
    agreed = agree(world, world.dana, gives=WHOLE, accepted=False)
    post = Post(world, "plan")
    body = {"goal": "Läsa", "accept": True}
    made(post.send(body))
    declined = {"take_on": False, "rows": {agreed.rows["sofia", "C03"]: False}, "reason": "Inte längre."}
    told = world.api("sofia").post(f"/consents/{agreed.id}/acceptances", declined)
    assert told.status == 200, told.text
    assert post.send(body).json["code"] == "acceptance_required"
    assert world.api("sofia").post(post.path, {"goal": "Nytt"}).status == 409


def _verified(world: World) -> set[tuple[str, str]]:
    seal_pending(world.ground, reach=None)
    found = verify(world.ground, lambda *_: None, records=sealed_records).found
    return {(one.fault.value, one.where.partition("/")[0]) for one in found if "sending" in one.where}


def test_the_check_of_the_log_misses_a_mark_that_is_moved_or_gone(post: Post) -> None:
    made(post.send())
    world, mine = post.world, record_head.c.record_table == sendings.TABLE
    assert _verified(world) == set()
    with world.store.write() as tx:
        tx.execute(update(record_head).where(mine).values(ct_sha256=b"x" * 32))
    assert {("head_differs", "record sending"), ("record_changed", "record sending")} == _verified(world)
    with world.store.write() as tx:
        tx.execute(delete(record_head).where(mine))
    assert ("record_missing", "record sending") in _verified(world)


def test_a_mark_that_is_laid_to_another_entry_makes_and_tells_nothing(world: World, agreed: Agreed) -> None:
    post, others = Post(world, "plan"), Post(world, "limit")
    made(post.send())
    made(others.send())
    before = post.count()
    with world.store.write() as tx:
        entry = select(record_head.c.entry_id).where(record_head.c.record_table == "item").limit(1)
        other = tx.execute(entry.where(record_head.c.record_id.in_(select(item.c.id).where(item.c.kind == "limit"))))
        mine = record_head.c.record_table == sendings.TABLE
        tx.execute(update(record_head).where(mine).values(entry_id=other.scalar_one()))
    assert (post.send().status, post.count()) == (500, before)


def _form(page: Browser, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Fill in the form that stands there, with its mark."""
    found = re.search(r'name="sending" value="([0-9a-f]{32})"', page.get(path).text)
    assert found is not None
    return {**body, "sending": found.group(1)}


COURSE: Final = {"type": "komvux", "title": "Svenska", "hours_week": "20", "firmness": "fixed", "status": "planned"}
FORMS: Final = {
    "plan": ("sofia", "/arenden/{case}/plan/ny", {"goal": "Läsa"}, "goal"),
    "first course": ("sofia", "/arenden/{case}/insats/ny", COURSE, "title"),
    "course": ("sofia", "/planer/{plan}/insats/ny", COURSE, "title"),
    "report": ("dana", "/stammer-inte/{course}", {"text": "Fel tid."}, "text"),
    "days": ("dana", "/tider-jag-inte-kan", {"how": "dates", "first": "2026-04-01"}, "first"),
}


@pytest.fixture(params=FORMS)
def filled(world: World, agreed: Agreed, request: pytest.FixtureRequest) -> tuple[Browser, str, dict[str, Any], str]:
    name, path, body, text = FORMS[request.param]
    ids = {"case": world.dana.case}
    if "{plan}" in path or "{course}" in path:
        ids["plan"] = made(world.api("sofia").post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa"}))
        ids["course"] = made(world.api("sofia").post(f"/plans/{ids['plan']}/activities", STUDIES))
    page, there = world.page(name), path.format(**ids)
    form = _form(page, there, body)
    if "/insats/" in there:
        form["anyway"] = "yes"
    return page, there, form, text


def _things(world: World) -> list[int]:
    with world.store.read() as tx:
        return [int(tx.execute(select(func.count()).select_from(one)).scalar_one()) for one in (item, report, consent)]


def test_a_form_that_is_pressed_twice_leads_to_what_the_first_press_made(
    world: World, filled: tuple[Browser, str, dict[str, Any], str]
) -> None:
    page, there, form, _ = filled
    before = _things(world)
    once = page.post(there, form)
    assert once.status == 303, once.text
    page.get(once.headers["Location"])
    after = _things(world)
    assert sum(after) == sum(before) + 1
    again = page.post(there, form)
    assert (again.status, again.headers["Location"]) == (303, once.headers["Location"])
    assert AGAIN in page.get(again.headers["Location"]).text
    assert _things(world) == after


def test_who_goes_back_and_writes_something_else_has_both(
    world: World, filled: tuple[Browser, str, dict[str, Any], str]
) -> None:
    page, there, form, text = filled
    before = _things(world)
    other = "2026-04-02" if text == "first" else "Något annat."
    assert [page.post(there, one).status for one in (form, {**form, text: other})] == [303, 303]
    assert sum(_things(world)) == sum(before) + 2


def test_a_second_press_collides_with_nothing_that_the_first_saved(world: World, agreed: Agreed) -> None:
    """Two at the same time collide; the second press is the first one's own."""
    page, there = world.page("sofia"), f"/arenden/{world.dana.case}/insats/ny"
    times = {"slots-0-days": "1", "slots-0-start": "09:00", "slots-0-end": "13:00"}
    form = _form(page, there, {**COURSE, **times})
    once = page.post(there, form)
    again = page.post(there, form)
    assert (once.status, again.status) == (303, 303), again.text


def test_a_refused_form_keeps_its_mark(world: World, filled: tuple[Browser, str, dict[str, Any], str]) -> None:
    page, there, form, text = filled
    refused = page.post(there, {**form, text: "x" * 70_000})  # more than a tag holds
    assert refused.status == 422
    assert f'name="sending" value="{form["sending"]}"' in refused.text


def test_a_mark_that_no_form_had_is_none(world: World, agreed: Agreed) -> None:
    page, there = world.page("sofia"), f"/arenden/{world.dana.case}/plan/ny"
    page.get(there)
    for mark in ("x" * 70_000, "X" * 32):
        assert page.post(there, {"goal": "Läsa", "sending": mark}).status == 303
    with world.store.read() as tx:
        assert tx.execute(select(record_head).where(record_head.c.record_table == sendings.TABLE)).first() is None


def test_a_draft_that_is_saved_twice_is_one(world: World) -> None:
    page, there = world.page("amir"), f"/arenden/{world.dana.case}/medgivande/nytt"
    body = {
        "purposes": ["coordinate_plans"],
        "valid_to": "2026-12-31",
        "persons": [f"{world['fia'].officer}:{world['fia'].unit}"],
        "rows": ["participant:C04"],
        "step": "save",
    }
    form = _form(page, there, body)
    once, again = page.post(there, form), page.post(there, form)
    assert (once.status, again.headers["Location"]) == (303, once.headers["Location"])
    assert AGAIN in page.get(again.headers["Location"]).text
    assert _things(world)[2] == 1


def test_no_mark_shows_that_two_have_sent_the_same(world: World) -> None:
    person = {"name": "Anna Alm", "origin": "present"}
    for name, key in (("amir", KEY), ("amir", OTHER), ("cia", KEY)):
        made(world.api(name).post("/cases", person, headers=key))
    with world.store.read() as tx:
        mine = select(record_head.c.record_id, record_head.c.ct_sha256).where(record_head.c.record_table == "sending")
        found = tx.execute(mine).all()
    assert [len(set(column)) for column in zip(*found, strict=True)] == [3, 3]
