"""Makes the bench's cases through the real use cases: registered, signed, witnessed, accepted, written by the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.cli.story.acting import Player, Stage
from hub.signin.inviting import import_officers
from hub.store.actor import Actor, ActorKind
from hub.store.clock import HOUR, DatabaseClock, SetClock
from hub.store.ground import Ground
from hub.web.app import create_app

FEW, MANY = 20, 60  # items of a case
BESIDE: Final = 4  # cases of few items that are read side by side: in life nobody reads one case eight times at once
_BY: Final = Actor(ActorKind.OPERATOR, "operator:hub")
_OFFICERS: Final = """\
organisation;myndighetstyp;enhet;namn;titel;funktion;e-post;roll;från;till;granskar
Demostads kommun;kommun;AME;Amir Amini;handledare;ame-handledare;amir@kommun.example;handledare;2020-01-01;;
Försäkringskassan;försäkringskassan;FK Nordost;Fia Falk;handläggare;fk-handläggare;fia@fk.example;handläggare;2020-01-01;;
Arbetsförmedlingen;arbetsförmedlingen;AF Rehab;Arvid Alm;arbetsförmedlare;arbetsförmedlare;arvid@af.example;handläggare;2020-01-01;;
Region Nordost;region;Psykiatrin;Rut Rosén;överläkare;vårdpersonal;rut@region.example;handläggare;2020-01-01;;
"""  # noqa: E501 - a row of a file is one line
READER: Final = "amir@kommun.example"
GIVES: Final = {
    "fia@fk.example": ("C03", "C04"),
    "arvid@af.example": ("C03", "C04"),
    "rut@region.example": ("C03", "C06", "C07"),
}
_TYPES: Final = ("conversation", "health_activity", "job_search", "meeting", "social_activity", "orientation_course")
_LIMITS: Final = ("rest_window", "max_travel", "no_mornings", "rest_window", "only_online", "max_one_per_day")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who reads, and her cases by their number of items."""

    reader: Player
    cases: Mapping[int, tuple[str, ...]]


def make(ground: Ground, clock: SetClock) -> Cast:
    """`ground` has this clock; the story takes place two hours before the database's present time."""
    with ground.store.read() as tx:
        clock.at = DatabaseClock().now(tx) - 2 * HOUR
    invited = import_officers(ground, _OFFICERS.encode(), by=_BY)
    staff = {one.username: Player(one.username, one.username, one.password, one.totp_secret) for one in invited}
    stage = Stage(create_app(ground, csrf_secret=ground.random(32)), clock)
    wanted = {FEW: BESIDE, MANY: 1}
    return Cast(
        staff[READER],
        {items: tuple(_case(stage, staff, items, turn) for turn in range(many)) for items, many in wanted.items()},
    )


def _case(stage: Stage, staff: Mapping[str, Player], items: int, turn: int) -> str:
    coach = staff[READER]
    told = {"name": f"Dana Demosson {items}-{turn}", "language": "sv", "origin": "present"}
    case = str(stage.ask(coach, "POST", "/cases", told)["id"])
    _sign(stage, coach, case, f"{items:03}724")
    each, rest = divmod(items, len(GIVES))
    for name in GIVES:
        _accept(stage, staff[name])
        _write(stage, staff[name], case, each + rest)
        rest = 0  # what does not divide is the first one's: 8 + 6 + 6
    shown = stage.ask(coach, "GET", f"/cases/{case}")
    found = sum(len(plan["items"]) for plan in shown["plans"])
    assert (found, shown["collisions"], shown["incomplete"]) == (items, [], False)
    return case


def _sign(stage: Stage, coach: Player, case: str, code: str) -> None:
    listed = {one["name"]: one for one in stage.ask(coach, "GET", "/directory")["items"]}
    by_name = {row.split(";")[6]: listed[row.split(";")[3]] for row in _OFFICERS.splitlines()[1:]}
    wanted = {
        "purposes": ["coordinate_plans"],
        "persons": [one["id"] for one in by_name.values()],
        "rows": [{"source": by_name[name]["unit"], "category": one} for name, all_ in GIVES.items() for one in all_],
    }
    link = stage.ask(coach, "POST", f"/cases/{case}/links", {})["link"]
    consent = str(stage.ask(coach, "POST", f"/cases/{case}/consents", wanted)["id"])
    shown = stage.ask(coach, "POST", f"/consents/{consent}/presentation", {})
    participant = stage.begin(case, link, code)
    text = stage.ask(participant, "GET", f"/consents/{consent}")
    answers = {
        "digest": shown["digest"],
        "nonce": shown["nonce"],
        "persons": {one["id"]: True for one in text["persons"]},
        "rows": {one["id"]: True for one in text["rows"]},
        "covers_earlier": False,
        "collision_check": True,
        "code": code,
    }
    stage.ask(participant, "POST", f"/consents/{consent}/signature", answers)
    stage.ask(coach, "POST", f"/consents/{consent}/witness", {"code": stage.code(coach)})


def _accept(stage: Stage, officer: Player) -> None:
    for waits in stage.ask(officer, "GET", "/acceptances")["items"]:
        answer = {"take_on": True, "rows": {row["id"]: True for row in waits["rows"]}}
        stage.ask(officer, "POST", f"/consents/{waits['consent']}/acceptances", answer)


def _write(stage: Stage, officer: Player, case: str, items: int) -> None:
    """Write a plan of so many items, its own record among them; nothing of them collides."""
    goal = {"goal": "Pröva hur mycket som går, i egen takt och med vila emellan.", "follow_up": "2027-02-01"}
    plan = stage.ask(officer, "POST", f"/cases/{case}/plans", goal)["plan"]
    kind = "limits" if officer.username.startswith("rut") else "activities"
    told = _limits() if kind == "limits" else _activities(officer.username)
    for _ in range(items - 1):
        stage.ask(officer, "POST", f"/plans/{plan}/{kind}", next(told))


def _activities(name: str) -> Iterator[dict[str, Any]]:
    """Give activities at two half hours a week each, one officer's before noon and the other's after."""
    first = 8 * 60 if name.startswith("fia") else 12 * 60
    for number in range(1000):
        day, turn = 1 + number % 5, number // 5
        start = first + turn * 60
        yield {
            "type": _TYPES[number % len(_TYPES)],
            "title": f"Samtal och träning i grupp {number + 1}",
            "group": "social",
            "provider": "Samverkansteamet i Demostad",
            "place": "Stora torget 1",
            "from": "2026-11-02",
            "to": "2027-06-30",
            "hours_week": 1,
            "slots": [
                {"day": day, "start": _clock(start), "end": _clock(start + 30)},
                {"day": day, "start": _clock(start + 30), "end": _clock(start + 60)},
            ],
        }


def _limits() -> Iterator[dict[str, Any]]:
    for number in range(1000):
        kind = _LIMITS[number % len(_LIMITS)]
        told: dict[str, Any] = {"kind": kind, "from": "2026-11-02", "to": "2027-06-30", "basis_date": "2026-10-20"}
        if kind == "rest_window":
            told["slots"] = [{"day": day, "start": "20:00", "end": "22:00"} for day in (6, 7)]
        if kind == "max_travel":
            told["hours"] = 2
        yield told


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
