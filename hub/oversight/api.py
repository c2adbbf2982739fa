"""The log's JSON routes for reviewers: entries, proofs and checkpoint."""

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from hub.access_log.entry import canonical
from hub.access_log.reader.notes import verifier_key
from hub.oversight.reviewing import checkpoint, list_entries, show_entry
from hub.oversight.schemas import (
    CheckpointSchema,
    EntriesQuery,
    EntriesSchema,
    EntrySchema,
    ProofSchema,
)
from hub.oversight.showing import for_reviewer
from hub.signin.current import signed_in
from hub.store.ground import ground

log_api = Blueprint("log_api", __name__, description="The access log, for log reviewers (DPO).")


@log_api.get("/log/entries")
@log_api.arguments(EntriesQuery, location="query")
@log_api.response(200, EntriesSchema)
def entries(asked: dict[str, Any]) -> Response:
    """List what concerns your units, newest first. The page is itself an entry, committed before it is sent."""
    page = list_entries(ground(), signed_in(), **asked)
    items = [for_reviewer(logged, page.names) for logged in page.entries]
    return jsonify({"items": items, "next": page.next})


@log_api.get("/log/entries/<entry_id>")
@log_api.response(200, EntrySchema)
def one_entry(entry_id: str) -> Response:
    """Show one entry; one that concerns none of your units is the 404."""
    shown = show_entry(ground(), signed_in(), entry_id=entry_id, with_proof=False)
    return jsonify(for_reviewer(shown.logged, shown.names))


@log_api.get("/log/entries/<entry_id>/proof")
@log_api.response(200, ProofSchema)
def proof(entry_id: str) -> Response:
    """Prove that the entry stands in the sealed log."""
    shown = show_entry(ground(), signed_in(), entry_id=entry_id, with_proof=True)
    told, found = shown.logged.entry, shown.proof
    body = canonical(told, entry_id=told.id, salt=told.salt, detail=told.detail)
    return jsonify(
        {
            "body": body.decode(),
            "leaf": shown.logged.leaf,
            "index": found.number if found else None,
            "size": found.size if found else None,
            "hashes": list(found.hashes) if found else None,
            "checkpoint": found.note if found else None,
        }
    )


@log_api.get("/log/checkpoint")
@log_api.response(200, CheckpointSchema)
def newest_checkpoint() -> Response:
    """Give the newest signed checkpoint of the log, and the key it is signed with."""
    here = ground()
    return jsonify({"checkpoint": checkpoint(here, signed_in()), "key": verifier_key(here.provider, here.installation)})
