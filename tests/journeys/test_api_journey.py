"""The whole story by the API, over HTTP: signed, accepted, written, read, refused, taken back, and found in the log."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cli.sealed_records import sealed_records
from hub.collisions.checking import run_checks
from tests.cases.reference import CARE, GIVES, MOST, NAMED, REST, STUDIES
from tests.cast import SECOND, World
from tests.journeys.acting import Actor
from tests.journeys.live import Live

OWN_CODE: Final = "580274"
NOBODY: Final = "0" * 32


class Story:
    """Everybody's client, and what the acts so far have made."""

    def __init__(self, live: Live) -> None:
        self.live: Final = live
        self.actors: Final[dict[str, Actor]] = {}
        self.case = ""
        self.number = ""
        self.consent: dict[str, Any] = {}

    @property
    def world(self) -> World:
        return self.live.world

    def __call__(self, name: str, status: int, method: str, path: str, **sent: Any) -> Any:
        self.world.clock.move(SECOND)  # so that what happens later is later
        return self.actor(name).gets(status, method, path, **sent)

    def actor(self, name: str) -> Actor:
        if name not in self.actors:
            self.actors[name] = Actor(self.live, self.world.credentials(name))
        return self.actors[name]

    def reads(self, name: str) -> Any:
        return self(name, 200, "GET", f"/cases/{self.case}")

    def items_read_by(self, name: str) -> set[str]:
        plans = self.reads(name)["plans"]
        return {one.get("type") or one.get("limit") or "plan" for plan in plans for one in plan["items"]}


@pytest.fixture
def story(live: Live) -> Iterator[Story]:
    told = Story(live)
    yield told
    for actor in told.actors.values():
        actor.close()


def test_the_story(story: Story) -> None:
    register_and_sign_in(story)
    draft_and_sign(story)
    accept(story)
    write(story)
    read_each_others(story)
    learn_nothing(story)
    check_and_settle(story)
    take_back(story)
    review(story)


def register_and_sign_in(story: Story) -> None:
    told = {"name": "Dana Demosson", "identity_number": "19870815-2387", "language": "sv", "origin": "present"}
    story.case = story("amir", 201, "POST", "/cases", json=told)["id"]
    listed = story("amir", 200, "GET", "/cases")["items"]
    assert [(one["id"], one["name"]) for one in listed] == [(story.case, "Dana Demosson")]
    story.number = listed[0]["number"]
    link = story("amir", 201, "POST", f"/cases/{story.case}/links", json={})["link"]
    chosen = {"link": link, "code": OWN_CODE}
    dana = Actor(story.live, chosen)
    dana.gets(204, "DELETE", "/sessions/current")
    dana.gets(401, "GET", "/me")
    dana.close()
    Actor(story.live, None).gets(401, "POST", "/sessions", json=chosen)
    story.actors["dana"] = Actor(story.live, {"username": dana.username, "code": OWN_CODE})
    assert story("dana", 200, "GET", "/me")["case"] == story.case


def draft_and_sign(story: Story) -> None:
    units = story.world.units
    rows = [{"source": units.get(unit, unit), "category": code} for unit, codes in GIVES for code in codes]
    persons = [story.world[name].officer for name in NAMED]
    draft = {"purposes": ["coordinate_plans"], "persons": persons, "rows": rows}
    consent = story("amir", 201, "POST", f"/cases/{story.case}/consents", json=draft)["id"]
    shown = story("amir", 200, "POST", f"/consents/{consent}/presentation", json={})
    hers = story("dana", 200, "GET", f"/consents/{consent}")
    assert hers["digest"] == shown["digest"]
    assert "Fia Falk" in hers["text"]
    answers = {
        "digest": hers["digest"],
        "nonce": hers["nonce"],
        "persons": {one["id"]: True for one in hers["persons"]},
        "rows": {one["id"]: True for one in hers["rows"]},
        "covers_earlier": False,
        "collision_check": True,
        "code": OWN_CODE,
    }
    unanswered = {**answers, "rows": dict(list(answers["rows"].items())[1:])}
    story("dana", 422, "POST", f"/consents/{consent}/signature", json=unanswered)
    story("dana", 200, "POST", f"/consents/{consent}/signature", json=answers)
    story("amir", 200, "POST", f"/consents/{consent}/witness", json={"code": story.world.code("amir")})
    story.consent = story("amir", 200, "GET", f"/consents/{consent}")


def accept(story: Story) -> None:
    """Until she has answered, an officer knows the name and that it waits; Fia takes on, and answers later."""
    for name in ("sofia", "arvid", "fia", "rut"):
        absent = story.actor(name).raw(f"/cases/{NOBODY}")
        assert story.actor(name).raw(f"/cases/{story.case}") == absent
        waiting = story(name, 200, "GET", "/acceptances")["items"]
        assert [(one["name"], one["take_on"]) for one in waiting] == [("Dana Demosson", True)]
        unit = story.world[name].unit
        rows = {row["id"]: True for row in story.consent["rows"] if row["source"] == unit and name != "fia"}
        path = f"/consents/{story.consent['id']}/acceptances"
        story(name, 200, "POST", path, json={"take_on": True, "rows": rows})
        assert story(name, 200, "GET", f"/consents/{story.consent['id']}")["text"] is None


def write(story: Story) -> None:
    plan = story("sofia", 201, "POST", f"/cases/{story.case}/plans", json={"goal": "Läsa svenska"})["id"]
    course = story("sofia", 201, "POST", f"/plans/{plan}/activities", json=STUDIES)
    changed = {"version": course["version"], "place": "Demostad"}
    story("sofia", 200, "PATCH", f"/activities/{course['id']}", json=changed)
    story("sofia", 412, "PATCH", f"/activities/{course['id']}", json=changed)
    heading = "ärende;typ;titel;timmar;dagar;start;slut;prioritet"
    file = f"{heading}\r\n{story.number};praktik;Praktik;30;mån-tor;08:00;16:00;ska\r\n"
    sent = {"content": file.encode(), "headers": {"Content-Type": "text/csv"}}
    assert story("arvid", 201, "POST", "/imports/plans", **sent)["rows"] == 1
    story("fia", 422, "POST", "/imports/plans", **sent)
    ward = story("rut", 201, "POST", f"/cases/{story.case}/plans", json={})["id"]
    for limit in (REST, CARE, MOST):
        story("rut", 201, "POST", f"/plans/{ward}/limits", json=limit)
    goal = {"goal": "Komma tillbaka steg för steg"}
    refused = story("fia", 409, "POST", f"/cases/{story.case}/plans", json=goal)
    assert refused["code"] == "acceptance_required"
    story("fia", 201, "POST", f"/cases/{story.case}/plans", json={**goal, "accept": True})
    story("dana", 200, "PUT", "/me/goal", json={"text": "Jag vill arbeta i ett kök."})
    busy = {"slots": [{"day": 5, "start": "15:00", "end": "17:00"}]}
    story("dana", 201, "POST", "/me/busy", json=busy)


def read_each_others(story: Story) -> None:
    everything = {"plan", "komvux", "placement", "rest_window", "treatment_time", "max_hours_week", "unavailable"}
    for name in ("dana", *NAMED):
        assert story.items_read_by(name) == everything, name
    for name in NAMED:
        seen = story.reads(name)
        assert {one["rule"] for one in seen["collisions"]} == {"X01", "X03", "X04", "X05", "X06"}, name
        assert seen["goal"] == "Jag vill arbeta i ett kök."
        assert seen["incomplete"] is False


def learn_nothing(story: Story) -> None:
    """Otto was never named: what is there and what is not there are the same bytes to him."""
    otto, consent = story.actor("otto"), story.consent["id"]
    for path in ("/cases/{}", "/consents/{}", "/log/entries/{}"):
        answers = {otto.raw(path.format(one)) for one in (story.case, consent, NOBODY)}
        assert len(answers) == 1
        assert answers.pop()[0] == 404
    assert story("otto", 200, "GET", "/cases")["items"] == []
    assert story("otto", 200, "GET", "/acceptances")["items"] == []
    assert "Dana" not in str(story("otto", 200, "GET", "/directory"))


def check_and_settle(story: Story) -> None:
    assert run_checks(story.world.ground) == 1
    assert story("amir", 200, "GET", "/cases")["items"][0]["collision_hint"] is True
    assert story("dana", 200, "GET", "/me/case")["collision_hint"] is True
    key = story.reads("sofia")["collisions"][0]["key"]
    path = f"/cases/{story.case}/collisions/{key}"
    assert story("sofia", 200, "PATCH", path, json={"state": "owned", "version": 0})["state"] == "owned"
    assert story.reads("rut")["collisions"][0]["owner"] == story.world["sofia"].officer


def take_back(story: Story) -> None:
    """She sees who has read; takes back one person, then everything."""
    receipt = story.reads("fia")["receipt"]
    newest = story("dana", 200, "GET", "/me/reads")["items"][0]
    assert (newest["id"], newest["leaf"]) == (receipt["entry"], receipt["leaf"])
    assert newest["who"]["name"] == "Fia Falk"
    path = f"/consents/{story.consent['id']}/withdrawals"
    fia = next(one["id"] for one in story.consent["persons"] if one["officer"] == story.world["fia"].officer)
    story("dana", 422, "POST", path, json={"person": fia, "whole": True})
    assert story("dana", 201, "POST", path, json={"person": fia})["receipt"]
    story("fia", 404, "GET", f"/cases/{story.case}")
    assert story.reads("arvid")["goal"]
    story("dana", 201, "POST", path, json={"whole": True})
    for name in ("sofia", "arvid", "rut"):
        story(name, 404, "GET", f"/cases/{story.case}")
        listed = story(name, 200, "GET", "/cases")["items"]
        assert [(one["name"], one["state"]) for one in listed] == [(None, "no_longer")]
    assert {one["kind"] for plan in story.reads("dana")["plans"] for one in plan["items"]} >= {"activity", "limit"}


def review(story: Story) -> None:
    """Each DPO finds what her own units did or gave; a proof leads to the signed log; the whole log stands."""
    assert seal_pending(story.world.ground) > 0
    found = {name: acts(story, name) for name in ("dagny", "dora", "didrik")}
    shared = {"accept", "write", "read", "sign", "withdraw"}
    assert found["dagny"] >= shared | {"register", "link", "draft", "present", "witness", "resolve"}
    assert found["dora"] >= shared | {"take_on"}
    assert found["didrik"] >= shared
    assert "take_on" not in found["didrik"], "that Fia took it on is no matter of the ward's"
    refused = story("dora", 200, "GET", "/log/entries", params={"outcome": "refused", "action": "read"})["items"]
    assert {one["actor"]["name"] for one in refused} >= {"Otto Okänd", "Fia Falk"}
    proof = story("dora", 200, "GET", f"/log/entries/{refused[0]['id']}/proof")
    assert proof["leaf"] == refused[0]["leaf"]
    assert proof["size"] > proof["index"]
    story("didrik", 200, "GET", "/log/checkpoint")
    findings = verify(story.world.ground, lambda _done, _total: None, records=sealed_records)
    assert findings.sound, findings.found


def acts(story: Story, reviewer: str) -> set[str]:
    """Walk the reviewer's list to its end."""
    found: set[str] = set()
    asked: dict[str, Any] = {"limit": 100}
    while True:
        page = story(reviewer, 200, "GET", "/log/entries", params=asked)
        found |= {one["action"] for one in page["items"]}
        if page["next"] is None:
            return found
        asked["next"] = page["next"]
