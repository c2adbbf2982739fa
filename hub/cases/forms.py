"""The forms of plans, activities and limits: what was typed becomes values, and values become what stands in a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from hub.cases.weekdays import alike, read_number, read_times, write_number
from hub.plans.fields import FIELDS
from hub.plans.reading import Unfit
from hub.plans.vocabulary import (
    GROUP_LABELS,
    LIMIT_LABELS,
    PLAN_STATUS_LABELS,
    PRIORITY_LABELS,
    STATUS_LABELS,
    TYPE_LABELS,
    ActivityType,
    ItemKind,
)
from hub.store.errors import Invalid

SLOT_ROWS: Final = 4
_MOST_SLOT_ROWS: Final = 50
_NUMBERS: Final = frozenset({"hours_week", "hours", "percent"})
_YES: Final = frozenset({"online", "flexible"})


@dataclass(frozen=True, slots=True)
class Question:
    """One control of a form; `options` of a choice, `type` of a field."""

    name: str
    label: str
    type: str = "text"
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""


def _options(labels: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(word), label) for word, label in labels.items() if word != ActivityType.UNAVAILABLE)


_WHEN_NOT_WHY: Final = "Skriv vad och när, inte varför. Deltagaren läser alltid det du skriver."
_PERIOD: Final = (Question("from", "Första dag", "date"), Question("to", "Sista dag", "date"))

QUESTIONS: Final[Mapping[ItemKind, tuple[Question, ...]]] = {
    ItemKind.PLAN: (
        Question("goal", "Planens mål", "textarea", hint=_WHEN_NOT_WHY),
        Question("follow_up", "Följs upp", "date"),
        Question("valid_from", "Gäller från", "date"),
        Question("valid_to", "Gäller till och med", "date"),
        Question("status", "Läge", options=_options(PLAN_STATUS_LABELS)),
    ),
    ItemKind.ACTIVITY: (
        Question("type", "Sorts insats", options=_options(TYPE_LABELS)),
        Question("title", "Vad den kallas", hint=_WHEN_NOT_WHY),
        Question("group", "Grupp", options=_options(GROUP_LABELS)),
        Question("provider", "Anordnare"),
        Question("place", "Plats"),
        Question("online", "På distans", "checkbox"),
        *_PERIOD,
        Question("hours_week", "Timmar per vecka", hint="Till exempel 12,5."),
        Question("percent", "Procent", hint="Om timmarna inte är kända."),
        Question("slots", "Tider i veckan", "slots"),
        Question("flexible", "Tiderna kan flyttas", "checkbox"),
        Question("priority", "Hur bestämt", options=_options(PRIORITY_LABELS)),
        Question("status", "Läge", options=_options(STATUS_LABELS)),
    ),
    ItemKind.LIMIT: (
        Question("limit", "Vad som begränsas", options=_options(LIMIT_LABELS)),
        Question("hours", "Timmar", hint="För högsta antal timmar och längsta restid."),
        Question("slots", "Tider i veckan", "slots", hint="För planerad vila och vårdtid."),
        *_PERIOD,
        Question("basis_date", "Underlaget är från", "date"),
    ),
}


def read_form(kind: ItemKind, form: Mapping[str, str]) -> dict[str, object]:
    """Give the values of a sent form. Raises Invalid with what cannot be read; what can is checked later."""
    values: dict[str, object] = {}
    errors: dict[str, list[str]] = {}
    for name in FIELDS[kind]:
        try:
            values[name] = _value(name, form)
        except Unfit as error:
            errors[name] = [str(error)]
    if errors:
        raise Invalid(errors)
    return values


def read_slots(form: Mapping[str, str]) -> list[dict[str, object]]:
    """Give the times of the form's rows. Raises Unfit."""
    found: list[dict[str, object]] = []
    for row in range(1, _MOST_SLOT_ROWS + 1):
        found += read_times(*(form.get(f"{part}-{row}", "").strip() for part in ("days", "start", "end")))
    return found


def one_by_one(form: MultiDict[str, str]) -> dict[str, str]:
    """Give a sent form with one text a name; days that were ticked stand beside one another."""
    return {name: ", ".join(form.getlist(name)) if name.startswith("days-") else form[name] for name in form}


def typed_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Give what stands in the controls of a form for these values."""
    typed = {name: _typed(name, value) for name, value in values.items() if name != "slots"}
    for row, (days, start, end) in enumerate(alike(values.get("slots") or ()), 1):
        typed |= {f"days-{row}": days, f"start-{row}": start, f"end-{row}": end}
    return typed


def slot_rows(typed: Mapping[str, str]) -> range:
    """Give the numbers of the form's rows of times: all that are filled, and room for more."""
    filled = sum(1 for name, value in typed.items() if name.startswith("days-") and value)
    return range(1, max(SLOT_ROWS, filled + 1) + 1)


def _value(name: str, form: Mapping[str, str]) -> object:
    if name == "slots":
        return read_slots(form)
    if name in _YES:
        return form.get(name) == "yes"
    text = form.get(name, "").strip()
    if name in _NUMBERS:
        return read_number(text) if text else None
    return text or None


def _typed(name: str, value: Any) -> str:
    if name in _YES:
        return "yes" if value else ""
    return write_number(value) if name in _NUMBERS else str(value or "")
