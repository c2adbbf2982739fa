"""Decides one read inside the door's transaction and words its log entry; opens nothing."""

from dataclasses import dataclass

from sqlalchemy import Connection

from hub.access_log.entry import NewEntry
from hub.disclosure.choosing import Choice, choose
from hub.disclosure.entries import Act, entry
from hub.disclosure.records import Asked
from hub.grants.asking import hold_facts
from hub.grants.loading import Loaded
from hub.store.errors import HubError, Invalid, NotShown
from hub.store.ground import Ground
from policies.facts import Facts
from policies.vocabulary import Outcome, ReaderKind

_PURPOSE_MISSING = "purpose_missing"
_PURPOSE_STRANGE = "purpose_strange"
_SAY = {
    _PURPOSE_MISSING: "Medgivandet har flera syften. Ange vilket du läser för.",
    _PURPOSE_STRANGE: "Medgivandet har inte det syftet. Välj ett som det har.",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """One read as it was decided: the entry that tells of it, and why it opens nothing, if it opens nothing."""

    asked: Asked
    loaded: Loaded
    choice: Choice | None
    entry: NewEntry
    refused: HubError | None


def decide_read(tx: Connection, ground: Ground, asked: Asked) -> Decided:
    """Hold the case, choose. A case that does not exist runs the same statements as one that is refused."""
    case_id, _ = asked.ids
    loaded = hold_facts(tx, ground, asked.actor, asked.action, case_id=case_id)
    act: Act = {"at": loaded.at, "action": asked.action}
    if (facts := loaded.facts) is None:
        return Decided(asked, loaded, None, entry(ground, asked.actor, Outcome.REFUSED, **act), NotShown())
    purpose = asked.purpose or first_purpose(facts)
    choice = choose(ground.policy, facts, action=asked.action, purpose=purpose, rows=asked.rows, whole=asked.whole)
    wrong = _wrong_purpose(asked, facts, choice)
    refused = _refused(choice, wrong)
    act |= {"facts": facts, "case": case_id, "purpose": purpose, "consent": loaded.rests_on}
    act |= {"decisions": choice.decisions, "count": 0 if refused else len(choice.rows)}
    act |= {"reason": wrong if isinstance(refused, Invalid) else None}
    outcome = Outcome.REFUSED if refused else Outcome.PERMITTED
    return Decided(asked, loaded, choice, entry(ground, asked.actor, outcome, **act), refused)


def _refused(choice: Choice, wrong: str | None) -> HubError | None:
    if not choice.permits:
        return NotShown()
    return Invalid({"purpose": [_SAY[wrong]]}) if wrong is not None else None


def _wrong_purpose(asked: Asked, facts: Facts, choice: Choice) -> str | None:
    """R9. No name is read for what the participant did not sign, and one of several is chosen, not guessed."""
    if facts.consent is None or facts.reader.kind != ReaderKind.OFFICER.value:
        return None
    if asked.purpose is not None:
        return None if asked.purpose in facts.consent.purposes else _PURPOSE_STRANGE
    reads_others = any(permit.rule == "line" for permit in choice.permits.values())
    return _PURPOSE_MISSING if reads_others and len(facts.consent.purposes) > 1 else None


def first_purpose(facts: Facts) -> str | None:
    """One purpose is not asked for; where a read's consent has several, `_refused` stops before anything opens."""
    return facts.consent.purposes[0] if facts.consent is not None else None
