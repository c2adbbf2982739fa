"""Puts *Mina ärenden* in the order, and narrows it to what, the officer asked for; kept in the address."""

from collections.abc import Callable, Sequence
from typing import Final

from hub.cases.listing import Listed

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
}
_LAST: Final = "9999"  # after every ISO date


def arranged(items: Sequence[Listed], *, order: str, only: str) -> tuple[Listed, ...]:
    """Give the cases that are asked for, in order; an unknown word counts as none said."""
    wanted = _ONLY.get(only, _everything)
    kept = sorted((one for one in items if wanted(one)), key=_by_name)
    return tuple(sorted(kept, key=_ORDERS[order])) if order in _ORDERS else tuple(kept)


def _everything(_: Listed) -> bool:
    return True


def _by_name(one: Listed) -> tuple[bool, str, str]:
    """What can no longer be read stands last."""
    return one.name is None, (one.name or "").casefold(), one.number


def _is_new(one: Listed) -> bool:
    """A case that she has not opened for long is new as a whole."""
    return one.summary is not None and one.summary.new != 0


_ONLY: Final[dict[str, Callable[[Listed], bool]]] = {
    "nytt": _is_new,
    "krockar": lambda one: one.summary is not None and one.summary.collisions > 0,
    "forsenat": lambda one: one.summary is not None and one.summary.overdue,
    "vantar": lambda one: one.summary is not None and one.summary.waits,
    "synpunkt": lambda one: one.summary is not None and one.summary.reports > 0,
    "slutar": lambda one: one.summary is not None and one.summary.ends_soon,
}
_ORDERS: Final[dict[str, Callable[[Listed], tuple[bool, int | str]]]] = {
    "nytt": lambda one: (not _is_new(one), -((one.summary.new or 0) if one.summary else 0)),
    "uppfoljning": lambda one: (one.summary is None, (one.summary.follow_up if one.summary else None) or _LAST),
    "medgivande": lambda one: (one.summary is None, (one.summary.consent_until if one.summary else None) or _LAST),
}
