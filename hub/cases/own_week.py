"""The participant's week on a phone: today first, then the rest of it, out of the week as it is drawn for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from hub.cases.blocks import Block, Unit
from hub.cases.drawing import Day, Loose, Week, monday_of, week_of
from hub.cases.showing import CaseView, PlanView
from hub.plans.vocabulary import ActivityType, ItemKind
from hub.store.days import asked_day
from policies.vocabulary import PARTICIPANT_SOURCE

_FRIDAY = 4
_AT_REST: Final = frozenset({ActivityType.REST.value, ActivityType.UNAVAILABLE.value})


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """`now` is today when the week is this one; `earlier` and `later` are its other days, each in order.

    At the end of the working week the one after it is `following`: it is what lies ahead.

    `where` says by item where she is to be. Who arranges what is said once, in `whose`, and not beside each time; but
    of what several arrange under the same words, `who` says by item whose it is: no colour alone may tell.
    """

    week: Week
    now: Day | None
    earlier: tuple[Day, ...]
    later: tuple[Day, ...]
    current: bool
    where: Mapping[str, str]
    following: Week | None = None

    @property
    def whose(self) -> list[tuple[Unit, tuple[str, ...]]]:
        """Give each unit but herself with what it arranges in what is shown, in the order of the plans."""
        shown = self._shown
        units = sorted(dict.fromkeys(one.unit for one in shown), key=lambda unit: unit.pattern)
        labels = {unit: tuple(dict.fromkeys(one.label for one in shown if one.unit == unit)) for unit in units}
        return [(unit, labels[unit]) for unit in units if unit.id != PARTICIPANT_SOURCE]

    @property
    def who(self) -> dict[str, str]:
        shown = [one for one in self._shown if one.unit.id != PARTICIPANT_SOURCE]
        arranging = {label: {one.unit for one in shown if one.label == label} for label in {one.label for one in shown}}
        doubtful = {one.item: one.unit.name for one in shown if len(arranging[one.label]) > 1}
        return {item: name for item, name in doubtful.items() if self.where[item] != name}

    @property
    def _shown(self) -> list[Block | Loose]:
        weeks = [self.week, self.following] if self.following else [self.week]
        blocks = [one for week in weeks for day in week.days for one in day.blocks]
        return [*blocks, *(one for week in weeks for one in week.loose)]


def own_week(view: CaseView, *, today: date, wanted: str | None) -> OwnWeek:
    """Give the week of the day that was asked for; what is no day is this week."""
    day = asked_day(wanted) or today
    week = week_of(view, monday=monday_of(day))
    current = week.monday == monday_of(today)
    where = {item["id"]: _where(plan, item) for plan in view.plans for item in plan.items}
    if not current:
        return OwnWeek(week, None, (), week.days, current, where)
    return OwnWeek(
        week,
        next((one for one in week.days if one.date == today), None),
        tuple(one for one in week.days if one.date < today),
        tuple(one for one in week.days if one.date > today),
        current,
        where,
        week_of(view, monday=week.after) if today.weekday() >= _FRIDAY else None,
    )


def _where(plan: PlanView, item: Mapping[str, Any]) -> str:
    """Say where she is to be; at the unit itself where it names no place. She rests, and is busy, where she likes.

    What an authority only keeps free for her, as a time in health care, has no place of its own.
    """
    if item["kind"] != ItemKind.ACTIVITY or item["type"] in _AT_REST:
        return ""
    return _("På distans") if item["online"] else item["place"] or plan.unit_name
