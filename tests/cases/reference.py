"""The reference case P01: studies of the municipality, a placement of AF, rest and care of the region, a limit."""

from typing import Any, Final

from tests.cast import World

WEEK = range(1, 6)


def slots(days: range, start: str, end: str) -> list[dict[str, Any]]:
    return [{"day": day, "start": start, "end": end} for day in days]


# Who is named in its consent, and the sorts of information that each source gives.
NAMED: Final = ("amir", "sofia", "arvid", "fia", "rut")
GIVES: Final = (
    ("AME", ("C03", "C04")),
    ("Ekonomiskt bistånd", ("C03", "C04")),
    ("AF Rehabteam", ("C03", "C04")),
    ("FK Nordost", ("C03",)),
    ("Vuxenpsykiatrin", ("C03", "C06", "C07")),
    ("participant", ("C03", "C04")),
)
STUDIES = {"type": "komvux", "title": "Svenska", "hours_week": 20, "slots": slots(WEEK, "09:00", "13:00")}
PLACEMENT = {"type": "placement", "title": "Praktik", "hours_week": 30, "slots": slots(range(1, 5), "08:00", "16:00")}
REST = {"kind": "rest_window", "slots": slots(WEEK, "13:00", "17:00")}
CARE = {"kind": "treatment_time", "slots": slots(range(2, 3), "10:00", "11:00")}
MOST = {"kind": "max_hours_week", "hours": 10}


def write_plans(world: World, case_id: str) -> dict[str, str]:
    """Each authority writes its own plan through the API; give the ids by name."""
    ids: dict[str, str] = {}
    written: tuple[tuple[str, str, dict[str, dict[str, Any]]], ...] = (
        ("sofia", "Läsa svenska", {"studies": STUDIES}),
        ("arvid", "Praktik till sommaren", {"placement": PLACEMENT}),
        ("rut", "", {"rest": REST, "care": CARE, "most": MOST}),
    )
    for name, goal, items in written:
        api = world.api(name)
        ids[name] = made(api.post(f"/cases/{case_id}/plans", {"goal": goal} if goal else {}))
        for key, item in items.items():
            kind = "limits" if "kind" in item else "activities"
            ids[key] = made(api.post(f"/plans/{ids[name]}/{kind}", item))
    return ids


def made(answer: Any) -> str:
    assert answer.status == 201, answer.text
    return str(answer.json["id"])
