"""The JSON of what a participant says is wrong, and of what the unit answers."""

from marshmallow import Schema, fields, validate

from hub.cases.report_answering import ReportOutcome
from hub.cases.reporting import LONGEST
from hub.store.json_instants import told
from hub.store.json_receipts import ReceiptOut


class ReportIn(Schema):
    """What is wrong, in her own words."""

    text = fields.String(
        required=True, metadata={"description": "What is wrong.", "minLength": 1, "maxLength": LONGEST}
    )


class ReportMade(Schema):
    """It has been told to the unit whose item it is."""

    id = fields.String(required=True)
    due_at = told("The end of the last day to answer on.")
    receipt = fields.Nested(ReceiptOut, required=True)


class ReportChange(Schema):
    """The unit's answer; given once."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf([outcome.value for outcome in ReportOutcome]),
        metadata={"description": "corrected, or stands; the latter needs a text that says why."},
    )
    text = fields.String(load_default="", metadata={"description": "To the participant.", "maxLength": LONGEST})


class AnswerOut(Schema):
    """What the unit answered."""

    outcome = fields.String(required=True)
    text = fields.String(required=True)
    at = told("When it was answered.")
    officer = fields.String(required=True, metadata={"description": "By name."})


class ReportOut(Schema):
    """One report in clear."""

    id = fields.String(required=True)
    item = fields.String(required=True)
    about = fields.String(required=True, allow_none=True, metadata={"description": "null once the item is taken away."})
    unit = fields.String(required=True, metadata={"description": "The unit that answers, by name."})
    category = fields.String(required=True)
    text = fields.String(required=True)
    made_at = told("When it was said.")
    due_at = told("The end of the last day to answer on.")
    answer = fields.Nested(AnswerOut, required=True, allow_none=True)


class ReportsOut(Schema):
    """The reports of one case, the newest first."""

    items = fields.List(fields.Nested(ReportOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Null: the list is whole."})


class AnsweredOut(Schema):
    """The answer stands."""

    receipt = fields.Nested(ReceiptOut, required=True)
