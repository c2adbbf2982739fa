"""Gives what a new draft begins with: the coach's own text that nobody has signed, or what stands now."""

from typing import Final

from sqlalchemy import Connection

from hub.consents.drafting import check_drafter
from hub.consents.drafting_forms import DraftForm, begun_with
from hub.disclosure.changing import change
from hub.disclosure.permitting import record
from hub.grants.binding import still_missing
from hub.grants.states import State, state
from hub.grants.versions import Version, governing_version, load_version
from hub.signin.current import SignedIn
from hub.store.ground import Ground
from policies.vocabulary import Action, Kind

_UNSIGNED: Final = frozenset({State.DRAFT, State.PRESENTED, State.DECLINED})


def first_form(ground: Ground, who: SignedIn, *, case_id: str, former: str = "") -> DraftForm:
    """Begin with `former`, else with what stands in the governing version. Raises NotShown for all but its coach.

    Of what she took back whole nothing stands: whom it named is neither told nor proposed to her again.
    That tells whom it names and what they share, also to a coach who has not drafted it: a read, with its entry.
    """
    with change(ground) as tx:
        allowed = check_drafter(tx, ground, who.actor, case_id=case_id)
        before = _unsigned(tx, who, case_id=case_id, former=former, at=allowed.facts.at) or _governing(tx, case_id)
        if before is None:
            return DraftForm()
        asleep = still_missing(tx, [one.officer_id for one in before.persons if one.sleeps])
        record(tx, ground, who.actor, **allowed.done | {"action": Action.READ, "count": 1})
    return begun_with(before, asleep)


def _unsigned(tx: Connection, who: SignedIn, *, case_id: str, former: str, at: int) -> Version | None:
    """Give the text of this case that nobody has signed, if it is her own: its own page shows it to nobody else.

    Also one that the participant said no to: she may have changed her mind.
    """
    found = load_version(tx, former) if former else None
    if found is None or found.head.case_id != case_id or found.head.drafted_by != who.officer:
        return None
    return found if state(found.head, at) in _UNSIGNED else None


def _governing(tx: Connection, case_id: str) -> Version | None:
    found = governing_version(tx, case_id=case_id, kind=Kind.COOPERATION.value)
    return found if found is not None and found.head.withdrawn_at is None else None
