"""An officer says what is done about a collision that she was just shown, in the same request."""

import dataclasses
from datetime import date
from typing import Final

from hub.cases.showing import show
from hub.collisions.finding import Collision
from hub.collisions.resolving import UNTOUCHED, Resolution, State, resolve
from hub.disclosure.changing import change
from hub.plans.reading import Unfit, day
from hub.store.actor import Actor
from hub.store.days import end_of, written
from hub.store.errors import Invalid, NotShown
from hub.store.ground import Ground

_DAY_OF_NOTHING: Final = "En dag hör bara till att krocken är avsikten. Ta bort dagen, eller säg att den är avsikten."


def settle(
    ground: Ground, actor: Actor, *, case_id: str, key: str, wanted: Resolution, purpose: str | None
) -> Collision:
    """Keep what was done about one collision. Raises NotShown for a key that is not in her own result, and Stale."""
    view = show(ground, actor, case_id=case_id, purpose=purpose)
    shown = next((collision for collision in view.collisions if collision.key == key), None)
    with change(ground) as tx:
        resolve(tx, ground, actor, case_id=case_id, key=key, shown=shown is not None, wanted=wanted)
    if shown is None:
        raise NotShown
    shown = dataclasses.replace(shown, state=wanted.state.value, version=(wanted.version or UNTOUCHED) + 1)
    if wanted.state is State.OPEN:
        return dataclasses.replace(shown, owner=None, until=None)
    until = written(end_of(wanted.until)) if wanted.state is State.ACCEPTED and wanted.until is not None else None
    return dataclasses.replace(shown, owner=actor.id, until=until)


def read_resolution(state: str, until: str | None, version: int | None) -> Resolution:
    """Read what a form or a body said. Raises Invalid."""
    if state not in frozenset(State):
        raise Invalid({"state": ["Välj ett av alternativen."]})
    if not until:
        return Resolution(State(state), None, version)
    if state != State.ACCEPTED:
        raise Invalid({"until": [_DAY_OF_NOTHING]})
    try:
        return Resolution(State(state), date.fromisoformat(day(until)), version)
    except Unfit as error:
        raise Invalid({"until": [str(error)]}) from None
