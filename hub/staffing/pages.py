"""The access manager's pages: who works at her unit, invitations, confirmations, endings, and the unit's queue."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from hub.grants import absences, binding
from hub.grants.case_numbers import as_given
from hub.signin.confirming import confirm as step_up
from hub.signin.current import signed_in
from hub.signin.saved import saved
from hub.signin.stepping_up import StepUpRequired, require
from hub.staffing import confirming, ending, inviting
from hub.staffing.acting import acting
from hub.staffing.describing import describe
from hub.staffing.handing_over import hand_over, hand_over_left
from hub.staffing.refusing import own_unit
from hub.staffing.rendering import LIST, invitation_page, link_page, name_of, person_page, unit_page
from hub.store.days import said_day, written_day
from hub.store.errors import Conflict, Invalid
from hub.store.ground import ground

pages = Blueprint("staffing_pages", __name__, template_folder="templates")

_Made = TypeVar("_Made")
_CHOSEN = ("first_day", "last_day", "number", "officer")
# What the step-up says that it is for, by the act that found it old; `hub.signin.factor_pages` has the words.
_FOR = {
    "bind": "forslag",
    "confirm": "bekrafta",
    "decline": "forslag",
    "end_away": "tillbaka",
    "give_case": "lamna-over",
    "invite_again": "lank",
    "set_away": "franvaro",
    "take_back": "inbjudan",
}


@pages.get("/handlaggare")
def unit() -> Response:
    return unit_page({})


@pages.get("/handlaggare/bjud-in")
def invitation() -> str:
    return invitation_page(request.args, {})


@pages.post("/handlaggare/bjud-in")
def invite() -> Response | str:
    try:
        with ground().store.read() as tx:
            jobs = inviting.own_jobs(tx, ground(), signed_in())
        person = describe(request.form, jobs=jobs)
        step_up(request.form)
        made = _act(lambda tx: inviting.invite(tx, ground(), signed_in(), person))
    except Invalid as invalid:
        return make_response(invitation_page(request.form, invalid.errors), 422)
    if made.link is None:
        flash(_("%(name)s arbetar nu på enheten och loggar in som vanligt.", name=person.name))
        return redirect(LIST, 303)
    return link_page(made.link, person.name, confirms=True)


@pages.get("/handlaggare/<officer_id>")
def person(officer_id: str) -> Response:
    return person_page(officer_id, {})


@pages.post("/handlaggare/<officer_id>/avsluta")
def end(officer_id: str) -> Response | str:
    try:
        step_up(request.form)
        name = name_of(officer_id)
        ended = _act(lambda tx: ending.end(tx, ground(), signed_in(), officer_id))
    except Invalid as invalid:
        return person_page(officer_id, invalid.errors, 422)
    except Conflict as conflict:
        return person_page(officer_id, {"": [conflict.detail]}, 409)
    return render_template("staffing/ended.html", name=name, ended=ended, form_page=LIST)


@pages.post("/handlaggare/<officer_id>/ny-lank")
def invite_again(officer_id: str) -> Response | str:
    require(signed_in())
    try:
        link = _act(lambda tx: inviting.invite_again(tx, ground(), signed_in(), officer_id))
    except Conflict as conflict:
        said = {"": [conflict.detail]}
        # Who waits to be confirmed has no page of her own yet.
        return unit_page(said, 409) if conflict.code == "waits" else person_page(officer_id, said, 409)
    return link_page(link, name_of(officer_id))


@pages.post("/handlaggare/<officer_id>/bekrafta")
def confirm(officer_id: str) -> Response:
    require(signed_in())
    try:
        _act(lambda tx: confirming.confirm(tx, ground(), signed_in(), officer_id))
    except Conflict as conflict:
        return unit_page({"": [conflict.detail]}, 409)
    return _back(_("Bekräftad. Personen kan logga in nu."))


@pages.post("/handlaggare/<officer_id>/ta-tillbaka")
def take_back(officer_id: str) -> Response:
    require(signed_in())
    _act(lambda tx: confirming.take_back(tx, ground(), signed_in(), officer_id))
    return _back(_("Inbjudan är tillbakatagen."))


@pages.post("/handlaggare/<officer_id>/franvaro")
def set_away(officer_id: str) -> Response:
    require(signed_in())
    try:
        days = {name: _day(name) for name in ("first_day", "last_day")}
        with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
            absences.set_absence(tx, ground(), signed_in().actor, officer_id=officer_id, **days)
    except Invalid as invalid:
        return person_page(officer_id, invalid.errors, 422)
    flash(saved())
    return redirect(f"{LIST}/{officer_id}", 303)


@pages.post("/handlaggare/<officer_id>/franvaro/avsluta")
def end_away(officer_id: str) -> Response:
    require(signed_in())
    with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
        absences.end_absence(tx, ground(), signed_in().actor, officer_id=officer_id)
    flash(_("Frånvaron gäller inte längre. Ingen ersättare läser."))
    return redirect(f"{LIST}/{officer_id}", 303)


@pages.post("/handlaggare/forslag/<proposal_id>/koppla")
def bind(proposal_id: str) -> Response:
    require(signed_in())
    chosen = request.form.get("officer", "")
    try:
        with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
            binding.bind(tx, ground(), signed_in().actor, proposal_id=proposal_id, officer_id=chosen)
    except Invalid as invalid:
        return unit_page({f"officer-{proposal_id}": invalid.errors["officer"]}, 422)
    return _back(_("Förslaget är kopplat. Handläggaren ser det bland det som väntar."))


@pages.post("/handlaggare/forslag/<proposal_id>/avboj")
def decline(proposal_id: str) -> Response:
    require(signed_in())
    with acting(ground(), signed_in()) as tx, own_unit(tx, ground(), signed_in()):
        binding.decline(tx, ground(), signed_in().actor, proposal_id=proposal_id)
    return _back(_("Förslaget är avböjt. Den som föreslog ser det."))


@pages.post("/handlaggare/arenden")
def give_case() -> Response:
    """Give a case of somebody's to another; or what is left, one case or all that are listed."""
    require(signed_in())
    numbers = request.form.getlist("number")
    chosen, person = (request.form.get(name, "") for name in ("officer", "person"))
    try:
        _hold_chosen(numbers, chosen)
        if not person:
            return _give_left(numbers, chosen)
        _act(lambda tx: hand_over(tx, ground(), signed_in(), number=numbers[0], officer_id=chosen))
    except Invalid as invalid:
        if person:
            return person_page(person, invalid.errors, 422)
        return unit_page({_coach_field(numbers): next(iter(invalid.errors.values()))}, 422)
    return _back(_given(numbers[:1]), person=person)


def _give_left(numbers: Sequence[str], chosen: str) -> Response:
    """Give what nobody coaches. What was given before a refusal stands, and she is told of it."""
    given, kept = [], False
    try:
        for number, was_given in hand_over_left(ground(), signed_in(), numbers=numbers, officer_id=chosen):
            given += [number] * was_given
            kept |= not was_given
    finally:
        if given:
            flash(_given(given))
        if kept:
            flash(_("Ärenden som redan hade fått en ny handledare är kvar där."))
    return redirect(LIST, 303)


def _given(numbers: Sequence[str]) -> str:
    if len(numbers) > 1:
        return str(_("%(count)s ärenden har fått en ny handledare.", count=len(numbers)))
    return str(_("Ärendet %(number)s har fått en ny handledare.", number=as_given(numbers[0])))


def _coach_field(numbers: Sequence[str]) -> str:
    return "coach-alla" if len(numbers) > 1 else f"coach-{''.join(numbers)}"


def _hold_chosen(numbers: Sequence[str], officer: str) -> None:
    """Raise Invalid where no case was chosen: without it she would be told that there is nothing."""
    if not all(numbers) or not numbers:
        say = {"number": [_("Välj ett ärende.")]}
        raise Invalid(say if officer else {**say, "officer": [_("Välj en handledare som arbetar på enheten nu.")]})


@pages.errorhandler(StepUpRequired)
def stale(_error: StepUpRequired) -> Response:
    """Lead to the one code that is asked for, and back to the page with what was chosen there."""
    parts = request.path.split("/")
    person = request.form.get("person", "")  # on whose own page it was pressed
    chosen = {name: request.form[name] for name in _CHOSEN if request.form.get(name)}
    if parts[-1] == "koppla":  # of several proposals, the one that was answered
        chosen = {f"officer-{parts[-2]}": request.form.get("officer", "")}
    if len(numbers := request.form.getlist("number")) > 1:
        chosen = {_coach_field(numbers): request.form.get("officer", "")}
    back = f"{LIST}/{person}" if person else LIST
    onward = f"{back}?{urlencode(chosen)}" if chosen else back
    doing = _FOR.get((request.endpoint or "").rpartition(".")[2])
    return redirect(url_for("factor_pages.step_up_form", next=onward, gor=doing), 303)


def _act(act: Callable[[Connection], _Made]) -> _Made:
    with acting(ground(), signed_in()) as tx:
        return act(tx)


def _back(words: str, *, person: str = "") -> Response:
    flash(words)
    return redirect(f"{LIST}/{person}" if person else LIST, 303)


def _day(name: str) -> date:
    try:
        return written_day(said_day(request.form.get(name, "")))
    except ValueError:
        raise Invalid({name: ["Välj en dag."]}) from None
