"""Says in Swedish what an item says: its heading, its facts in order, and what sort of information it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.cases.weekdays import write_number, write_times
from hub.consents.labels import OFFICER_LABELS, PARTICIPANT_LABELS
from hub.plans.vocabulary import (
    GROUP_LABELS,
    LIMIT_LABELS,
    PLAN_STATUS_LABELS,
    PRIORITY_LABELS,
    STATUS_LABELS,
    TYPE_LABELS,
    ActivityStatus,
    ActivityType,
    Group,
    ItemKind,
    LimitKind,
    PlanStatus,
    Priority,
)
from policies.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Described:
    """One item in words; `facts` are (label, text) with nothing empty among them."""

    id: str
    kind: str
    version: int
    heading: str
    sort: str
    facts: tuple[tuple[str, str], ...]


def describe(item: Mapping[str, Any], *, participant: bool) -> Described:
    """Put a flat item into words for an officer, or for the participant."""
    heading, facts = _WORDS[ItemKind(item["kind"])](item)
    labels = PARTICIPANT_LABELS if participant else OFFICER_LABELS
    told = tuple((label, text) for label, text in facts if text)
    return Described(item["id"], item["kind"], item["version"], heading, labels[Category(item["category"])], told)


def headings(items: Iterable[Mapping[str, Any]], wanted: Sequence[str]) -> list[str]:
    """Name the items that a collision is between."""
    named = {item["id"]: _WORDS[ItemKind(item["kind"])](item)[0] for item in items if item["id"] in wanted}
    return [named[item] for item in wanted if item in named]


def _plan(item: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    return "Planen", [
        ("Mål", item["goal"] or ""),
        ("Gäller", _period(item["valid_from"], item["valid_to"])),
        ("Följs upp", item["follow_up"] or ""),
        ("Läge", PLAN_STATUS_LABELS[PlanStatus(item["status"])]),
    ]


def _activity(item: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    kind = TYPE_LABELS[ActivityType(item["type"])]
    title = item["title"]
    facts = [
        ("Tider", write_times(item["slots"])),
        ("När", _period(item["from"], item["to"])),
    ]
    if item["type"] != ActivityType.UNAVAILABLE:
        facts += [
            ("Omfattning", _extent(item)),
            ("Grupp", GROUP_LABELS[Group(item["group"])] if item["group"] else ""),
            ("Anordnare", item["provider"] or ""),
            ("Plats", "På distans" if item["online"] else item["place"] or ""),
            ("Kan flyttas", "ja" if item["flexible"] else ""),
            ("Hur bestämt", PRIORITY_LABELS[Priority(item["priority"])]),
            ("Läge", STATUS_LABELS[ActivityStatus(item["status"])]),
        ]
    return (f"{title} ({kind})" if title and title != kind else kind), facts


def _limit(item: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    return LIMIT_LABELS[LimitKind(item["limit"])], [
        ("Timmar", write_number(item["hours"])),
        ("Tider", write_times(item["slots"])),
        ("När", _period(item["from"], item["to"])),
        ("Underlag från", item["basis_date"] or ""),
    ]


def _period(first: str | None, last: str | None) -> str:
    """Say from when to when; the last day is part of it."""
    if first and last:
        return f"{first} till och med {last}"
    if first:
        return f"från och med {first}"
    return f"till och med {last}" if last else ""


def _extent(item: Mapping[str, Any]) -> str:
    hours = f"{write_number(item['hours_week'])} tim/v" if item["hours_week"] else ""
    share = f"{item['percent']} %" if item["percent"] else ""
    return ", ".join(part for part in (hours, share) if part)


_WORDS = {ItemKind.PLAN: _plan, ItemKind.ACTIVITY: _activity, ItemKind.LIMIT: _limit}
