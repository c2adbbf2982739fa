"""JSON routes of *Det här stämmer inte*: the participant says it, an officer of the unit answers."""

from typing import Any, Final

from flask import Response
from flask_smorest import Blueprint

from hub.cases import own, report_answering, reporting
from hub.cases import report_schemas as schemas
from hub.cases.api import answer
from hub.cases.report_reading import Report, Reports, reports_of
from hub.signin.current import signed_in
from hub.signin.sending_once import PARAMETER as SENT_ONCE
from hub.signin.sending_once import asked_mark
from hub.signin.sendings import sending_of
from hub.store.days import written
from hub.store.ground import ground

participant: Final = Blueprint("own_reports", __name__, description="What the participant says is wrong.")
officers: Final = Blueprint("report_answers", __name__, description="What a unit answers to that.")


@participant.post("/items/<item_id>/reports")
@participant.arguments(schemas.ReportIn)
@participant.doc(parameters=[SENT_ONCE])
@participant.response(201, schemas.ReportMade)
def add_report(body: dict[str, str], item_id: str) -> Response:
    """Say that an item of one's own case is wrong; the unit whose it is answers within the agreed days."""
    actor, text = signed_in().actor, body["text"]
    sending = sending_of(ground(), actor, asked_mark(), "report", item_id, text)
    made = reporting.tell_wrong(ground(), actor, item_id=item_id, text=text, sending=sending)
    return answer({"id": made.id, "due_at": written(made.due_at), "receipt": made.receipt}, 201)


@participant.get("/me/reports")
@participant.response(200, schemas.ReportsOut)
def own_reports() -> Response:
    """List what one has said is wrong, with the answers, the newest first."""
    actor = signed_in().actor
    return answer(_told(reports_of(ground(), actor, case_id=own.her_case(ground(), actor))))


@officers.get("/cases/<case_id>/reports")
@officers.response(200, schemas.ReportsOut)
def reports_of_case(case_id: str) -> Response:
    """List what the participant says is wrong in what one's own unit has written."""
    return answer(_told(reports_of(ground(), signed_in().actor, case_id=case_id)))


@officers.patch("/reports/<report_id>")
@officers.arguments(schemas.ReportChange)
@officers.response(200, schemas.AnsweredOut)
def answer_report(body: dict[str, str], report_id: str) -> Response:
    """Answer for one's own unit; 409 when a colleague has."""
    given = (body["outcome"], body["text"])
    receipt = report_answering.answer(ground(), signed_in().actor, report_id=report_id, outcome=given[0], text=given[1])
    return answer({"receipt": receipt})


def _told(found: Reports) -> dict[str, Any]:
    return {"items": [_one(one) for one in found.items], "next": None}


def _one(one: Report) -> dict[str, Any]:
    given = one.answer
    return {
        "id": one.id,
        "item": one.item,
        "about": one.about,
        "unit": one.unit,
        "category": one.category,
        "text": one.text,
        "made_at": written(one.made_at),
        "due_at": written(one.due_at),
        "answer": given
        and {"outcome": given.outcome, "text": given.text, "at": written(given.at), "officer": given.officer},
    }
