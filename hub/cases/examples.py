"""What programs send about a case, as the API's description shows it."""

from typing import Any, Final

Examples = tuple[dict[str, Any], ...]

CASE: Final[Examples] = ({"name": "Dana Demosson", "identity_number": None, "language": "sv", "origin": "asked"},)
PLAN: Final[Examples] = ({"goal": "Läsa svenska", "follow_up": "2027-03-31"},)
ACTIVITY: Final[Examples] = (
    {
        "type": "komvux",
        "title": "Svenska som andraspråk",
        "from": "2027-01-11",
        "to": "2027-06-04",
        "hours_week": 12,
        "slots": [{"day": 1, "start": "09:00", "end": "13:00"}],
        "priority": "must",
    },
)
LIMIT: Final[Examples] = (
    {"kind": "max_hours_week", "hours": 10},
    {"kind": "rest_window", "slots": [{"day": 1, "start": "12:00", "end": "14:00"}]},
)
COLLISION: Final[Examples] = (
    {"state": "owned", "version": 0},
    {"state": "accepted", "until": "2027-03-31", "version": 1},
)
