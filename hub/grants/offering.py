"""What a draft can hold at all: which categories each named source can give, and to whom; nothing is chosen here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policies.decide import Policy, line_allowed, write_allowed
from policies.vocabulary import PARTICIPANT_SOURCE, Category


@dataclass(frozen=True, slots=True)
class Workplace:
    """A person at a unit, with the function that the ceiling asks for."""

    officer: str
    unit: str
    function: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A row that can be drafted, and the officers who can be asked for as its readers."""

    source: str
    category: str
    readers: tuple[str, ...]


def offers(policy: Policy, named: Sequence[Workplace], *, coach: Workplace) -> tuple[Offer, ...]:
    """Give every row that the named persons' units, the coach's and the participant can give to one of the others."""
    sources: dict[str, list[str]] = {PARTICIPANT_SOURCE: [PARTICIPANT_SOURCE]}
    for place in (*named, coach):
        sources.setdefault(place.unit, []).append(place.function)
    found = (
        _offer(policy, source, functions, category.value, named)
        for source, functions in sources.items()
        for category in Category
    )
    return tuple(offer for offer in found if offer is not None)


def _offer(
    policy: Policy, source: str, functions: Iterable[str], category: str, named: Sequence[Workplace]
) -> Offer | None:
    gives = (one for one in functions if one == PARTICIPANT_SOURCE or write_allowed(policy, one, category))
    function = next(gives, None)
    if function is None:
        return None
    others = [place for place in named if place.unit != source]
    readers = tuple(place.officer for place in others if line_allowed(policy, function, place.function, category))
    return Offer(source, category, readers) if readers else None


def by_source(found: Iterable[Offer]) -> Mapping[str, tuple[Offer, ...]]:
    grouped: dict[str, tuple[Offer, ...]] = {}
    for offer in found:
        grouped[offer.source] = (*grouped.get(offer.source, ()), offer)
    return grouped
