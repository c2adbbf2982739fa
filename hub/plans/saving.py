"""Saves what plans, activities and limits say: decided, sealed and logged in the one transaction of the change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, select, update

from hub.access_log.entry import Record
from hub.access_log.reader.telling import check_told
from hub.access_log.writer import Receipt
from hub.disclosure.permitting import Allowed, record, refuse
from hub.grants import consent_seals
from hub.plans.allowing import known, may_write, source_of
from hub.plans.beginning import alone, room
from hub.plans.begun import check_plan
from hub.plans.fields import Values, category_of, pack
from hub.plans.gathering import Place
from hub.plans.items import TABLE
from hub.plans.tables import item
from hub.plans.vocabulary import ItemKind
from hub.signin.sendings import Sending, heads_of, made_before, put
from hub.store.actor import Actor
from hub.store.errors import Invalid, Stale
from hub.store.ground import Ground
from hub.store.heads import Frame, Written, check_head, head_hash
from hub.store.ids import new_id
from hub.store.locks import lock_update
from hub.store.sealing import ring_for, seal
from hub.store.tables import record_head
from keys.keyring import KeyRing
from policies.facts import Facts

_ANOTHER_CATEGORY: Final = "Det här skulle bli en annan sorts uppgift. Avsluta den här och skriv en ny."


@dataclass(frozen=True, slots=True)
class Saved:
    """An item as it stands after a save; `again` is that it was saved before, by the same sending."""

    id: str
    plan: str
    kind: ItemKind
    version: int
    category: str
    source: str
    receipt: Receipt
    again: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """An item about to be written for the first time, by whom it may be, under which consent version."""

    id: str
    case: str
    plan: str
    kind: ItemKind
    category: str
    source: str
    values: Values


def new_plan(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *,
    case_id: str | None,
    values: Values,
    accept: bool = False,
    sending: Sending | None = None,
) -> Saved:
    """Begin a plan of the actor's own source, once by each sending. Raises Refused."""
    category = category_of(ItemKind.PLAN, values)
    allowed = may_write(tx, ground, actor, case_id=case_id, category=category, accept=accept)
    new = New("", known(case_id), "", ItemKind.PLAN, category, source_of(actor), values)
    before = _saved_before(tx, ground, new, sending)
    if before is not None:
        return replace(before, plan=before.id)
    plan_id = room(tx, ground, actor, case_id=new.case, at=allowed.facts.at)
    return _save_new(tx, ground, actor, replace(new, id=plan_id, plan=plan_id), allowed, sending)


def put_plan(tx: Connection, ground: Ground, actor: Actor, *, case_id: str, plan_id: str, values: Values) -> Saved:
    """Write the own record of a plan that has said nothing of itself yet. Raises Refused."""
    category = category_of(ItemKind.PLAN, values)
    allowed = may_write(tx, ground, actor, case_id=case_id, category=category)
    new = New(plan_id, case_id, plan_id, ItemKind.PLAN, category, source_of(actor), values)
    return _save_new(tx, ground, actor, new, allowed)


def new_item(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *,
    case_id: str | None,
    plan_id: str,
    plan_source: str,
    kind: ItemKind,
    values: Values,
    accept: bool = False,
    pointed_at: bool = False,
    sending: Sending | None = None,
) -> Saved:
    """Add an activity or a limit to a plan, once by each sending.

    Raises Refused, also when the plan is not the actor's own source's.
    One that was `pointed_at` says itself which case it lies in; raises Tampered where the log says otherwise.
    """
    category = category_of(kind, values)
    source = plan_source or source_of(actor)
    allowed = may_write(tx, ground, actor, case_id=case_id, category=category, source=source, accept=accept)
    if pointed_at:
        participant = allowed.facts.participant.id
        check_plan(tx, ground, plan_id=plan_id, case_id=known(case_id), source=source, participant=participant)
    new = New(new_id(ground.random), known(case_id), plan_id, kind, category, source, values)
    return _saved_before(tx, ground, new, sending) or _save_new(tx, ground, actor, new, allowed, sending)


def change_item(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    *,
    place: Place,
    version: int | None,
    values: Values,
    accept: bool = False,
) -> Saved:
    """Write a new version over the one the actor saw; `version` None writes over whatever stands.

    Raises Refused, Stale when somebody was first, Invalid when it would become another category, and Tampered.
    """
    allowed = may_write(
        tx, ground, actor, case_id=place.case, category=place.category, source=place.source, accept=accept
    )
    facts, row = allowed.facts, _standing(tx, ground, actor, place, allowed)
    if version is not None and row.version != version:
        raise Stale(row.version)
    kind = ItemKind(place.kind)
    if category_of(kind, values) != place.category:
        raise Invalid({"type" if kind is ItemKind.ACTIVITY else "kind": [_ANOTHER_CATEGORY]})
    new = New(place.item, place.case, place.plan, kind, place.category, place.source, values)
    frame = _carried(tx, ground, place, row, facts)._replace(basis_version=_basis(facts))
    ring = ring_for(ground, facts.participant.id)
    consent_seals.hold_for(tx, ring, ground, place.case, facts)
    written = _seal(ring, new, row.version + 1, frame)
    moved = tx.execute(
        update(item)
        .where(item.c.id == place.item, item.c.version == row.version)
        .values(version=written.version, sealed=written.sealed, basis_version=frame.basis_version)
    )
    if moved.rowcount != 1:
        raise Stale
    return _told(tx, ground, actor, new, (written,), allowed)


def remove_item(tx: Connection, ground: Ground, actor: Actor, *, place: Place) -> None:
    """Take an item away, its sealed bytes too; the log keeps that it was there. Raises Refused."""
    allowed = may_write(tx, ground, actor, case_id=place.case, category=place.category, source=place.source)
    row = _standing(tx, ground, actor, place, allowed)
    _carried(tx, ground, place, row, allowed.facts)
    tx.execute(delete(item).where(item.c.id == place.item))
    tx.execute(delete(record_head).where(record_head.c.record_table == TABLE, record_head.c.record_id == place.item))
    gone = Record(TABLE, place.item, row.version + 1, None)
    record(tx, ground, actor, **allowed.done | {"count": 1, "written": (gone,)})


def hold_item(tx: Connection, ground: Ground, actor: Actor, *, place: Place, allowed: Allowed) -> Frame:
    """Give the frame of an item that is what the log tells: of this participant, this source, this category.

    Raises Refused when it went away after it was looked up, and Tampered.
    """
    return _carried(tx, ground, place, _standing(tx, ground, actor, place, allowed), allowed.facts)


def _standing(tx: Connection, ground: Ground, actor: Actor, place: Place, allowed: Allowed) -> Row[Any]:
    """Hold the item's row; raises Refused when it went away after it was looked up."""
    wanted: Select[Any] = select(item.c.version, item.c.first_written, item.c.basis_version, item.c.sealed)
    row = tx.execute(lock_update(wanted.where(item.c.id == place.item), item)).first()
    if row is None:
        raise refuse(ground, actor, **allowed.asked | {"reason": "gone"})
    return row


def _carried(tx: Connection, ground: Ground, place: Place, row: Row[Any], facts: Facts) -> Frame:
    """Give the frame that stands, for the next version to take over. Raises Tampered when its head is not of it.

    Nor is whose it is, and about whom, asked of the rows alone: what is written over does not open here.
    """
    frame = Frame(row.first_written, row.basis_version, place.kind, place.plan)
    digest = head_hash(row.sealed, *frame)
    standing = Written(table=TABLE, record=place.item, version=row.version, sha256=digest, sealed=row.sealed)
    check_head(tx, standing)
    check_told(tx, ground, standing, label=(place.source, place.category), subject=facts.participant.id)
    return frame


def store_new(tx: Connection, ground: Ground, facts: Facts, items: Sequence[New]) -> list[Written]:
    """Seal and insert items that a permit has been given for; the caller logs them and puts their heads."""
    ring, written, rows = ring_for(ground, facts.participant.id), [], []
    for case_id in {new.case for new in items}:
        consent_seals.hold_for(tx, ring, ground, case_id, facts)
    for new in items:
        frame = Frame(facts.at, _basis(facts), new.kind.value, new.plan)
        sealed = _seal(ring, new, 1, frame)
        written.append(sealed)
        rows.append(
            {
                "id": new.id,
                "case_id": new.case,
                "plan_id": new.plan,
                "kind": new.kind.value,
                "source": new.source,
                "category": new.category,
                "version": 1,
                "first_written": frame.first_written,
                "basis_version": frame.basis_version,
                "sealed": sealed.sealed,
            }
        )
    tx.execute(item.insert(), rows)
    return written


def _saved_before(tx: Connection, ground: Ground, new: New, sending: Sending | None) -> Saved | None:
    """Give what the same sending saved, as it was told then. Of two at once the later one sees it; it was permitted."""
    if sending is None:
        return None
    alone(tx, new.case)
    made = made_before(tx, ground, sending)
    if made is None:
        return None
    return Saved(made.id_in(TABLE), new.plan, new.kind, 1, new.category, new.source, made.receipt, again=True)


def _save_new(
    tx: Connection, ground: Ground, actor: Actor, new: New, allowed: Allowed, sending: Sending | None = None
) -> Saved:
    written = store_new(tx, ground, allowed.facts, (new,))[0]
    return _told(tx, ground, actor, new, (written, *heads_of(sending)), allowed)


def _basis(facts: Facts) -> int | None:
    return facts.consent.version if facts.consent is not None else None


def _seal(ring: KeyRing, new: New, version: int, frame: Frame) -> Written:
    return seal(
        ring,
        table=TABLE,
        record=new.id,
        version=version,
        source=new.source,
        category=new.category,
        frame=frame,
        fields=pack(new.kind, new.values),
    )


def _told(
    tx: Connection, ground: Ground, actor: Actor, new: New, written: Sequence[Written], allowed: Allowed
) -> Saved:
    """Tell of an item, which comes first in what was written."""
    told = [Record.of(one) for one in written]
    receipt = record(tx, ground, actor, **allowed.done | {"count": 1, "written": told})
    put(tx, written, entry=receipt.entry)
    return Saved(new.id, new.plan, new.kind, written[0].version, new.category, new.source, receipt)
