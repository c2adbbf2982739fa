"""Tells a writer which collisions her item would make with what she may read, before anything is saved."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from hub.cases.describing import heading
from hub.cases.saving import checked_for_officers
from hub.cases.showing import PARTICIPANT_NAME, item_view, open_case
from hub.collisions.finding import Reader, collisions_of
from hub.collisions.rules import find
from hub.disclosure.records import Opened
from hub.plans.fields import Values, category_of, pack
from hub.plans.items import TABLE, compared
from hub.plans.vocabulary import ItemKind
from hub.store.actor import Actor
from hub.store.days import day_of
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE

DRAFT: Final = "draft"
"""What stands for the item that is not saved yet; no item's id is so short."""
_OWN: Final = "din enhet"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One collision that the item would make: its text for officers, and what it would be with."""

    rule: str
    severity: str
    text: str
    others: tuple[str, ...]


def foresee(
    ground: Ground,
    actor: Actor,
    *,
    case_id: str,
    kind: ItemKind,
    values: Values,
    purpose: str | None,
    item: str | None = None,
) -> tuple[Foreseen, ...]:
    """Give what the item would newly collide with; `item` is the one that it would stand in place of.

    Reads the case as its page does, with an entry of its own: the same rules over the same items, and one more.
    Raises Invalid for what could not be saved, and as `show` does.
    """
    checked = checked_for_officers(kind, values, None)
    if kind is ItemKind.PLAN:
        return ()
    gathered, disclosure = open_case(ground, actor, case_id=case_id, purpose=purpose)
    stands = tuple(one for one in disclosure.opened if one.table == TABLE)
    others = tuple(one for one in stands if one.record != item)
    mine = item or DRAFT
    today = day_of(disclosure.at)
    after = compared((*others, _draft(actor, mine, kind, checked)), today=today)
    known = frozenset(one.key for one in find(compared(stands, today=today)))
    sources = {actor.unit or "": _OWN, **{source: names[0] for source, names in gathered.units.items()}}
    sources |= {PARTICIPANT_SOURCE: _(PARTICIPANT_NAME)}
    reader = Reader(case_id, disclosure.at, participant=False, sources=sources, people=frozenset())
    headings = {one.record: heading(item_view(one)) for one in others}
    return tuple(
        Foreseen(one.rule, one.severity, one.text, tuple(headings[place] for place in one.items if place != mine))
        for one in collisions_of(ground, after, reader)
        if mine in one.items and one.key not in known
    )


def _draft(actor: Actor, record: str, kind: ItemKind, checked: Values) -> Opened:
    category, source = category_of(kind, checked).value, actor.unit or PARTICIPANT_SOURCE
    return Opened(TABLE, record, 0, source, category, 0, pack(kind, checked), kind.value)
