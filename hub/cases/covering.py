"""Who reads and answers in each of an officer's cases while she is away; names through the door, as in her list."""

from dataclasses import dataclass

from hub.cases.listing import MOST, own_ids
from hub.cases.naming import in_force
from hub.disclosure.door import disclose_list
from hub.disclosure.records import Asked, Disclosure
from hub.grants.naming import names as officers_named
from hub.grants.standing_in import Substitute, substitutes
from hub.plans.gathering import names
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action, Reserved


@dataclass(frozen=True, slots=True)
class Covered:
    """One of her cases; without a substitute nobody reads it in her place."""

    case: str
    number: str
    name: str | None
    substitute: Substitute | None
    called: str  # the substitute's name

    @property
    def is_read(self) -> bool:
        """Tell whether somebody reads and answers while she is away."""
        return self.substitute is not None and self.substitute.taken_on


@dataclass(frozen=True, slots=True)
class Cover:
    """Her cases by name; of more than a list shows, the others are not told of."""

    cases: tuple[Covered, ...]
    more: bool


def covered(ground: Ground, actor: Actor) -> Cover:
    """Tell of each case that she may be shown now who stands in for her: one commit, one entry for each case."""
    with ground.store.read() as tx:
        ids = own_ids(tx, ground, actor)
        named = names(tx, ids[:MOST])
    shown = disclose_list(ground, [Asked(actor, ref, Action.LIST, rows) for ref, rows in named.values()])
    # Of a consent that is not as it was signed nothing opens, and nobody reads by it.
    stand = [one.case.id for one in shown if one.opened and in_force(one.facts.consent, one.at)]
    with ground.store.read() as tx:
        found = substitutes(tx, ground, actor, cases=stand, at=ground.clock.now(tx))
        called = officers_named(tx, ground, officers=[one.officer for one in found.values()], units=()).officers
    told = [
        Covered(one.case.id, one.case.number, _name(one), away, called[away.officer].name if away is not None else "")
        for one, away in [(one, found.get(one.case.id)) for one in shown]
    ]
    return Cover(tuple(sorted(told, key=_order)), more=len(ids) > MOST)


def _name(one: Disclosure) -> str | None:
    return next((str(each.fields["name"]) for each in one.opened if each.category == Reserved.NAME.value), None)


def _order(one: Covered) -> tuple[bool, str, str]:
    """Where nobody reads comes first: that is what she has to see to before she goes."""
    return one.is_read, (one.name or one.number).casefold(), one.number
