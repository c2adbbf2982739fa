"""Reads what a reviewer narrows the log's pages by: all of it stands in the address, so that a look can be repeated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from marshmallow import ValidationError

from hub.grants.case_numbers import as_given
from hub.oversight.schemas import EntriesQuery
from hub.store.days import day_of, end_of, is_near, said_day, start_of
from hub.store.legible import one_line

PERIOD_LABELS: Final = {
    "today": "I dag",
    "week": "De senaste 7 dagarna",
    "month": "De senaste 30 dagarna",
    "last_month": "Förra månaden",
    "own": "Egna datum",
}
OUTCOME_LABELS: Final = {"permitted": "Tilläts", "refused": "Nekades"}
ASKED: Final = frozenset({"action", "case", "from", "officer", "outcome", "period", "receipt", "to"})
_DAYS: Final = {"today": 1, "week": 7, "month": 30}
_PLACE: Final = ASKED | {"next"}
STAFF: Final = "staff"  # in place of an officer: all of them, and nobody else
_QUERY: Final = EntriesQuery()
_PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}")
_SAY_DAY: Final = "Skriv dagen så här: 2026-03-31."
_SAY_ORDER: Final = "Den sista dagen ligger före den första."
_SAY_CHOICE: Final = "Välj ett av de värden som finns."
_SAY_RECEIPT: Final = "Skriv minst de åtta första tecknen i kvittensen, till exempel 39d2 4a24."


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter form as it was sent, what it means to a use case, and what is wrong with it."""

    typed: dict[str, str]
    query: dict[str, Any]
    errors: dict[str, list[str]]

    @property
    def kept(self) -> dict[str, str]:
        """Give what to send along to another page of the same look: what the form asks for, and no other name."""
        return {name: value for name, value in self.typed.items() if name in ASKED}

    @property
    def place(self) -> dict[str, str]:
        """Give `kept` and how far down the list this is."""
        return {name: value for name, value in self.typed.items() if name in _PLACE}


def read_filters(sent: Mapping[str, str], *, at: int, period: str = "") -> Asked:
    """Read the filters at `at` (µs); what cannot be read is said, narrows nothing, and stays as it was typed.

    `period` is what none means; one that was left empty is the whole time. What was taken for it stands in the form.
    Days are Swedish, and the last one is included.
    """
    typed = {name: said for name, value in sent.items() if (said := one_line(value))}
    unsaid = "" if "period" in sent else period
    chosen = typed.get("period", "own" if {"from", "to"} & typed.keys() else unsaid)
    typed |= {"period": chosen} if chosen or "period" in sent else {}  # also the whole time is a choice, and goes along
    plain = {name: value for name, value in typed.items() if name not in {"period", "from", "to", "case"}}
    if "receipt" in plain:
        plain["receipt"] = "".join(plain["receipt"].lower().split())  # read out and written down in fours
    staff = plain.get("officer") == STAFF
    if staff:
        del plain["officer"]
    errors: dict[str, list[str]] = {}
    try:
        query = _QUERY.load({**plain, **_whose(typed.get("case", ""))})
    except ValidationError as error:
        errors = {str(name): [_SAY_RECEIPT if name == "receipt" else _SAY_CHOICE] for name in error.messages_dict}
        query = _QUERY.load({name: value for name, value in plain.items() if name not in errors})
    begins, ends = _interval(chosen, typed, at, errors)
    query["filters"] = replace(query["filters"].within(begins, ends), staff=staff or None)
    return Asked(typed, query, errors)


def _whose(typed: str) -> dict[str, str]:
    """Take a case number as people write it, or a participant's pseudonym from an entry."""
    if not typed:
        return {}
    return {"subject": typed.lower()} if _PSEUDONYM.fullmatch(typed.lower()) else {"case": as_given(typed)}


def _interval(
    chosen: str, typed: Mapping[str, str], at: int, errors: dict[str, list[str]]
) -> tuple[int | None, int | None]:
    if chosen in _DAYS:
        return start_of(day_of(at) - timedelta(days=_DAYS[chosen] - 1)), None
    if chosen == "last_month":  # whole: of thirty days each month, the thirty-first would be gone through by nobody
        this = day_of(at).replace(day=1)
        return start_of((this - timedelta(days=1)).replace(day=1)), start_of(this)
    if chosen not in {"", "own"}:
        errors["period"] = [_SAY_CHOICE]
        return None, None
    first, last = (_day(name, typed, errors) for name in ("from", "to"))
    if first is not None and last is not None and last < first:
        errors["to"] = [_SAY_ORDER]
        last = None
    return start_of(first) if first else None, end_of(last) if last else None


def _day(name: str, typed: Mapping[str, str], errors: dict[str, list[str]]) -> date | None:
    try:
        day = date.fromisoformat(said_day(typed[name])) if typed.get(name) else None
    except ValueError:
        errors[name] = [_SAY_DAY]
        return None
    if day is not None and not is_near(day):
        errors[name] = [_SAY_DAY]
        return None
    return day
