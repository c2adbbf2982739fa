"""Who is who in a case, as one reader may be told: how each is reached, who only stands in, and who is away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from hub.disclosure.records import Disclosure
from hub.plans.gathering import Gathered, PersonRow
from hub.store.actor import Actor, ActorKind
from hub.store.days import last_day_of
from policies.facts import Consent


@dataclass(frozen=True, slots=True)
class Person:
    """An officer whom this reader shares a line with, or the coordinator.

    How she is reached is told to officers; the participant is told it of the coordinator. Whom a substitute replaces
    is told where that officer is shown too.
    """

    officer: str
    name: str
    title: str
    unit: str
    unit_name: str
    coordinator: bool
    email: str | None
    phone: str | None
    reached: str | None
    substitute: bool
    stands_in_for: str | None
    away_until: date | None


def people_of(gathered: Gathered, disclosure: Disclosure, actor: Actor) -> tuple[Person, ...]:
    """Give the coordinator first, then those whom the consent names; nobody who has left, nor who stood in for her."""
    coordinator, reach = gathered.coordinator, actor.kind is ActorKind.OFFICER
    if coordinator is not None and not _works(coordinator, disclosure.at):
        coordinator = None
    first = (coordinator,) if coordinator is not None else ()
    # A coordinator who is named too keeps her place, with what the consent knows of her.
    rows = {(row.officer, row.unit): row for row in (*first, *_named(gathered, disclosure))}
    hers = (coordinator.officer, coordinator.unit) if coordinator is not None else None
    shown = frozenset(row.officer for row in rows.values())
    return tuple(
        _person(row, coordinator=at == hers, reach=reach or at == hers, shown=shown, at=disclosure.at)
        for at, row in rows.items()
    )


def in_force(consent: Consent | None, at: int) -> bool:
    return consent is not None and consent.withdrawn_at is None and consent.valid_from <= at < consent.valid_to


def _named(gathered: Gathered, disclosure: Disclosure) -> Sequence[PersonRow]:
    if not in_force(disclosure.facts.consent, disclosure.at):
        return ()
    left = {(row.officer, row.unit) for row in gathered.people if not _works(row, disclosure.at)}
    return [row for row in gathered.people if not left & {(row.officer, row.unit), (row.replaces, row.unit)}]


def _works(row: PersonRow, at: int) -> bool:
    return row.ends is None or at < row.ends


def _person(row: PersonRow, *, coordinator: bool, reach: bool, shown: Collection[str], at: int) -> Person:
    return Person(
        officer=row.officer,
        name=row.name,
        title=row.title,
        unit=row.unit,
        unit_name=row.unit_name,
        coordinator=coordinator,
        email=row.email if reach else None,
        phone=row.phone if reach else None,
        reached=row.reached if reach else None,
        substitute=row.replaces is not None,
        stands_in_for=row.replaces if row.replaces in shown else None,
        away_until=last_day_of(row.away[1]) if row.away is not None and row.away[0] <= at < row.away[1] else None,
    )
