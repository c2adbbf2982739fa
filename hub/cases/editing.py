"""How a form goes on that an officer has sent: saved, or shown again with what is wrong, collides or waits."""

from dataclasses import dataclass, replace
from typing import Final

from hub.cases import saving
from hub.cases.describing import describe
from hub.cases.foreseeing import Foreseen, foresee
from hub.cases.form_showing import Compare, Form, FormPage, Where
from hub.cases.forms import read_form, read_version, typed_of
from hub.cases.merging import OPENED, merged, opened_with
from hub.grants.accepting import declined
from hub.grants.versions import governing_version
from hub.plans.fields import Values, category_of
from hub.plans.vocabulary import ActivityStatus, ItemKind, PlanStatus
from hub.signin.sending_once import mark_of_form
from hub.signin.sendings import Sending, sending_of
from hub.store.actor import Actor
from hub.store.errors import Conflict, HubError, Invalid, Stale
from hub.store.ground import Ground
from policies.vocabulary import Kind

_OVER: Final = frozenset({ActivityStatus.CANCELLED, ActivityStatus.DONE, PlanStatus.ENDED})
_CONFLICT, _STALE, _UNFIT = 409, 412, 422


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
    """Show both versions, hers with what a colleague wrote where she changed nothing.

    A second press saves over what is shown as standing now: she has seen it.
    """
    where = page.where
    current = saving.open_to_change(ground, actor, item_id=where.item, kind=where.kind, purpose=purpose, accept=True)
    hers = merged(where.kind, form, current.values)
    both = _compared(where, current.place.category, hers, current.values)
    typed = {**typed_of(hers), OPENED: opened_with(current.values)}
    return replace(page, typed=typed, version=current.version, both=both, status=_STALE)


def _compared(where: Where, category: str, typed: Values, stands: Values) -> tuple[Compare, ...]:
    flat = {"id": where.item, "kind": where.kind.value, "version": 0, "category": category}
    hers, theirs = (describe({**values, **flat}, participant=False) for values in (typed, stands))
    said, standing = ({"": words.heading, **dict(words.facts)} for words in (hers, theirs))
    return tuple(Compare(label, said.get(label, ""), standing.get(label, "")) for label in {**said, **standing})


def _version(form: Form, page: FormPage) -> int | None:
    typed = read_version(form)
    return typed if typed is not None else page.version
