"""Puts *Mina ärenden* in the order that the officer asked for; the words of its address, and their labels."""

from collections.abc import Callable, Sequence
from typing import Final

from hub.cases.listing import Listed
from hub.cases.narrowing import Only, is_new
from hub.store.alphabet import in_swedish

BY_NAME: Final = "namn"
EVERYTHING: Final = "alla"

ORDER_LABELS: Final = {
    BY_NAME: "Namn",
    "nytt": "Mest nytt först",
    "uppfoljning": "Tidigast uppföljning först",
    "medgivande": "Medgivande som slutar först",
}
ONLY_LABELS: Final = {
    EVERYTHING: "Alla ärenden",
    "nytt": "Med något nytt",
    "krockar": "Med öppna krockar",
    "forsenat": "Med försenad uppföljning",
    "vantar": "Som väntar på att enheten godtar",
    "synpunkt": "Med synpunkt att svara på",
    "slutar": "Vars medgivande slutar inom 30 dagar",
    "utan": "Utan medgivande som gäller",
}
OF_COACHES: Final = frozenset({"utan"})
"""What only a coach is asked: whose case no consent is in force for reads nothing of it, unless she coaches it."""
_ONLY: Final = dict(zip(ONLY_LABELS, Only, strict=True))
_LAST: Final = "9999"  # after every ISO date


def asked_only(word: str) -> Only:
    """Read what the list is narrowed to; an unknown word counts as none said."""
    return _ONLY.get(word, Only.ALL)


def arranged(items: Sequence[Listed], *, order: str) -> tuple[Listed, ...]:
    """Give the cases in order; an unknown word counts as none said."""
    by_name = sorted(items, key=_by_name)
    return tuple(sorted(by_name, key=_ORDERS[order])) if order in _ORDERS else tuple(by_name)


def _by_name(one: Listed) -> tuple[bool, str, str]:
    """What can no longer be read stands last."""
    return one.name is None, in_swedish(one.name or ""), one.number


def _by_news(one: Listed) -> tuple[bool, int]:
    return one.summary is None or not is_new(one.summary), -((one.summary.new or 0) if one.summary else 0)


_ORDERS: Final[dict[str, Callable[[Listed], tuple[bool, int | str]]]] = {
    "nytt": _by_news,
    "uppfoljning": lambda one: (one.summary is None, (one.summary.follow_up if one.summary else None) or _LAST),
    "medgivande": lambda one: (one.summary is None, (one.summary.consent_until if one.summary else None) or _LAST),
}
