"""The log's JSON routes for reviewers: entries, counts, answers, proofs, and whether the log is whole."""

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from hub.access_log.reader.notes import verifier_key
from hub.oversight.checking import Wholeness, ask_for_walk, wholeness
from hub.oversight.extracting import CSV, as_file, extract
from hub.oversight.look_schemas import (
    AnswerQuery,
    CountsSchema,
    IdentityIn,
    IdentitySchema,
    OccurringSchema,
    VerificationSchema,
)
from hub.oversight.own_schemas import ReadsSchema
from hub.oversight.revealing import reveal
from hub.oversight.reviewing import answer_about, checkpoint, count_entries, list_entries, occurring, show_entry
from hub.oversight.schemas import (
    CheckpointSchema,
    CountsQuery,
    EntriesQuery,
    EntriesSchema,
    FileQuery,
    OneEntrySchema,
    ProofSchema,
)
from hub.oversight.showing import for_participant, for_reviewer
from hub.oversight.tracing import trace_of
from hub.signin.current import signed_in
from hub.signin.stepping_up import require
from hub.store.clock import HOUR
from hub.store.days import written
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


@log_api.get("/log/file")
@log_api.arguments(FileQuery, location="query")
@log_api.response(200, {"type": "string"}, content_type=CSV)
def file(asked: dict[str, Any]) -> Response:
    """Give all that the filters let through as CSV, newest first; more than 2,000 entries are refused.

    The file is itself an entry, committed before it is sent. Its headings are in the language that is asked for.
    """
    me = signed_in()
    return as_file(extract(ground(), me, **asked), at=me.at)


@log_api.get("/log/entries/<entry_id>")
@log_api.response(200, OneEntrySchema)
def one_entry(entry_id: str) -> Response:
    """Show one entry; one that concerns none of your units is the 404."""
    shown = show_entry(ground(), signed_in(), entry_id=entry_id, with_proof=False)
    trace = trace_of(ground(), shown.logged)
    return jsonify({**for_reviewer(shown.logged, shown.names), "trace": asdict(trace) if trace else None})


@log_api.get("/log/entries/<entry_id>/proof")
@log_api.response(200, ProofSchema)
def proof(entry_id: str) -> Response:
    """Prove that the entry stands unchanged in the sealed log.

    Where an officer of a unit that you review acted, `body` is the entry's exact bytes, and who has them reckons the
    leaf. Of other acts (another unit's officer, the participant, the hub) you see only what concerns your units: what
    concerns others is left out and `body` is null. Leaf, proof and checkpoint then still prove that the entry stands
    unchanged; but you cannot reckon the leaf from what you see. Who reviews the acting officer's unit can, but for
    what a reviewer was refused; for all entries it is done by `hub log verify` and by GET /log/verification.
    """
    shown = show_entry(ground(), signed_in(), entry_id=entry_id, with_proof=True)
    body, found = shown.logged.body, shown.proof
    return jsonify(
        {
            "body": body.decode() if body is not None else None,
            "leaf": shown.logged.leaf,
            "index": found.number if found else None,
            "size": found.size if found else None,
            "hashes": list(found.hashes) if found else None,
            "checkpoint": found.note if found else None,
        }
    )


@log_api.get("/log/counts")
@log_api.arguments(CountsQuery, location="query")
@log_api.response(200, CountsSchema)
def counts(asked: dict[str, Any]) -> Response:
    """Count by the hour what staff did that concerns your units; reads where no action is chosen.

    Every hour is counted whole that lies in the span of time, or partly so.
    """
    found = count_entries(ground(), signed_in(), **asked)
    items = [{"at": written(one.hour * HOUR), "outcome": one.outcome, "count": one.n} for one in found]
    return jsonify({"items": items, "next": None})


@log_api.get("/log/officers")
@log_api.response(200, OccurringSchema)
def officers() -> Response:
    """List the officers that occur in what concerns your units. The list is itself an entry."""
    items = [{"id": one.id, "name": one.name, "title": one.title} for one in occurring(ground(), signed_in())]
    return jsonify({"items": items, "next": None})


@log_api.get("/log/answers/<number>")
@log_api.arguments(AnswerQuery, location="query")
@log_api.response(200, ReadsSchema)
def answer(asked: dict[str, Any], number: str) -> Response:
    """List all that was done with one participant's data and concerns your units, in words that are for her."""
    page = answer_about(ground(), signed_in(), case=number.upper(), **asked)
    items = [for_participant(logged, page.names) for logged in page.entries]
    return jsonify({"items": items, "next": page.next})


@log_api.post("/log/cases/<number>/identity")
@log_api.arguments(IdentityIn)
@log_api.response(200, IdentitySchema)
def identity(asked: dict[str, Any], number: str) -> Response:
    """Open whom a case is about, with a reason that is kept. She sees it. Asks for a fresh second factor."""
    me = signed_in()
    require(me)
    found = reveal(ground(), me, number=number.upper(), reason=asked["reason"])
    return jsonify({"name": found.name, "case": found.number, "receipt": asdict(found.receipt)})


@log_api.get("/log/verification")
@log_api.response(200, VerificationSchema)
def verification() -> Response:
    """Tell whether the log is whole: what can be checked at once, and what the last walk through all of it found."""
    return jsonify(_told(wholeness(ground(), signed_in())))


@log_api.post("/log/verification")
@log_api.response(202, VerificationSchema)
def ask_for_verification() -> tuple[Response, int]:
    """Have the whole log walked; one walk at a time."""
    here, me = ground(), signed_in()
    ask_for_walk(here, me)
    return jsonify(_told(wholeness(here, me))), 202


def _told(found: Wholeness) -> dict[str, Any]:
    walked, walking = found.walked, found.walking
    return {
        "size": found.signed.size if found.signed else None,
        "signature_holds": None if found.note is None else found.signed is not None,
        "continues": found.continues,
        "seals": found.seals,
        "walked": walked and {**asdict(walked), "at": written(walked.at)},
        "walking": walking and {"asked_at": written(walking.asked_at), "done": walking.done, "total": walking.total},
        "failed_at": None if found.failed is None else written(found.failed),
        "put_back": [{**asdict(one), "at": written(one.at)} for one in found.put_back],
    }


@log_api.get("/log/checkpoint")
@log_api.response(200, CheckpointSchema)
def newest_checkpoint() -> Response:
    """Give the newest signed checkpoint of the log, and the key it is signed with."""
    here = ground()
    return jsonify({"checkpoint": checkpoint(here, signed_in()), "key": verifier_key(here.provider, here.installation)})
