"""Which of a reader's cases her list is narrowed to; what lies in clear is narrowed before anything is opened."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from hub.cases.summing import Summary


class Only(StrEnum):
    """What a list is narrowed to, as the API names it."""

    ALL = "all"
    NEW = "new"
    COLLISIONS = "collisions"
    OVERDUE = "overdue"
    WAITS = "waits"
    REPORTS = "reports"
    ENDS_SOON = "ends_soon"
    WITHOUT = "without_consent"


def fits(only: Only, summary: Summary | None) -> bool:
    """Tell whether a case belongs in the list, by what its reader may know of it at a glance."""
    return only is Only.ALL or (summary is not None and _FITS[only](summary))


def is_new(summary: Summary) -> bool:
    """A case that she has not opened for long is new as a whole."""
    return summary.new != 0


_FITS: Final[Mapping[Only, Callable[[Summary], bool]]] = {
    Only.NEW: is_new,
    Only.COLLISIONS: lambda one: one.collisions > 0,
    Only.OVERDUE: lambda one: one.overdue,
    Only.WAITS: lambda one: one.waits,
    Only.REPORTS: lambda one: one.reports > 0,
    Only.ENDS_SOON: lambda one: one.ends_soon,
    Only.WITHOUT: lambda one: one.consent_until is None,
}
