"""Gives a coach the team that she named last, as those in it are called now."""

from hub.grants.suggesting import last_draft
from hub.officers.directory import Listed, officers
from hub.signin.current import SignedIn
from hub.store.ground import Ground


def last_team(ground: Ground, who: SignedIn) -> tuple[Listed, ...]:
    """Give those of the newest draft who still work where they were named; no substitute, and nobody's answer."""
    with ground.store.read() as tx:
        team = last_draft(tx, officer=who.officer or "", at=who.at)
        here = {(one.id, one.unit): one for one in officers(tx, ground, at=who.at)}
    persons = [person for person in team.persons if person.stands_in_for is None] if team is not None else []
    found = [here.get((person.officer_id, person.unit_id)) for person in persons]
    return tuple(one for one in found if one is not None)
