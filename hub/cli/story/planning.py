"""What an officer writes by hand in her unit's plan."""

from collections.abc import Mapping
from typing import Any, Final

from hub.cli.story.acting import Player
from hub.cli.story.cast import slots_of
from hub.cli.story.company import Company

_ITEMS: Final = ("activities", "limits")
_DAYS: Final = frozenset({"basis_date", "follow_up", "from", "to", "valid_from", "valid_to"})


def write_plan(company: Company, who: Player, case: str, plan: Mapping[str, Any]) -> None:
    """Begin the plan, then add its activities and limits one by one."""
    frame = {name: value for name, value in plan.items() if name not in {"by", *_ITEMS}}
    begun = company.stage.ask(who, "POST", f"/cases/{company.cases[case]}/plans", _dated(company, frame))
    for kind in _ITEMS:
        for item in plan.get(kind, ()):
            company.stage.ask(who, "POST", f"/plans/{begun['plan']}/{kind}", _dated(company, item))


def _dated(company: Company, values: Mapping[str, Any]) -> dict[str, Any]:
    """Put dates for days counted from the loading, and weekly times for their short form."""
    dated = {name: company.calendar.iso(value) if name in _DAYS else value for name, value in values.items()}
    if "slots" in dated:
        dated["slots"] = slots_of(dated["slots"])
    return dated
