"""Puts a collision into words: calm ones for the participant, plain ones for officers, from the policy's texts."""

from collections.abc import Mapping
from string import Formatter
from typing import Final

from flask_babel import get_domain
from flask_babel import gettext as _

from hub.collisions.rules import Found
from hub.plans.items import Activity, Limit
from hub.plans.vocabulary import DAY_LABELS, LIMIT_LABELS, TYPE_LABELS
from policies.loading import PolicyError
from policies.policy import Policy

_MINUTES_IN_HOUR: Final = 60
_PLACEHOLDERS: Final = frozenset({"a", "b", "day", "time", "h", "g", "hours", "limit", "source"})
_SEVERAL: Final = 100  # goes by the form for several, with its number, in every language
_SEVERITIES: Final = frozenset({"high", "low", "medium"})


def text_of(policy: Policy, found: Found, *, participant: bool, sources: Mapping[str, str]) -> str:
    """Word one collision in the answer's language; `sources` names whose an item is, as the reader may know it."""
    words = _words(policy, found, participant=participant)
    when, limit = found.when, found.limit
    return words.format(
        a=_name(found.a),
        b=_name(found.b),
        day=_(DAY_LABELS[when.day]) if when else "",
        time=f"{_clock(when.start)}–{_clock(when.end)}" if when else "",  # noqa: RUF001 - the dash that times take
        h=hours(found.hours),
        g=hours(limit.hours or 0) if limit else "",
        hours=_counted(found.hours) if found.hours else "",
        limit=_counted(limit.hours or 0) if limit else "",
        source=sources.get(limit.source, "") if limit else "",
    )


def _words(policy: Policy, found: Found, *, participant: bool) -> str:
    """Give the rule's text; of studies and placement that are no more than a week, their sum is not what collides."""
    if found.rule != "X06" or found.when is None:
        whose = "participant_sv" if participant else "officer_sv"
        return str(_(policy.collisions[found.rule][whose]))
    if participant:
        return str(_("Dina studier och din praktik krockar {day} {time}. Vi hjälper dig att få det att gå ihop."))
    return str(_("Studier och praktik är båda ett måste {day} {time}."))


def check_texts(policy: Policy) -> None:
    """Refuse texts that could not be worded, or that tell one language more than the other. Raises PolicyError."""
    for code, words in policy.collisions.items():
        place = f"collisions.toml.{code}"
        if words["severity"] not in _SEVERITIES:
            raise PolicyError(f"{place}.severity: is an unknown word")
        for whose in ("officer", "participant"):
            swedish, english = (
                _placeholders(f"{place}.{whose}_{language}", words[f"{whose}_{language}"]) for language in ("sv", "en")
            )
            if swedish != english:
                raise PolicyError(f"{place}.{whose}_en: tells something else than the Swedish text")


def hours(value: float) -> str:
    """Write hours as Swedish does: 12,5."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _counted(value: float) -> str:
    """Write hours with their word: 1 timme, 12,5 timmar. What is no whole number is said as several."""
    ngettext = get_domain().get_translations().ngettext
    words = ngettext("%(num)s timme", "%(num)s timmar", int(value) if value == int(value) else _SEVERAL)
    return str(words) % {"num": hours(value)}


def _placeholders(place: str, text: str) -> set[str]:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise PolicyError(f"{place}: has a broken placeholder") from error
    if not names <= _PLACEHOLDERS:
        raise PolicyError(f"{place}: has an unknown placeholder")
    return names


def _name(item: Activity | Limit | None) -> str:
    if item is None:
        return ""
    if isinstance(item, Limit):
        return _(LIMIT_LABELS[item.kind])
    return _(item.name) if item.name == TYPE_LABELS[item.type] else item.name  # what has no title goes by its type


def _clock(minutes: int) -> str:
    return f"{minutes // _MINUTES_IN_HOUR:02}:{minutes % _MINUTES_IN_HOUR:02}"
