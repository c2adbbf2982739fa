"""Decides a change inside its own transaction, and records what was done in the same one: both stand or both fall."""

from typing import NamedTuple, Unpack

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import NewEntry
from hub.access_log.writer import Receipt
from hub.disclosure.choosing import decision_of
from hub.disclosure.deciding import first_purpose
from hub.disclosure.entries import Act, entry
from hub.disclosure.records import NO_CASE
from hub.grants import consent_seals
from hub.grants.asking import hold_facts
from hub.store.actor import Actor
from hub.store.errors import Conflict, HubError, NotShown
from hub.store.ground import Ground
from policies.decide import decide
from policies.decision import Permit
from policies.facts import Facts, Question
from policies.vocabulary import Action, Outcome, RefusalReason

_SAY_ACCEPT = "Din enhet har inte godtagit att lämna ut den här typen av uppgift. Godta först, eller spara med accept."


class Refused(Exception):  # noqa: N818 - names what happened
    """A change was refused: `change` rolls back, logs `entry` in a new transaction and raises `told`."""

    def __init__(self, told_as: NewEntry, actor: Actor, told: HubError) -> None:
        super().__init__()
        self.entry = told_as
        self.actor = actor
        self.told = told


class Allowed(NamedTuple):
    """A change that may be made; its entry tells `asked` should it be refused after all, and `done` when it is made."""

    facts: Facts
    permit: Permit
    asked: Act
    done: Act


def require(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *,
    case_id: str | None,
    action: Action,
    category: str,
    source: str | None = None,
    exclusive: bool = False,
    keyless: bool = False,
) -> Allowed:
    """Lock the case, load the facts and decide; raises Refused, also for a case that does not exist.

    An act that may change who reads is `exclusive`: it holds the case alone, and raises Tampered where the rows are not
    what was signed. A `keyless` act takes back everything: nothing has to be sealed anew, so it works without keys.
    """
    case_id = case_id or NO_CASE
    loaded = hold_facts(tx, ground, actor, action, case_id=case_id, exclusive=exclusive)
    act: Act = {"at": loaded.at, "action": action}
    if (facts := loaded.facts) is None:
        raise refuse(ground, actor, **act)
    purpose = first_purpose(facts)
    (answer,) = decide(ground.policy, Question(action.value, purpose), facts, [(source, category)])
    act |= {"facts": facts, "case": case_id}
    decided: Act = act | {"decisions": (decision_of(source or "", category, answer),)}
    if not isinstance(answer, Permit):
        raise refuse(ground, actor, told=_told(answer.reason), **decided | {"purpose": purpose})
    if exclusive:
        consent_seals.hold(tx, ground, case_id, action, facts.consent, keyless=keyless)
    return Allowed(facts, answer, act, decided)


def refuse(ground: Ground, actor: Actor, *, told: HubError | None = None, **act: Unpack[Act]) -> Refused:
    """Make the refusal of a change, also by what the rules of `policies` do not know (such as a text signed twice)."""
    return Refused(entry(ground, actor, Outcome.REFUSED, **act), actor, told or NotShown())


def record(tx: Connection, ground: Ground, actor: Actor, **act: Unpack[Act]) -> Receipt:
    """Append the entry of a change that was permitted, in the change's own transaction."""
    act.setdefault("count", len(act.get("written", ())))
    return writer.append(tx, ground, entry(ground, actor, **act))


def _told(reason: RefusalReason) -> HubError:
    """Only who may write here already learns more than the plain refusal: that her own unit has not accepted yet."""
    return Conflict("acceptance_required", _SAY_ACCEPT) if reason is RefusalReason.NOT_ACCEPTED else NotShown()
