"""The page on which an officer writes a plan, an activity or a limit: what it shows, and how a sent form goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select

from hub.cases import saving
from hub.cases.describing import describe
from hub.cases.foreseeing import Foreseen, foresee
from hub.cases.forms import Question, Times, default_of, questions_of, read_form, read_version, time_rows, typed_of
from hub.consents.labels import OFFICER_LABELS
from hub.disclosure.changing import change
from hub.grants.accepting import Declined, declined
from hub.grants.tables import case
from hub.grants.versions import governing_version
from hub.plans.allowing import may_see_readers, telling_why
from hub.plans.fields import Values, category_of
from hub.plans.gathering import Place, plan_place
from hub.plans.readers import readers_of
from hub.plans.vocabulary import ActivityStatus, ItemKind, PlanStatus
from hub.signin.sending_once import mark_of_form
from hub.signin.sendings import Sending, sending_of
from hub.store.actor import Actor
from hub.store.days import day_of
from hub.store.errors import Conflict, HubError, Invalid, Stale
from hub.store.ground import Ground
from policies.vocabulary import Category, Kind

_OVER: Final = frozenset({ActivityStatus.CANCELLED, ActivityStatus.DONE, PlanStatus.ENDED})
_OK, _CONFLICT, _STALE, _UNFIT = 200, 409, 412, 422
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
    status: int = _OK

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
class Done:
    """What was saved, and the id of its log entry; none for a plan that says nothing yet.

    `ends` is the last day that she has just written, of what is not said to be over; `again` is that it was saved
    before, by the same form; `unchanged` that the form said what stood there, so that nothing was saved.
    """

    case: str
    entry: str | None
    ends: str | None = None
    again: bool = False
    unchanged: bool = False


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
        typed_of(current.values),
        version=current.version,
        readers=allowed.readers,
        writes=frozenset({Category(current.place.category)}),  # an item is never filed as another sort
        number=allowed.number,
    )


def save_new(ground: Ground, actor: Actor, page: FormPage, form: Form, *, purpose: str | None) -> FormPage | Done:
    """Save a new plan or item, or give the form as it is shown again: wrong, colliding, or not yet accepted."""
    try:
        values = read_form(page.where.kind, form)
        foreseen = _foresee(ground, actor, page.where, form, values, purpose)
        if foreseen:
            return replace(page, typed=form, foreseen=foreseen, checked=True, status=_CONFLICT)
        sending = _sending(ground, actor, page.where, form, values)
        added = _add(ground, actor, page.where, values, accept=form.get("accept") == "yes", sending=sending)
    except (Invalid, Conflict) as refused:
        return _accepting(ground, actor, page, form) if _waits(refused) else _again(page, form, refused)
    return replace(_done(page, added.item), again=added.again)


def saved_before(ground: Ground, actor: Actor, page: FormPage, form: Form) -> Done | None:
    """Give what the same form saved before, to who may write there: it collides with nothing, and asks for no code."""
    try:
        values = read_form(page.where.kind, form)
    except Invalid:
        return None
    made = saving.made_by(ground, _sending(ground, actor, page.where, form, values))
    return Done(page.where.case, made.receipt.entry, again=True) if made is not None else None


def save_change(ground: Ground, actor: Actor, page: FormPage, form: Form, *, purpose: str | None) -> FormPage | Done:
    """Save over the version that stood in the form, or give the form as it is shown again."""
    where = page.where
    try:
        values = read_form(where.kind, form)
        foreseen = _foresee(ground, actor, where, form, values, purpose)
        if foreseen:
            return replace(
                page, typed=form, version=_version(form, page), foreseen=foreseen, checked=True, status=_CONFLICT
            )
        saved = saving.change_item(
            ground,
            actor,
            item_id=where.item,
            kind=where.kind,
            version=read_version(form) or 0,
            changes=values,
            purpose=purpose,
            accept=form.get("accept") == "yes",
        )
    except Stale:
        return _stale(ground, actor, page, form, purpose=purpose)
    except (Invalid, Conflict) as refused:
        return _accepting(ground, actor, page, form) if _waits(refused) else _again(page, form, refused)
    if saved["version"] == read_version(form):
        return Done(where.case, None, unchanged=True)
    return _done(page, saved)


def unconfirmed(ground: Ground, actor: Actor, page: FormPage, form: Form, wrong: Invalid) -> FormPage:
    """Show the form with what was typed, and ask again for what proves who accepts."""
    return replace(_accepting(ground, actor, page, form), errors=wrong.errors, status=_UNFIT)


def _sending(ground: Ground, actor: Actor, where: Where, form: Form, values: Values) -> Sending | None:
    return sending_of(ground, actor, mark_of_form(form), where.kind, where.plan or where.case, values)


def _add(
    ground: Ground, actor: Actor, where: Where, values: Values, *, accept: bool, sending: Sending | None
) -> saving.Added:
    kind = where.kind
    if kind is ItemKind.PLAN:
        said = {name: value for name, value in values.items() if value is not None}
        return saving.add_plan(ground, actor, case_id=where.case, values=said, accept=accept, sending=sending)
    if not where.plan:
        return saving.add_to_case(
            ground, actor, case_id=where.case, kind=kind, values=values, accept=accept, sending=sending
        )
    return saving.add_item(
        ground, actor, plan_id=where.plan, kind=kind, values=values, category=None, accept=accept, sending=sending
    )


def _done(page: FormPage, saved: Values) -> Done:
    receipt = saved.get("receipt")
    return Done(page.where.case, receipt["entry"] if isinstance(receipt, dict) else None, _ends(page, saved))


def _ends(page: FormPage, saved: Values) -> str | None:
    """Give the last day as it was saved; None where it stood there before, or the item is said to be over."""
    name = "valid_to" if page.where.kind is ItemKind.PLAN else "to"
    last = saved.get(name)
    is_hers = isinstance(last, str) and last != page.typed.get(name) and saved.get("status") not in _OVER
    return str(last) if is_hers else None


def _foresee(
    ground: Ground, actor: Actor, where: Where, form: Form, values: Values, purpose: str | None
) -> tuple[Foreseen, ...]:
    """Look for collisions unless she has just been shown them and saves all the same."""
    if form.get("anyway") == "yes" and form.get("check") != "yes":
        return ()
    return foresee(
        ground, actor, case_id=where.case, kind=where.kind, values=values, purpose=purpose, item=where.item or None
    )


def _again(page: FormPage, form: Form, refused: HubError) -> FormPage:
    """Show the form again with what was typed, and with what is wrong."""
    conflicts = isinstance(refused, Conflict)
    errors = {"": [refused.detail]} if isinstance(refused, Conflict) else {}
    return replace(
        page,
        typed=form,
        version=_version(form, page),
        errors=refused.errors if isinstance(refused, Invalid) else errors,
        status=_CONFLICT if conflicts else _UNFIT,
    )


def _waits(refused: HubError) -> bool:
    return isinstance(refused, Conflict) and refused.code == "acceptance_required"


def _accepting(ground: Ground, actor: Actor, page: FormPage, form: Form) -> FormPage:
    """Offer to accept by saving; whose no that would turn is said first, since `page` went to who may write there."""
    kind = page.where.kind
    with ground.store.read() as tx:
        version = governing_version(tx, case_id=page.where.case, kind=Kind.COOPERATION.value)
        category = category_of(kind, {"type": "", "limit": "", **form})
        no = declined(tx, version=version, unit=actor.unit or "", category=category) if version else None
    shown = replace(page, typed=form, version=_version(form, page), status=_CONFLICT)
    return replace(shown, accept=True, declined=no, checked=True)


def _stale(ground: Ground, actor: Actor, page: FormPage, form: Form, *, purpose: str | None) -> FormPage:
    """Show both versions. A second press saves over what is shown as standing now: she has seen it."""
    where = page.where
    current = saving.open_to_change(ground, actor, item_id=where.item, kind=where.kind, purpose=purpose, accept=True)
    hers = saving.checked_for_officers(where.kind, {**current.values, **read_form(where.kind, form)}, None)
    both = _compared(where, current.place.category, hers, current.values)
    return replace(page, typed=form, version=current.version, both=both, status=_STALE)


def _compared(where: Where, category: str, typed: Values, stands: Values) -> tuple[Compare, ...]:
    flat = {"id": where.item, "kind": where.kind.value, "version": 0, "category": category}
    hers, theirs = (describe({**values, **flat}, participant=False) for values in (typed, stands))
    said, standing = ({"": words.heading, **dict(words.facts)} for words in (hers, theirs))
    return tuple(Compare(label, said.get(label, ""), standing.get(label, "")) for label in {**said, **standing})


def _version(form: Form, page: FormPage) -> int | None:
    typed = read_version(form)
    return typed if typed is not None else page.version


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
