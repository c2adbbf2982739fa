"""Reads the two forms of *Tider jag inte kan*: some days of every week, or some dates."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from hub.cases.forms import read_slots
from hub.cases.weekdays import ALL_DAY, clock
from hub.plans.reading import DAYS_IN_WEEK, Unfit, planned_day
from hub.store.days import said_day
from hub.store.errors import Invalid

ON_DATES: Final = "dates"
_CHOOSE_DAY: Final = "Välj minst en dag."
_BOTH_TIMES: Final = "Fyll i båda klockslagen, eller inget av dem."
_LATER: Final = "Sista dagen ska vara samma dag som den första, eller senare."


def read_busy(form: Mapping[str, str]) -> dict[str, object]:
    """Give slots and period of a sent form. Raises Invalid."""
    return _dates(form) if form.get("how") == ON_DATES else _weekly(form)


def _weekly(form: Mapping[str, str]) -> dict[str, object]:
    try:
        slots = read_slots(form)
    except Unfit as error:
        raise Invalid({"slots": [str(error)]}) from None
    if not slots:
        raise Invalid({"slots": [_CHOOSE_DAY]})
    return {"slots": slots, **{name: said_day(form.get(name, "")) or None for name in ("from", "to")}}


def _dates(form: Mapping[str, str]) -> dict[str, object]:
    first, last = _date("first", form), _date("last", form) if form.get("last") else None
    last = last or first
    if last < first:
        raise Invalid({"last": [_LATER]})
    start, end = (clock(form.get(name, "").strip()) for name in ("start", "end"))
    if bool(start) is not bool(end):
        raise Invalid({"start": [_BOTH_TIMES]})
    start, end = (start, end) if start else ALL_DAY
    length = min((last - first).days + 1, DAYS_IN_WEEK)
    days = sorted((first.weekday() + later) % DAYS_IN_WEEK + 1 for later in range(length))
    slots = [{"day": one, "start": start, "end": end} for one in days]
    return {"slots": slots, "from": first.isoformat(), "to": last.isoformat()}


def _date(name: str, form: Mapping[str, str]) -> date:
    text = said_day(form.get(name, ""))
    if not text:
        raise Invalid({name: [_CHOOSE_DAY]})
    try:
        return date.fromisoformat(planned_day(text))
    except Unfit as error:
        raise Invalid({name: [str(error)]}) from None
