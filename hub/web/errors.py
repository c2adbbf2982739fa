"""Answers every error: problem+json to programs, a page to people; the log gets the class of the error and no more."""

import traceback
from dataclasses import replace
from typing import Final

import orjson
import structlog
from flask import Flask, Response, redirect, render_template, request
from werkzeug.exceptions import Conflict, HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from hub.signin.guards import ScreenHandedOver
from hub.store.causes import cause_of
from hub.store.errors import StoreRefused
from hub.web.carried_forms import BESIDE_A_FILE, fields_to_send_again, own_words
from hub.web.problems import BROKEN, FORM_TOO_OLD, NOT_SHOWN, NOT_SIGNED_IN, Problem, problem_of
from hub.web.service import HEALTH
from hub.web.signed_out import (
    is_hers_of_before,
    is_our_form,
    may_go_back,
    same_address,
    to_sign_in,
    written_words,
)
from hub.web.way_back import page_above, page_that_stays
from hub.web.words import in_language

HANDED_OVER_PATH: Final = "/skarmen"
_log: Final = structlog.get_logger("hub.web")


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> AnyResponse:
    if isinstance(error, ScreenHandedOver) and not request.path.startswith("/api/"):
        return redirect(HANDED_OVER_PATH, 303)
    problem = problem_of(error)
    if problem.status >= BROKEN.status:
        _note(error, problem)
    if request.path.startswith("/api/") or request.path == HEALTH:
        return _as_json(problem)
    if problem is NOT_SIGNED_IN:
        return to_sign_in()
    return _as_page(problem)


def _note(error: Exception, problem: Problem) -> None:
    # The message of an error may hold what a person wrote; its class, its cause and the places in the code do not.
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}" for frame in frames]
    said = isinstance(error, StoreRefused)  # what to mend, in words of the hub's own
    cause = cause_of(error) if said or error.__cause__ is not None else None
    _log.error("request_failed", status=problem.status, error=type(error).__name__, cause=cause, places=places)


def _as_json(problem: Problem) -> Response:
    body = orjson.dumps(_said(problem).members())
    return Response(body, problem.status, dict(problem.headers), content_type="application/problem+json")


def _said(problem: Problem) -> Problem:
    """Say it in the language that the client asked for; Swedish unless it did."""
    errors = {name: [in_language(one) for one in sentences] for name, sentences in problem.errors.items()}
    return replace(problem, title=in_language(problem.title), detail=in_language(problem.detail), errors=errors)


def _as_page(problem: Problem) -> Response:
    above = _way_back(problem)
    page = render_template("error.html", problem=problem, above=above, **_given_back(problem))
    return Response(page, problem.status, dict(problem.headers), content_type="text/html; charset=utf-8")


def _given_back(problem: Problem) -> dict[str, object]:
    """Give her what she wrote where it is hers to keep. Other pages are the same bytes whatever was sent.

    What is not shown to her is no more there for her: she has her own words alone, whatever she asked for.
    """
    if problem.status >= BROKEN.status:
        return _kept()
    if problem is FORM_TOO_OLD:
        return _unsaved()
    return {"words": _words_of_hers()} if problem is NOT_SHOWN else {}


def _way_back(problem: Problem) -> str:
    """Give the page with the button that was pressed, where its address is that button's alone, or has said no."""
    if problem.status not in {Conflict.code, MethodNotAllowed.code, RequestEntityTooLarge.code}:
        return ""
    stays = page_that_stays(problem.code)
    if problem.status != MethodNotAllowed.code and request.method == "POST" and may_go_back(None):
        return stays or same_address()
    return stays or page_above()


def _unsaved() -> dict[str, object]:
    """Give her back what certainly was not saved: going back would show her an empty form."""
    return {
        "words": _words_of_hers(),
        "fields": fields_to_send_again() if is_hers_of_before() else (),
        "unsaved": True,
        "without_file": request.endpoint in BESIDE_A_FILE,
        "same_page": same_address() if may_go_back(None) else "",
    }


def _words_of_hers() -> str:
    """Give what she wrote in a form that was given to her: another, who sat at the screen before, keeps his own."""
    return "\n\n".join(own_words()) if is_hers_of_before() else ""


def _kept() -> dict[str, object]:
    """Give what an outage must not take from her: her words, her form to send once more, and the page she was at."""
    return {
        "words": written_words(),
        "fields": fields_to_send_again() if is_our_form() else (),
        "same_page": same_address() if may_go_back(None) else "",
        "asked": request.method == "GET",
    }
