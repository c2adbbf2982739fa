"""What the signing's JSON looks like: the questions, one answer at a time, and the meeting at which it is signed."""

from typing import Final

from marshmallow import Schema, fields, validate

from hub.consents.asking import QuestionKind
from hub.consents.meeting import LONGEST, Interpreting
from hub.consents.templating import READING_HELPS
from hub.store.json_yes_no import yes_no, yes_no_by_id

_ID_LENGTH: Final = 32
_MOST: Final = 200


def _id(about: str) -> fields.String:
    return fields.String(required=True, validate=validate.Length(max=_ID_LENGTH), metadata={"description": about})


def _text(about: str) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=LONGEST), metadata={"description": about})


class MeetingIn(Schema):
    """Who was there when she signed, and which help she had; all of it becomes part of what is signed."""

    place = _text("Where.")
    present = _text("Who was in the room.")
    interpreter = _text("The interpreter's name or number.")
    agency = _text("The interpreting agency.")
    interpreting = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf([how.value for how in Interpreting]),
        metadata={"description": "On site or by phone."},
    )
    read_aloud = yes_no("The text was read aloud to her.", load_default=False)


class ReadingHelps(fields.List[str]):
    """The languages of the reading helps that she had."""

    def __init__(self) -> None:
        known = fields.String(validate=validate.OneOf(READING_HELPS))
        about = "Languages of the reading helps that she had before her; the Swedish text is what is signed."
        super().__init__(known, load_default=list, validate=validate.Length(max=9), metadata={"description": about})


class AnswerExceptionIn(Schema):
    """A row that shall not go to a person."""

    row = _id("The row's id.")
    person = _id("The person's id.")


class AnswerIn(Schema):
    """What she says to one question."""

    answer = yes_no("Yes or no; null: row by row, for a group alone.", required=True, allow_none=True)
    rows = yes_no_by_id("A group's rows that she answers one by one.", load_default=dict)
    exceptions = fields.List(fields.Nested(AnswerExceptionIn), load_default=list, validate=validate.Length(max=_MOST))


class QuestionOut(Schema):
    """One question, at most twelve a consent."""

    number = fields.Integer(required=True, metadata={"description": "From 1."})
    key = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in QuestionKind]))
    ids = fields.List(fields.String(), required=True, metadata={"description": "The person, or the group's rows."})
    heading = fields.String(required=True, metadata={"description": "The question in Swedish."})
    no_costs = fields.String(required=True, metadata={"description": "What a no costs."})
    answer = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(["yes", "no", "each"]),
        metadata={"description": "What is saved; null: not answered."},
    )


class QuestionsOut(Schema):
    """All questions of a consent, with what she has answered so far."""

    items = fields.List(fields.Nested(QuestionOut), required=True)
    next = fields.String(required=True, allow_none=True)
    left = fields.List(fields.Integer(), required=True, metadata={"description": "Numbers without an answer."})
    summary = fields.List(
        fields.String(), required=True, metadata={"description": "Once all are answered: what it comes to."}
    )
