"""A consent's life by JSON, step by step, as the tests of it need it: drafted, presented, signed, answered."""

from dataclasses import dataclass
from typing import Any

from tests.cast import Answer, World
from tests.retelling import told_once

NAMED = ("fia", "arvid", "rut", "amir")
ROWS = (
    ("AME", "C04"),
    ("FK Nordost", "C09"),
    ("AF Rehabteam", "C04"),
    ("Vuxenpsykiatrin", "C07"),
    ("participant", "C04"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A presented consent: the coach's view of it, and what the signature points at."""

    id: str
    view: dict[str, Any]
    digest: str
    nonce: str

    def person(self, world: World, name: str) -> str:
        found = [one["id"] for one in self.view["persons"] if one["officer"] == world[name].officer]
        return str(found[0])

    def row(self, world: World, unit: str, category: str) -> str:
        source = world.units.get(unit, unit)
        found = [one["id"] for one in self.view["rows"] if (one["source"], one["category"]) == (source, category)]
        return str(found[0])


def proposal(world: World, *, named: tuple[str, ...] = NAMED, rows: Any = ROWS, **more: Any) -> dict[str, Any]:
    return {
        "purposes": ["coordinate_plans"],
        "persons": [world[name].officer for name in named],
        "rows": [{"source": world.units.get(unit, unit), "category": category} for unit, category in rows],
        **more,
    }


def drafted(world: World, **what: Any) -> dict[str, Any]:
    answer = world.api("amir").post(f"/cases/{world.dana.case}/consents", proposal(world, **what))
    assert answer.status == 201, answer.text
    view: dict[str, Any] = answer.json
    return view


@told_once
def presented(world: World, **what: Any) -> Paper:
    view = drafted(world, **what)
    answer = world.api("amir").post(f"/consents/{view['id']}/presentation", {})
    assert answer.status == 200, answer.text
    return Paper(view["id"], view, answer.json["digest"], answer.json["nonce"])


def yes_to_all(paper: Paper) -> dict[str, Any]:
    return {
        "digest": paper.digest,
        "nonce": paper.nonce,
        "persons": {one["id"]: True for one in paper.view["persons"]},
        "rows": {one["id"]: True for one in paper.view["rows"]},
        "exceptions": [],
        "covers_earlier": False,
        "collision_check": True,
        "method": "code",
    }


def signature(world: World, paper: Paper, **instead: Any) -> dict[str, Any]:
    return {**yes_to_all(paper), "code": world.dana.code, **instead}


def sign(world: World, paper: Paper, **instead: Any) -> Answer:
    return world.api("dana").post(f"/consents/{paper.id}/signature", signature(world, paper, **instead))


@told_once
def signed(world: World, **what: Any) -> Paper:
    paper = presented(world, **what)
    answer = sign(world, paper)
    assert answer.status == 200, answer.text
    return paper


def answered(world: World, paper: Paper, *names: str, yes: bool = True) -> None:
    """Each officer takes on the case and answers for all rows of her unit."""
    for name in names:
        rows = {one["id"]: yes for one in paper.view["rows"] if one["source"] == world[name].unit}
        answer = world.api(name).post(f"/consents/{paper.id}/acceptances", {"take_on": True, "rows": rows})
        assert answer.status == 200, answer.text


def witnessed(world: World, paper: Paper) -> None:
    answer = world.api("amir").post(f"/consents/{paper.id}/witness", {"code": world.code("amir")})
    assert answer.status == 200, answer.text


@told_once
def in_force(world: World, **what: Any) -> Paper:
    """Sign, witness, and let every named officer but the coach answer yes."""
    paper = signed(world, **what)
    witnessed(world, paper)
    named = what.get("named", NAMED)
    answered(world, paper, *[name for name in named if name != "amir"])
    return paper


def may_read(world: World, name: str, unit: str, category: str) -> bool:
    """Ask the rules, on the facts as they are now, whether this officer may read a category from a source."""
    from hub.grants.loading import load_facts, lock  # noqa: PLC0415 - beside their one use
    from policies.decide import decide  # noqa: PLC0415
    from policies.decision import Permit  # noqa: PLC0415
    from policies.facts import Question  # noqa: PLC0415

    actor = world.actor(name)
    with world.store.write() as tx:
        locked = lock(tx, world.ground, case_id=world.dana.case, actor=actor)
        assert locked is not None
        facts = load_facts(tx, world.ground, locked=locked, actor=actor)
    source = world.units.get(unit, unit)
    (answer,) = decide(world.ground.policy, Question("read", "coordinate_plans"), facts, [(source, category)])
    return isinstance(answer, Permit)
