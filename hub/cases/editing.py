"""The page on which an officer writes a plan, an activity or a limit: what it shows, and how a sent form goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.cases import saving
from hub.cases.describing import Described, describe
from hub.cases.forms import QUESTIONS, Question, read_form, slot_rows, typed_of
from hub.consents.labels import OFFICER_LABELS
from hub.disclosure.changing import change
from hub.plans.allowing import may_write_some
from hub.plans.gathering import Place, plan_place
from hub.plans.readers import readers_of
from hub.plans.vocabulary import ItemKind
from hub.store.actor import Actor
from hub.store.errors import Conflict, HubError, Invalid, Stale
from hub.store.ground import Ground
from policies.vocabulary import Action, Category

READERS_SEEN: Final = "readers_seen"
_OK, _CONFLICT, _STALE, _UNFIT = 200, 409, 412, 422


@dataclass(frozen=True, slots=True)
class Where:
    """What the form is about: a new plan of a case, a new item of a plan, or an item that is there."""

    kind: ItemKind
    case: str
    plan: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form as it is shown; what was typed comes back with every answer."""

    where: Where
    typed: Mapping[str, str]
    version: int | None = None
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    accept: bool = False
    stands: Described | None = None
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: int = _OK

    @property
    def questions(self) -> tuple[Question, ...]:
        return QUESTIONS[self.where.kind]

    @property
    def rows(self) -> range:
        return slot_rows(self.typed)

    @property
    def read_by(self) -> list[tuple[str, str]]:
        """Say by name who reads each sort of information that this unit gives."""
        return [(OFFICER_LABELS[Category(code)], ", ".join(names)) for code, names in self.readers.items()]


def new_page(ground: Ground, actor: Actor, *, kind: ItemKind, case_id: str = "", plan_id: str = "") -> FormPage:
    """Show an empty form to who may write there. Raises NotShown."""
    place = _plan(ground, plan_id) if plan_id else Place("", case_id, "", actor.unit or "", "", "")
    where = Where(kind, place.case if place else "", plan_id)
    return FormPage(where, {}, readers=_readers(ground, actor, place))


def change_page(ground: Ground, actor: Actor, *, kind: ItemKind, item_id: str, purpose: str | None) -> FormPage:
    """Show an item as it stands to who may write it. Raises NotShown."""
    current = saving.open_to_change(ground, actor, item_id=item_id, kind=kind, purpose=purpose)
    where = Where(kind, current.place.case, current.place.plan, item_id)
    readers = _readers(ground, actor, current.place)
    return FormPage(where, typed_of(current.values), version=current.version, readers=readers)


def save_new(ground: Ground, actor: Actor, page: FormPage, form: Mapping[str, str]) -> FormPage | None:
    """Save a new plan or item; None when it is saved, else the form as it is shown again."""
    accept, where = form.get("accept") == "yes", page.where
    try:
        values = read_form(where.kind, form)
        if where.kind is ItemKind.PLAN:
            values = {name: value for name, value in values.items() if value is not None}
            saving.add_plan(ground, actor, case_id=where.case, values=values, accept=accept)
        elif not where.plan:
            saving.add_to_case(ground, actor, case_id=where.case, kind=where.kind, values=values, accept=accept)
        else:
            saving.add_item(
                ground, actor, plan_id=where.plan, kind=where.kind, values=values, category=None, accept=accept
            )
    except (Invalid, Conflict) as refused:
        return _again(page, form, refused)
    return None


def save_change(
    ground: Ground, actor: Actor, page: FormPage, form: Mapping[str, str], *, purpose: str | None
) -> FormPage | None:
    """Save over the version that stood in the form; None when it is saved, else the form as it is shown again."""
    version, where = form.get("version", ""), page.where
    try:
        saving.change_item(
            ground,
            actor,
            item_id=where.item,
            kind=where.kind,
            version=int(version) if version.isdecimal() else 0,
            changes=read_form(where.kind, form),
            purpose=purpose,
        )
    except (Invalid, Conflict, Stale) as refused:
        return _again(page, form, refused, purpose=purpose, opened=(ground, actor))
    return None


def _again(
    page: FormPage,
    form: Mapping[str, str],
    refused: HubError,
    *,
    purpose: str | None = None,
    opened: tuple[Ground, Actor] | None = None,
) -> FormPage:
    """Show the form again with what was typed, and with what is wrong or what stands now."""
    version, stands, status = form.get("version", ""), None, _UNFIT
    kept = int(version) if version.isdecimal() else page.version
    if isinstance(refused, Stale) and opened is not None:
        # A second press saves over what is shown as standing now: she has seen it.
        current = saving.open_to_change(*opened, item_id=page.where.item, kind=page.where.kind, purpose=purpose)
        item = {
            **current.values,
            "id": page.where.item,
            "kind": page.where.kind.value,
            "version": current.version,
            "category": current.place.category,
        }
        kept, stands, status = current.version, describe(item, participant=False), _STALE
    errors = refused.errors if isinstance(refused, Invalid) else {}
    accept = isinstance(refused, Conflict) and refused.code == "acceptance_required"
    return FormPage(
        page.where,
        dict(form),
        version=kept,
        errors={"": [refused.detail]} if isinstance(refused, Conflict) and not accept else errors,
        accept=accept,
        stands=stands,
        readers=page.readers,
        status=_CONFLICT if isinstance(refused, Conflict) else status,
    )


def _plan(ground: Ground, plan_id: str) -> Place | None:
    with ground.store.read() as tx:
        return plan_place(tx, plan_id)


def _readers(ground: Ground, actor: Actor, place: Place | None) -> Mapping[str, tuple[str, ...]]:
    """Decide that the actor may write there, and give who will read it. Raises NotShown after its entry."""
    with change(ground) as tx:
        source = place.source if place else None
        case_id = place.case if place else None
        # Who reads is the consent's to tell, so being told of it is a read with an entry of its own.
        may_write_some(tx, ground, actor, case_id=case_id, source=source, action=Action.READ, reason=READERS_SEEN)
        return readers_of(tx, case_id=case_id or "", source=source or "")
