"""What a draft can hold at all: which categories each named source can give, and to whom; nothing is chosen here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from policies.policy import Policy
from policies.rules import line_allowed, write_allowed
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Function

# What each gives that others mostly need for plans to go together: a quick choice for the coach, who can undo it.
USUAL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        PARTICIPANT_SOURCE: (Category.C03, Category.C04),
        Function.AF_OFFICER: (Category.C04,),
        Function.AME_COACH: (Category.C02, Category.C04),
        Function.CLINICIAN: (Category.C06, Category.C07),
        Function.FK_OFFICER: (Category.C04, Category.C09),
        Function.REHAB_COORDINATOR: (Category.C06, Category.C07),
        Function.SOCIAL_SECRETARY: (Category.C04, Category.C09),
    }
)


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
    usual: bool


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
    policy: Policy, source: str, functions: Sequence[str], category: str, named: Sequence[Workplace]
) -> Offer | None:
    gives = (one for one in functions if one == PARTICIPANT_SOURCE or write_allowed(policy, one, category))
    function = next(gives, None)
    if function is None:
        return None
    others = [place for place in named if place.unit != source]
    readers = tuple(place.officer for place in others if line_allowed(policy, function, place.function, category))
    usual = any(category in USUAL.get(one, ()) for one in functions)
    return Offer(source, category, readers, usual) if readers else None
