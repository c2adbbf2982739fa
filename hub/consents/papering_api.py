"""Ink on paper as JSON: the coach enters a scan and its answers, a colleague compares the two."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Any, Final

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from hub.consents import comparing, dumping
from hub.consents.meeting import Meeting, read_meeting
from hub.consents.papering import OnPaper, enter_paper, presented_by
from hub.consents.papers_listing import Papers, list_papers
from hub.consents.reading import read_answers
from hub.consents.scanning import LARGEST, read_scan
from hub.consents.schemas import ExceptionIn
from hub.consents.signing_schemas import MeetingIn
from hub.consents.waiting_schemas import NextQuery
from hub.signin.current import signed_in
from hub.signin.stepping_up import require
from hub.store.errors import Invalid
from hub.store.ground import ground
from hub.store.json_instants import Day, told
from hub.store.json_receipts import ReceiptOut
from hub.store.json_yes_no import yes_no, yes_no_by_id
from hub.store.legible import one_line

_ABOUT: Final = "Signatures on paper: entered by one, compared by another."
_MOST: Final = 200
_LONGEST: Final = 200
coach_api = Blueprint("consents_papering_api", __name__, description=_ABOUT)
colleague_api = Blueprint("consents_comparing_api", __name__, description=_ABOUT)


class PaperIn(Schema):
    """What the paper says, and its scan."""

    scan = fields.String(
        required=True,
        validate=validate.Length(max=2 * LARGEST),
        metadata={"description": "PDF, JPEG or PNG in base64; at most 10 MB and 10 pages."},
    )
    version_code = fields.String(
        required=True,
        validate=validate.Length(max=_LONGEST),
        metadata={"description": "As printed on the paper; case, dashes and spaces aside."},
    )
    signed_name = fields.String(required=True, validate=validate.Length(max=_LONGEST))
    signed_on = Day(
        required=True, metadata={"description": "As written on the paper: from when it was presented until today."}
    )
    persons = yes_no_by_id("A yes or no for each person.", required=True)
    rows = yes_no_by_id("A yes or no for each row.", required=True)
    exceptions = fields.List(fields.Nested(ExceptionIn), load_default=list, validate=validate.Length(max=_MOST * 10))
    covers_earlier = yes_no(required=True)
    collision_check = yes_no(required=True)
    meeting = fields.Nested(MeetingIn, load_default=None, allow_none=True)


class VerdictIn(Schema):
    """Whether the paper agrees with what was entered."""

    entered = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(min=1),
        metadata={"description": "As the comparison that was looked at said it."},
    )
    agrees = yes_no(required=True)


class SettledOut(Schema):
    """Where the act stands in the log."""

    receipt = fields.Nested(ReceiptOut, required=True)


class WaitingPaperOut(Schema):
    """A paper that waits; the case by its number, and nobody's name."""

    consent = fields.String(required=True)
    number = fields.String(required=True)
    entered_by = fields.String(required=True, metadata={"description": "The officer who entered it; never compares."})
    entered_at = told("When it was entered.")
    back = fields.Boolean(
        required=True, metadata={"description": "The colleague sent it back: the asker is to enter it again."}
    )


class WaitingPapersOut(Schema):
    """What waits at the asker's unit, or was sent back to her, the oldest first."""

    items = fields.List(fields.Nested(WaitingPaperOut), required=True)
    next = fields.String(required=True, allow_none=True)


class ComparisonOut(Schema):
    """The pages and what was entered of them."""

    entered = fields.Integer(required=True, metadata={"description": "Which entering this is; it grows when anew."})
    name = fields.String(required=True, metadata={"description": "The participant's name."})
    signed_name = fields.String(required=True)
    signed_on = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "As entered; ISO date. Null: entered by a version that did not ask for it."},
    )
    meeting = fields.Nested(MeetingIn, required=True, allow_none=True)
    pages = fields.List(fields.String(), required=True, metadata={"description": "JPEG in base64."})
    persons = fields.Dict(required=True)
    rows = fields.Dict(required=True)
    exceptions = fields.List(fields.Nested(ExceptionIn), required=True)
    covers_earlier = fields.Boolean(required=True)
    collision_check = fields.Boolean(required=True)


@coach_api.post("/consents/<consent_id>/paper")
@coach_api.arguments(PaperIn)
@coach_api.response(201, SettledOut)
def post_paper(body: dict[str, Any], consent_id: str) -> dict[str, Any]:
    """Enter a signed paper (its coach); it counts once a colleague has compared it."""
    presented_by(ground(), signed_in().actor, consent_id=consent_id)  # before anything of hers is looked at
    try:
        content = b64decode(body["scan"], validate=True)
    except (NotBase64, ValueError):
        raise Invalid({"scan": ["Skicka filen i base64."]}) from None
    meeting = read_meeting(body["meeting"]) if body["meeting"] is not None else Meeting()
    said = OnPaper(body["version_code"], read_answers(body), one_line(body["signed_name"]), body["signed_on"], meeting)
    pages = read_scan(content, whose=signed_in().officer)
    entered = enter_paper(ground(), signed_in(), consent_id=consent_id, said=said, pages=pages)
    return {"receipt": dumping.receipt(entered)}


@colleague_api.get("/papers")
@colleague_api.arguments(NextQuery, location="query")
@colleague_api.response(200, WaitingPapersOut)
def get_papers(asked: dict[str, Any]) -> Papers:
    """List the papers that wait at one's unit, and those that were sent back to oneself."""
    return list_papers(ground(), signed_in().actor, after=asked["next"])


@colleague_api.get("/consents/<consent_id>/comparison")
@colleague_api.response(200, ComparisonOut)
def get_comparison(consent_id: str) -> dict[str, Any]:
    """Open a paper that waits (a colleague of who entered it)."""
    found = comparing.look(ground(), signed_in(), consent_id=consent_id)
    answers = found.signature.answers
    return {
        "entered": found.entered,
        "name": found.name,
        "signed_name": found.signature.typed_name,
        "signed_on": found.signed_on,
        "meeting": found.signature.meeting,
        "pages": [b64encode(page).decode() for page in found.pages],
        "persons": dict(answers.persons),
        "rows": dict(answers.rows),
        "exceptions": [{"row": row, "person": person} for row, person in answers.exceptions],
        "covers_earlier": answers.covers_earlier,
        "collision_check": answers.collision_check,
    }


@colleague_api.post("/consents/<consent_id>/comparison")
@colleague_api.arguments(VerdictIn)
@colleague_api.response(200, SettledOut)
def post_comparison(body: dict[str, Any], consent_id: str) -> dict[str, Any]:
    """Let the paper count, or send it back (a colleague, stepped up)."""
    require(signed_in())
    settled = comparing.settle(
        ground(), signed_in(), consent_id=consent_id, entered=body["entered"], agrees=body["agrees"]
    )
    return {"receipt": dumping.receipt(settled)}
