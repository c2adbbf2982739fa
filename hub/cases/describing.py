"""Says in Swedish what an item says: its heading, its facts in order, and what sort of information it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import get_domain

from hub.cases.weekdays import SHORT, write_number, write_times
from hub.consents.labels import OFFICER_LABELS, PARTICIPANT_LABELS
from hub.plans.vocabulary import (
    FIRMNESS_LABELS,
    GROUP_LABELS,
    LIMIT_LABELS,
    PLAN_STATUS_LABELS,
    STATUS_LABELS,
    TYPE_LABELS,
    ActivityType,
    ItemKind,
    PlanStatus,
)
from hub.store.writing_days import locale, write_day, write_full_day
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


class Say:
    """Says a Swedish text, or a day, in the page's language: asked for once for many items, since each asking costs.

    It is named _ where it is used, so that texts are found.
    """

    __slots__ = ("_gettext", "_locale", "days")

    def __init__(self) -> None:
        self._gettext: Final[Callable[[str], str]] = get_domain().get_translations().gettext
        self._locale: Final = locale()
        self.days: Final = tuple([self(name) for name in SHORT])

    def __call__(self, text: str) -> str:
        return self._gettext(text)

    def day(self, text: str | None) -> str:
        """Write a day as people do: 9 oktober 2026."""
        return write_day(date.fromisoformat(text), self._locale) if text else ""

    def full_day(self, text: str | None) -> str:
        """Write a day on which people are to meet: fredag 9 oktober 2026."""
        return write_full_day(date.fromisoformat(text), self._locale) if text else ""


def describe(item: Mapping[str, Any], *, participant: bool, say: Say | None = None) -> Described:
    """Put a flat item into words for an officer, or for the participant, in the language of the page."""
    _ = say or Say()
    facts = _FACTS[item["kind"]](item, _)
    labels = PARTICIPANT_LABELS if participant else OFFICER_LABELS
    told = tuple([fact for fact in facts if fact[1]])
    sort = _(labels[Category(item["category"])])
    return Described(item["id"], item["kind"], item["version"], heading(item, _), sort, told)


def heading(item: Mapping[str, Any], say: Say | None = None) -> str:
    """Name an item as a drawing or a list does."""
    _ = say or Say()
    if item["kind"] == ItemKind.PLAN:
        return _("Planen")
    if item["kind"] == ItemKind.LIMIT:
        limit = item["limit"]
        return _(LIMIT_LABELS[limit])
    type_, title = item["type"], item["title"]
    kind = _(TYPE_LABELS[type_])
    if not title or re.search(rf"\b{re.escape(kind)}\b", title, re.IGNORECASE):
        return title or kind  # a title that says what it is need not be told twice: "Praktik i skolkök"
    # A text of its own: where one reads from right to left, each part has to be kept together.
    return _("%(title)s (%(kind)s)") % {"title": title, "kind": kind}


def limit_line(item: Mapping[str, Any], *, today: date, say: Say) -> str:
    """Say a limit in one line: how much, when in the week, until when; and since when, where it has yet to begin."""
    _, begun = say, (item["from"] or "") <= today.isoformat()
    said = (
        write_number(item["hours"]),
        _times(item["slots"], _),
        _period(None if begun else item["from"], item["to"], _),
    )
    told = _(", ").join(part for part in said if part)
    return f"{heading(item, _)}: {told}" if told else heading(item, _)


def _plan(item: Mapping[str, Any], _: Say) -> list[tuple[str, str]]:
    status = item["status"]
    return [
        (_("Mål"), item["goal"] or ""),
        (_("Gäller"), _period(item["valid_from"], item["valid_to"], _)),
        (_("Följs upp"), _.full_day(item["follow_up"])),
        (_("Just nu"), _(PLAN_STATUS_LABELS[status]) if status != PlanStatus.CURRENT else ""),
    ]


def _activity(item: Mapping[str, Any], _: Say) -> list[tuple[str, str]]:
    group, priority, status = item["group"], item["priority"], item["status"]
    facts = [
        (_("Tider"), _times(item["slots"], _)),
        (_("När"), _period(item["from"], item["to"], _)),
    ]
    if item["type"] != ActivityType.UNAVAILABLE:
        facts += [
            (_("Hur mycket"), _extent(item, _)),
            (_("Grupp"), _(GROUP_LABELS[group]) if group else ""),
            (_("Ordnas av"), item["provider"] or ""),
            (_("Plats"), _("På distans") if item["online"] else item["place"] or ""),
            (_("Kan flyttas"), _("ja") if item["flexible"] else ""),
            (_("Är det ett måste?"), _(FIRMNESS_LABELS[priority])),
            (_("Just nu"), _(STATUS_LABELS[status])),
        ]
    return facts


def _limit(item: Mapping[str, Any], _: Say) -> list[tuple[str, str]]:
    return [
        (_("Timmar"), write_number(item["hours"])),
        (_("Tider"), _times(item["slots"], _)),
        (_("När"), _period(item["from"], item["to"], _)),
        (_("Underlaget är från"), _.day(item["basis_date"])),
    ]


def _times(slots: Sequence[Mapping[str, Any]], _: Say) -> str:
    return write_times(slots, _.days, comma=_(", "), all_day=_("hela dagen")) if slots else ""


def _period(first: str | None, last: str | None, _: Say) -> str:
    """Say from when to when; the last day is part of it."""
    said = {"first": _.day(first), "last": _.day(last)}
    if first and first == last:
        return said["first"]
    if first and last:
        return _("%(first)s till och med %(last)s") % said
    if first:
        return _("från och med %(first)s") % said
    return _("till och med %(last)s") % said if last else ""


def _extent(item: Mapping[str, Any], _: Say) -> str:
    said = {"hours": write_number(item["hours_week"])}
    hours = _("%(hours)s tim i veckan") % said if item["hours_week"] else ""
    share = f"{item['percent']} %" if item["percent"] else ""
    return _(", ").join(part for part in (hours, share) if part)


_FACTS: Final[Mapping[str, Callable[[Mapping[str, Any], Say], list[tuple[str, str]]]]] = {
    ItemKind.PLAN: _plan,
    ItemKind.ACTIVITY: _activity,
    ItemKind.LIMIT: _limit,
}
