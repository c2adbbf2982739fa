"""JSON routes of what an officer takes along from a case, is told before and after she writes, and before she goes."""

from typing import Any, Final

from flask import Response, request
from flask_smorest import Blueprint

from hub.cases import listing_schemas as schemas
from hub.cases.api import answer, limit_named
from hub.cases.covering import Covered, covered
from hub.cases.extracting import extract
from hub.cases.foreseeing import foresee
from hub.cases.schemas import PURPOSE_PARAMETER
from hub.cases.telling import tell_saved
from hub.plans.vocabulary import ItemKind
from hub.signin.current import signed_in
from hub.store.ground import ground

looking: Final = Blueprint("looking", __name__, description="An extract, a forewarning, and a sentence for one's own.")

_NOT_OF_THE_ITEM: Final = ("accept", "category", "item")


@looking.get("/cases/<case_id>/extract")
@looking.doc(parameters=[PURPOSE_PARAMETER])
@looking.response(200, schemas.ExtractOut)
def read_extract(case_id: str) -> Response:
    """Take out what one may read of a case, for one's own record."""
    taken = extract(ground(), signed_in().actor, case_id=case_id, purpose=request.args.get("purpose"))
    return answer({"case": case_id, "at": taken.at, "text": taken.text, "receipt": taken.view.receipt.entry})


@looking.post("/cases/<case_id>/foreseen/activities")
@looking.doc(parameters=[PURPOSE_PARAMETER])
@looking.arguments(schemas.ActivityTried)
@looking.response(200, schemas.ForewarningOut)
def try_activity(body: dict[str, Any], case_id: str) -> Response:
    """Tell what an activity would collide with, of what one may read; nothing is saved."""
    return _foreseen(case_id, ItemKind.ACTIVITY, body)


@looking.post("/cases/<case_id>/foreseen/limits")
@looking.doc(parameters=[PURPOSE_PARAMETER])
@looking.arguments(schemas.LimitTried)
@looking.response(200, schemas.ForewarningOut)
def try_limit(body: dict[str, Any], case_id: str) -> Response:
    """Tell what a limit would collide with, of what one may read; nothing is saved."""
    return _foreseen(case_id, ItemKind.LIMIT, body)


@looking.get("/cases/<case_id>/saved/<entry_id>")
@looking.response(200, schemas.SentenceOut)
def read_sentence(case_id: str, entry_id: str) -> Response:
    """Give the sentence about one's own save, named by its receipt."""
    told = tell_saved(ground(), signed_in().actor, case_id=case_id, entry_id=entry_id)
    return answer({"sentence": told.sentence, "receipt": told.receipt, "at": told.at})


@looking.get("/me/absence/cover")
@looking.response(200, schemas.CoverOut)
def read_cover() -> dict[str, Any]:
    """Tell, case by case, who reads and answers while one is away; each name that is shown has its entry."""
    found = covered(ground(), signed_in().actor)
    return {"items": [_covered(one) for one in found.cases], "next": None, "more": found.more}


def _covered(one: Covered) -> dict[str, Any]:
    told: dict[str, Any] = {"case": one.case, "number": one.number, "name": one.name, "substitute": None}
    if (stands_in := one.substitute) is not None:
        first, last = stands_in.away or (None, None)
        told["substitute"] = {
            "officer": stands_in.officer,
            "name": one.called,
            "taken_on": stands_in.taken_on,
            "away_from": first,
            "away_until": last,
        }
    return told


def _foreseen(case_id: str, kind: ItemKind, body: dict[str, Any]) -> Response:
    values = {name: value for name, value in limit_named(kind, body).items() if name not in _NOT_OF_THE_ITEM}
    found = foresee(
        ground(),
        signed_in().actor,
        case_id=case_id,
        kind=kind,
        values=values,
        purpose=request.args.get("purpose"),
        item=body.get("item"),
    )
    return answer({"items": found, "next": None})
