"""Turns what the use cases give into plain values for JSON."""

from collections.abc import Collection, Iterable
from typing import Any

from hub.access_log.writer import Receipt
from hub.consents.labels import OFFICER_LABELS
from hub.consents.listing import Listed, Waits, WaitsPage
from hub.consents.sentences import source
from hub.consents.showing import View
from hub.grants.lines import readers_by_row
from hub.grants.states import State
from hub.grants.versions import DrawnLine, GivenRow, NamedPerson, VersionRow
from policies.vocabulary import Category


def receipt(of: Receipt) -> dict[str, str]:
    return {"entry": of.entry, "leaf": of.leaf}


def listed(items: Iterable[Listed]) -> dict[str, Any]:
    return {"items": [_head(one.head, one.state) for one in items], "next": None}


def waiting(page: WaitsPage) -> dict[str, Any]:
    return {"items": [_waiting(one) for one in page.items], "next": page.next}


def consent(view: View) -> dict[str, Any]:
    version = view.version
    readers = readers_by_row(line for line in version.lines if line.withdrawn_at is None)
    asleep = {person.officer_id for person in version.persons if person.sleeps}
    proposed: dict[str, list[str]] = {row.id: [] for row in version.rows}
    if version.head.signed_at is None:
        for row_id, person_id in sorted(version.readers):
            proposed[row_id].append(person_id)
    return _head(version.head, view.state) | {
        "text": view.text,
        "digest": view.digest,
        "nonce": view.nonce,
        "persons": [_person(view, person) for person in version.persons],
        "rows": [_row(view, row, [*proposed[row.id], *readers.get(row.id, ())]) for row in version.rows],
        "lines": [_line(line, asleep) for line in version.lines],
        "summary": list(view.summary),
        "receipt": receipt(view.receipt),
    }


def _head(head: VersionRow, state: State) -> dict[str, Any]:
    return {
        "id": head.id,
        "case": head.case_id,
        "kind": head.kind,
        "version": head.version,
        "state": state.value,
        "purposes": head.purposes.split(),
        "drafted_at": head.drafted_at,
        "presented_at": head.presented_at,
        "signed_at": head.signed_at,
        "witnessed_at": head.witnessed_at,
        "withdrawn_at": head.withdrawn_at,
        "valid_from": head.valid_from,
        "valid_to": head.valid_to,
        "covers_earlier": head.covers_earlier,
        "collision_check": head.collision_check,
        "one_coach": head.one_coach,
    }


def _person(view: View, person: NamedPerson) -> dict[str, Any]:
    who, where = view.names.officers[person.officer_id], view.names.units[person.unit_id]
    return {
        "id": person.id,
        "officer": None if person.sleeps else person.officer_id,
        "proposal": person.proposal_id,
        "stands_in_for": person.stands_in_for,
        "name": who.name,
        "title": who.title,
        "unit": person.unit_id,
        "unit_name": where.name,
        "authority": where.authority,
        "reads": person.reads,
        "answer": person.answer,
        "withdrawn_at": person.withdrawn_at,
    }


def _row(view: View, row: GivenRow, readers: list[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "source": row.source,
        "source_name": source(view.names, row.source, hers=view.hers),
        "category": row.category,
        "label": OFFICER_LABELS[Category(row.category)],
        "readers": readers,
        "answer": row.answer,
        "accepted": view.version.accepted(row),
        "in_vain": view.version.in_vain(row, view.left),
        "accepted_at": row.accepted_at,
        "declined_at": row.declined_at,
        "withdrawn_at": row.withdrawn_at,
        "reason": view.reasons.get(row.id) if row.declined_at is not None else None,
    }


def _line(line: DrawnLine, asleep: Collection[str]) -> dict[str, Any]:
    return {
        "id": line.id,
        "row": line.row_id,
        "person": line.person_id,
        "officer": None if line.officer_id in asleep else line.officer_id,
        "source": line.source,
        "category": line.category,
        "since": line.since,
        "covers_earlier": line.covers_earlier,
        "accepted_at": line.accepted_at,
        "declined_at": line.declined_at,
        "withdrawn_at": line.withdrawn_at,
    }


def _waiting(one: Waits) -> dict[str, Any]:
    waits = one.waiting
    rows = [
        {"id": row.id, "category": row.category, "label": OFFICER_LABELS[Category(row.category)]} for row in waits.rows
    ]
    return {
        "consent": waits.consent,
        "version": waits.version,
        "case": waits.case,
        "number": waits.number,
        "name": one.name,
        "signed_at": waits.signed_at,
        "take_on": waits.take_on,
        "witness": waits.witness,
        "rows": rows,
        "one_coach": waits.one_coach,
        "stands_in_for": one.replaces,
        "reminder": one.reminder.value,
        "receipt": receipt(one.receipt) if one.receipt is not None else None,
    }
