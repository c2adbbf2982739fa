"""The participant's JSON routes of the log: her own reads, and who knows what about her."""

from typing import Any, Final

from flask import Response, jsonify
from flask_smorest import Blueprint

from hub.consents.labels import PARTICIPANT_LABELS
from hub.oversight.knowing import knowledge, readings
from hub.oversight.matrix import Cell
from hub.oversight.naming import Names
from hub.oversight.own_reads import OfMonth, cursor, folded_reads, own_reads
from hub.oversight.own_schemas import KnowledgeSchema, ReadingsQuery, ReadingsSchema, ReadsQuery, ReadsSchema
from hub.oversight.own_wording import counted
from hub.oversight.showing import for_participant
from hub.oversight.wording import source_name
from hub.signin.current import signed_in
from hub.store.days import written
from hub.store.ground import ground
from policies.vocabulary import Category

reads_api: Final = Blueprint("reads_api", __name__, description="Who has read, for the participant herself.")


@reads_api.get("/me/reads")
@reads_api.arguments(ReadsQuery, location="query")
@reads_api.response(200, ReadsSchema)
def reads(asked: dict[str, Any]) -> Response:
    """List all that was done with your data, newest first: when, who, what, why."""
    before, limit, officer = cursor(asked["next"]), asked["limit"], asked["officer"]
    if asked["folded"]:
        folded = folded_reads(ground(), signed_in(), before=before, limit=limit, officer=officer)
        items = [for_participant(logged, folded.names) for logged in folded.entries]
        counts = [_fold(one, folded.names) for one in folded.folds]
        return jsonify({"items": items, "folded": counts, "next": folded.next})
    page = own_reads(ground(), signed_in(), before=before, limit=limit, officer=officer)
    return jsonify({"items": [for_participant(logged, page.names) for logged in page.entries], "next": page.next})


@reads_api.get("/me/knowledge")
@reads_api.response(200, KnowledgeSchema)
def who_knows() -> Response:
    """Tell which unit may read which sort of information about you now, from whom, and when it last did."""
    found = knowledge(ground(), signed_in())
    units = [
        {
            "unit": unit.id,
            "unit_name": unit.name,
            "authority": unit.authority,
            "cells": [_cell(cell, found.names) for cell in unit.cells.values()],
        }
        for unit in found.units
    ]
    until = written(found.until) if found.until is not None else None
    return jsonify({"until": until, "coordinator": found.coordinator, "units": units})


@reads_api.get("/me/knowledge/<unit_id>/<category>")
@reads_api.arguments(ReadingsQuery, location="query")
@reads_api.response(200, ReadingsSchema)
def one_cell(asked: dict[str, Any], unit_id: str, category: str) -> Response:
    """List when a unit read one sort of information, newest first: who and why."""
    before = cursor(asked["next"])
    found = readings(ground(), signed_in(), unit=unit_id, category=category, before=before)
    items = [for_participant(logged, found.names) for logged in found.entries]
    return jsonify({"cell": _cell(found.cell, found.names), "items": items, "next": found.next})


def _cell(cell: Cell, names: Names) -> dict[str, Any]:
    return {
        "category": cell.category,
        "label": PARTICIPANT_LABELS[Category(cell.category)],
        "own": cell.own,
        "sources": sorted(source_name(source, names, to_participant=True) for source in cell.sources),
        "readers": [
            {
                "officer": one.officer,
                "name": one.name,
                "title": one.title,
                "now": one.now,
                "stands_in_for": one.replaces,
            }
            for one in cell.readers.values()
        ],
        "reads": cell.reads,
        "last_read": written(cell.last_read) if cell.last_read is not None else None,
    }


def _fold(one: OfMonth, names: Names) -> dict[str, Any]:
    fold = one.fold
    return {
        "officer": fold.actor if fold.unit is not None else None,
        "unit": fold.unit,
        "action": fold.act.value,
        "month": f"{one.month:%Y-%m}",
        "count": fold.count,
        "newest": written(fold.newest),
        "text": " ".join(counted(one, names)),
    }
