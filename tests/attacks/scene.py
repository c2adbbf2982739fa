"""One case in each state that a consent can be in, each text in it marked, so that whatever leaks says what it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import insert, update

from hub.grants.tables import assignment, consent_line, consent_row
from hub.participants.registering import TODO_KNOWN
from hub.participants.tables import unit_todo
from hub.store.days import written
from hub.store.ids import new_id
from tests.cast import DAY, HOUR, Answer, Participant, World
from tests.consents import story
from tests.retelling import told_once
from tests.rewriting import rewrite

PARTICIPANT: Final = "participant"
NAME: Final = (PARTICIPANT, "name")
NAMED: Final = ("fia", "arvid", "rut", "amir")
ROWS: Final = (
    ("AME", "C04"),
    ("FK Nordost", "C04"),
    ("AF Rehabteam", "C03"),
    ("AF Rehabteam", "C04"),
    ("Vuxenpsykiatrin", "C07"),
    (PARTICIPANT, "C03"),
    (PARTICIPANT, "C04"),
)
# Who reads what of others, as the participant signs it: told here by hand, so that it does not follow from the code.
READERS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("AME", "C04"): ("fia", "arvid", "rut"),
    ("FK Nordost", "C04"): ("amir",),
    ("AF Rehabteam", "C03"): ("fia", "amir"),
    ("AF Rehabteam", "C04"): ("fia", "amir"),
    ("Vuxenpsykiatrin", "C07"): ("amir",),
    (PARTICIPANT, "C03"): ("fia", "arvid", "rut", "amir"),
    (PARTICIPANT, "C04"): ("amir", "rut"),
}
UNIT_OF: Final = {"fia": "FK Nordost", "arvid": "AF Rehabteam", "rut": "Vuxenpsykiatrin", "amir": "AME"}
SLOTS: Final = [{"day": 1, "start": "09:00", "end": "13:00"}]

Mark = tuple[str, str]


@dataclass(slots=True)
class Scene:
    """One participant's case in one state: the ids that addresses take, and the marks that its texts carry."""

    state: str
    who: Participant
    paper: story.Paper
    ids: dict[str, str] = field(default_factory=dict)
    marks: dict[Mark, str] = field(default_factory=dict)

    def found_in(self, data: bytes) -> set[Mark]:
        return {mark for mark, word in self.marks.items() if word.encode() in data}


def word_of(state: str, mark: Mark) -> str:
    return "Kanarie" + sha256(f"{state} {mark}".encode()).hexdigest()[:12]


def permitted(state: str, role: str) -> set[Mark]:
    """What this role may ever be shown of the case in this state, by its name; all else is a leak."""
    everything = {NAME, *READERS}
    if role == "own":
        return everything
    if role not in NAMED:
        return set()
    if state in {"expired", "withdrawn"} or (state, role) in {("left", "fia"), ("person_withdrawn", "fia")}:
        return {NAME} if role == "amir" else set()
    if role == "fia" and state in {"never_taken_on", "detached"}:
        return {NAME}
    mine = {mark for mark in READERS if role in READERS[mark] or UNIT_OF[role] == mark[0]} | {NAME}
    if state == "row_withdrawn" and role != "arvid":  # her own unit's part stays hers
        mine -= {("AF Rehabteam", "C04")}
    if state in {"not_accepted", "declined"} and role != "arvid":
        mine -= {("AF Rehabteam", "C03"), ("AF Rehabteam", "C04")}
    return mine


@contextmanager
def as_dana(world: World, who: Participant) -> Iterator[None]:
    """Let the story's helpers, which act for Dana, act for another participant."""
    before = world.participants.get("dana")
    world.participants["dana"] = who
    try:
        yield
    finally:
        if before is None:
            del world.participants["dana"]
        else:
            world.participants["dana"] = before


def made(answer: Answer) -> Any:
    assert answer.status in {200, 201}, answer.text
    return answer.json


@told_once
def play(world: World, state: str, **consent: Any) -> Scene:
    """Live one case until every part of it holds a marked text."""
    who = world.add_participant(f"{word_of(state, NAME)} Demosson")
    readers = {mark: [world[name].officer for name in names] for mark, names in READERS.items()}
    wanted = [
        {"source": world.units.get(unit, unit), "category": category, "readers": readers[unit, category]}
        for unit, category in ROWS
    ]
    with as_dana(world, who):
        body = {**story.proposal(world, named=NAMED), "rows": wanted, **consent}
        view = made(world.api("amir").post(f"/cases/{who.case}/consents", body))
        shown = made(world.api("amir").post(f"/consents/{view['id']}/presentation", {}))
        paper = story.Paper(view["id"], view, shown["digest"], shown["nonce"])
        made(story.sign(world, paper))
        story.witnessed(world, paper)
        story.answered(world, paper, "fia", "arvid", "rut")
        scene = Scene(state, who, paper)
        scene.marks = {mark: word_of(state, mark) for mark in (NAME, *READERS)}
        _write(world, scene)
    return scene


def _write(world: World, scene: Scene) -> None:
    mark, case, ids = scene.marks, scene.who.case, scene.ids
    for name, unit in UNIT_OF.items():
        api = world.api(name)
        goal = {"goal": mark[unit, "C03"]} if (unit, "C03") in mark else {}
        plan = ids[f"plan:{name}"] = made(api.post(f"/cases/{case}/plans", goal))["id"]
        if name == "rut":
            item = {"type": "treatment", "title": mark[unit, "C07"], "slots": SLOTS}
            limit = made(api.post(f"/plans/{plan}/limits", {"kind": "rest_window", "slots": SLOTS}))
            ids["limit"] = limit["id"]
        else:
            item = {"type": "studies", "title": mark[unit, "C04"], "slots": SLOTS}
        ids[f"activity:{name}"] = made(api.post(f"/plans/{plan}/activities", item))["id"]
    api = world.api("dana")
    made(api.put("/me/goal", {"text": mark[PARTICIPANT, "C03"]}))
    ids["number"] = scene.who.number
    ids["busy"] = made(api.post("/me/busy", {"slots": SLOTS}))["id"]
    for name, unit in UNIT_OF.items():
        wrong = {"text": mark.get((unit, "C04"), mark.get((unit, "C07"), ""))}
        ids[f"report:{name}"] = made(api.post(f"/items/{ids[f'activity:{name}']}/reports", wrong))["id"]
    del mark[PARTICIPANT, "C04"]  # her times have no words to mark
    ids |= {"unit": world.units["AF Rehabteam"], "category": "C04", "officer": world["fia"].officer}
    ids |= {"step": "1", "language": "sv-simple"}
    ids |= {"passkey": "0" * 32, "proposal": "0" * 32}  # of nobody: their own tests ask for real ones
    ids |= {
        "case": case,
        "consent": scene.paper.id,
        "person": scene.paper.view["persons"][0]["id"],
        "todo": _todo(world, scene),
    }
    seen = made(world.api("amir").get(f"/cases/{case}"))
    ids["entry"] = seen["receipt"]["entry"]
    ids["key"] = seen["collisions"][0]["key"] if seen["collisions"] else "0" * 32
    assert set(scene.marks) - scene.found_in(world.api("dana").get("/me/case").data) == set()


def _todo(world: World, scene: Scene) -> str:
    """Leave a reminder about the case with a unit that has no coach, so that it is nobody's to see."""
    todo = new_id(world.ground.random)
    row = {"id": todo, "unit_id": world.units["Vuxenpsykiatrin"], "participant_id": scene.who.id}
    with world.store.write() as tx:
        tx.execute(insert(unit_todo), {**row, "kind": TODO_KNOWN, "at": world.now})
    return todo


def _detach(world: World, scene: Scene) -> None:
    """End Fia's assignment, as a manager may."""
    with world.store.write() as tx:
        hers = (assignment.c.case_id == scene.who.case, assignment.c.officer_id == world["fia"].officer)
        tx.execute(update(assignment).where(*hers).values(ends=world.now))


def _never_taken_on(world: World, scene: Scene) -> None:
    """Let Fia's taking on never have happened; what her unit accepted stays accepted."""
    with world.store.write() as tx:
        hers = (assignment.c.case_id == scene.who.case, assignment.c.officer_id == world["fia"].officer)
        tx.execute(assignment.delete().where(*hers))


def _not_accepted(world: World, scene: Scene) -> None:
    """Let the employment service never have accepted what it gives."""
    af = world.units["AF Rehabteam"]
    for table in (consent_row, consent_line):
        its = (table.c.consent_id == scene.paper.id, table.c.source == af)
        rewrite(world, update(table).where(*its).values(accepted_at=None))


def _declined(world: World, scene: Scene) -> None:
    rows = {one["id"]: False for one in scene.paper.view["rows"] if one["source"] == world.units["AF Rehabteam"]}
    made(world.api("arvid").post(f"/consents/{scene.paper.id}/acceptances", {"rows": rows}))


def _take_back(**what: Any) -> Callable[[World, Scene], None]:
    def act(world: World, scene: Scene) -> None:
        with as_dana(world, scene.who):
            body = {
                key: scene.paper.person(world, "fia")
                if key == "person"
                else scene.paper.row(world, "AF Rehabteam", "C04")
                if key == "row"
                else value
                for key, value in what.items()
            }
            made(world.api("dana").post(f"/consents/{scene.paper.id}/withdrawals", body))

    return act


def _nothing(world: World, scene: Scene) -> None:
    pass


STATES: Final[dict[str, Callable[[World, Scene], None]]] = {
    "active": _nothing,
    "never_taken_on": _never_taken_on,
    "detached": _detach,
    "expired": _nothing,  # its consent ends before the others'
    "withdrawn": _take_back(whole=True),
    "person_withdrawn": _take_back(person=True),
    "row_withdrawn": _take_back(row=True),
    "not_accepted": _not_accepted,
    "declined": _declined,
}


@told_once
def play_all(world: World) -> dict[str, Scene]:
    """Live one case for each state, then let the short consent run out."""
    scenes = {}
    for state, happen in STATES.items():
        until = {"valid_to": written(world.now + (HOUR if state == "expired" else 200 * DAY))}
        scenes[state] = play(world, state, **until)
        happen(world, scenes[state])
    world.clock.move(2 * HOUR)
    return scenes
