"""The form on which an officer writes a plan, an activity or a limit: what it shows, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from hub.cases import saving
from hub.cases.foreseeing import Foreseen
from hub.cases.forms import Question, Times, default_of, questions_of, time_rows, typed_of
from hub.cases.merging import OPENED, opened_with
from hub.consents.labels import OFFICER_LABELS
from hub.disclosure.changing import change
from hub.grants.accepting import Declined
from hub.grants.tables import case
from hub.plans.allowing import may_see_readers, telling_why
from hub.plans.gathering import Place, plan_place
from hub.plans.readers import readers_of
from hub.plans.vocabulary import ItemKind
from hub.store.actor import Actor
from hub.store.days import day_of
from hub.store.ground import Ground
from policies.vocabulary import Category

_WRITTEN: Final = {
    ItemKind.PLAN: (Category.C03,),
    ItemKind.ACTIVITY: (Category.C04, Category.C07),
    ItemKind.LIMIT: (Category.C06, Category.C07),
}

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Where:
    """What the form is about: a new plan of a case, a new item of a plan, or an item that is there."""

    kind: ItemKind
    case: str
    plan: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Compare:
    """One fact of an item that two have written: as the form has it, and as it stands now."""

    label: str
    typed: str
    stands: str

    @property
    def differs(self) -> bool:
        return self.typed != self.stands


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form as it is shown; what was typed comes back with every answer.

    `accept` is that saving accepts, `declined` the no of her own unit that it turns.
    """

    where: Where
    typed: Form
    version: int | None = None
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    accept: bool = False
    declined: Declined | None = None
    checked: bool = False
    foreseen: tuple[Foreseen, ...] = ()
    both: tuple[Compare, ...] = ()
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    writes: frozenset[Category] = frozenset()
    number: str = ""
    status: int = 200

    @property
    def questions(self) -> tuple[Question, ...]:
        """Ask only for what can be saved; nothing when nothing can."""
        return questions_of(self.where.kind, self.writes)

    @property
    def times(self) -> list[Times]:
        return time_rows(self.typed)

    @property
    def read_by(self) -> list[tuple[str, str]]:
        """Say by name who reads each sort of information that this form writes."""
        wanted = _WRITTEN[self.where.kind]
        return [(OFFICER_LABELS[code], _(", ").join(self.readers[code])) for code in wanted if code in self.readers]

    @property
    def more_open(self) -> bool:
        """Tell whether a seldom used question is answered or wrong, so that it must be seen."""
        usual = default_of(self.where.kind, None)
        return any(
            asked.name in self.errors or self.typed.get(asked.name, "") not in ("", usual.get(asked.name))
            for asked in self.questions
            if asked.seldom
        )


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What may be written, when that was decided, who reads it, and which case it is, so that nobody mistakes it."""

    at: int
    categories: frozenset[Category]
    readers: Mapping[str, tuple[str, ...]]
    number: str


def new_page(ground: Ground, actor: Actor, *, kind: ItemKind, case_id: str = "", plan_id: str = "") -> FormPage:
    """Show a form with what is usual filled in to who may write there. Raises NotShown."""
    place = _plan(ground, plan_id) if plan_id else Place("", case_id, "", actor.unit or "", "", "")
    where = Where(kind, place.case if place else "", plan_id)
    allowed = _allowed(ground, actor, place)
    usual = default_of(kind, day_of(allowed.at))
    return FormPage(where, usual, readers=allowed.readers, writes=allowed.categories, number=allowed.number)


def change_page(ground: Ground, actor: Actor, *, kind: ItemKind, item_id: str, purpose: str | None) -> FormPage:
    """Show an item as it stands to who may write it, or could by accepting for her unit. Raises NotShown."""
    current = saving.open_to_change(ground, actor, item_id=item_id, kind=kind, purpose=purpose, accept=True)
    where = Where(kind, current.place.case, current.place.plan, item_id)
    allowed = _allowed(ground, actor, current.place)
    return FormPage(
        where,
        {**typed_of(current.values), OPENED: opened_with(current.values)},
        version=current.version,
        readers=allowed.readers,
        writes=frozenset({Category(current.place.category)}),  # an item is never filed as another sort
        number=allowed.number,
    )


def _plan(ground: Ground, plan_id: str) -> Place | None:
    with ground.store.read() as tx:
        return plan_place(tx, plan_id)


def _allowed(ground: Ground, actor: Actor, place: Place | None) -> _Allowed:
    """Decide what the actor may write there, and give who will read it. Raises NotShown after its entry."""
    with change(ground) as tx, telling_why(actor):
        source = place.source if place else None
        case_id = place.case if place else None
        writable = may_see_readers(tx, ground, actor, case_id=case_id, source=source)
        readers = readers_of(tx, case_id=case_id or "", source=source or "", at=writable.at)
        number = tx.execute(select(case.c.number).where(case.c.id == case_id)).scalar_one()
        return _Allowed(writable.at, writable.categories, readers, number)
