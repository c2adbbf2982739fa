"""The signing as JSON: the questions with her answers so far, one answer at a time, and that she wants to think."""

from typing import Any

from flask_smorest import Blueprint

from hub.consents import signing_schemas as shapes
from hub.consents.answers_saving import Answer, save_answer, think
from hub.consents.asking import question_number
from hub.consents.questioning import answers_in_words
from hub.consents.sentences import summary
from hub.consents.sitting import Sitting, lines_now, sit_down
from hub.signin.current import signed_in
from hub.store.ground import ground

api = Blueprint("consents_signing_api", __name__, description="A consent's questions, answered one at a time.")


@api.get("/consents/<consent_id>/questions")
@api.response(200, shapes.QuestionsOut)
def get_questions(consent_id: str) -> dict[str, Any]:
    """Give the questions and what is answered so far (participant)."""
    return _dumped(sit_down(ground(), signed_in(), consent_id=consent_id))


@api.put("/consents/<consent_id>/questions/<step>")
@api.arguments(shapes.AnswerIn)
@api.response(200, shapes.QuestionsOut)
def put_answer(body: dict[str, Any], consent_id: str, step: str) -> dict[str, Any]:
    """Save the answer to one question (participant); nothing is signed by it."""
    said = Answer(
        answer=body["answer"],
        single=body["rows"],
        exceptions=frozenset((one["row"], one["person"]) for one in body["exceptions"]),
    )
    return _dumped(save_answer(ground(), signed_in(), consent_id=consent_id, number=question_number(step), said=said))


@api.post("/consents/<consent_id>/thinking")
@api.response(204)
def post_thinking(consent_id: str) -> None:
    """Say that one wants to think (participant); the coach sees that much."""
    think(ground(), signed_in(), consent_id=consent_id)


def _dumped(sitting: Sitting) -> dict[str, Any]:
    questions = zip(sitting.asked, answers_in_words(sitting), strict=True)
    return {
        "items": [
            {
                "number": words.number,
                "key": one.key,
                "kind": one.kind.value,
                "ids": list(one.ids),
                "heading": words.heading,
                "no_costs": words.no_costs,
                "answer": words.answer or None,
            }
            for one, words in questions
        ],
        "next": None,
        "left": list(sitting.left),
        "summary": []
        if sitting.left
        else [str(one) for one in summary(sitting.version, sitting.names, lines_now(ground(), sitting))],
    }
