"""Puts a collision into words: calm ones for the participant, plain ones for officers, from the policy's texts."""

from collections.abc import Mapping
from typing import Final

from hub.collisions.rules import Found
from hub.plans.items import Activity, Limit
from hub.plans.vocabulary import DAY_LABELS, LIMIT_LABELS
from policies.policy import Policy

_MINUTES_IN_HOUR: Final = 60


def text_of(policy: Policy, found: Found, *, participant: bool, sources: Mapping[str, str]) -> str:
    """Word one collision in Swedish; `sources` names whose an item is, as the reader may know it."""
    words = policy.collisions[found.rule]
    when, limit = found.when, found.limit
    return (words.participant_sv if participant else words.officer_sv).format(
        a=found.a.name,
        b=_name(found.b),
        day=DAY_LABELS[when.day] if when else "",
        time=f"{_clock(when.start)}–{_clock(when.end)}" if when else "",  # noqa: RUF001 - the dash that times take
        h=hours(found.hours),
        g=hours(limit.hours or 0) if limit else "",
        source=sources.get(limit.source, "") if limit else "",
    )


def hours(value: float) -> str:
    """Write hours as Swedish does: 12,5."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _name(item: Activity | Limit | None) -> str:
    if item is None:
        return ""
    return item.name if isinstance(item, Activity) else LIMIT_LABELS[item.kind]


def _clock(minutes: int) -> str:
    return f"{minutes // _MINUTES_IN_HOUR:02}:{minutes % _MINUTES_IN_HOUR:02}"
