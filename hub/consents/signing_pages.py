"""The pages on which a participant answers one question at a time, thinks, signs, and keeps her copy."""

from base64 import b64decode
from datetime import date
from functools import partial
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from hub.consents import forms, listing, picturing, showing, signing
from hub.consents.answers_saving import save_answer, save_ticked, think
from hub.consents.asking import question_number
from hub.consents.copying import copy_of
from hub.consents.differing import differing
from hub.consents.dropping import kept_until
from hub.consents.going_on import goes_on
from hub.consents.labels import PARTICIPANT_LABELS
from hub.consents.questioning import METHOD_WORDS, answers_in_words, asked
from hub.consents.rendering import blocks, reading_help
from hub.consents.sentences import summary
from hub.consents.signing_forms import as_ticked, ticked, to_answer, to_signature
from hub.consents.sitting import Sitting, lines_at_most, lines_now, sit_down
from hub.consents.summing_up import sum_up
from hub.consents.templating import SIGNED, Template, helps, template
from hub.consents.withdrawing import CHANNEL_WORDS
from hub.disclosure.changing import change
from hub.grants.papers import may_count
from hub.grants.receipts import taken_back
from hub.grants.states import State
from hub.grants.versions import GivenRow, NamedPerson, Version
from hub.signin.confirming import patiently
from hub.signin.current import signed_in
from hub.signin.saved import saved
from hub.store.errors import Invalid, NotShown
from hub.store.ground import ground

Answer = str | AnyResponse | tuple[str, int]
Errors = dict[str, list[str]]
_END: Final = "klart"
_ALL: Final = "allt"

WORDS: Final = {"own_words": PARTICIPANT_LABELS, "channels": CHANNEL_WORDS, "methods": METHOD_WORDS}

participant_pages = Blueprint("consents_participant", __name__, template_folder="templates")


@participant_pages.get("/mina-medgivanden")
def mine() -> Answer:
    with change(ground()) as tx:
        listed = listing.mine(tx, ground(), signed_in().actor)
        receipts = taken_back(tx, [one.head.id for one in listed])
        at, asked = ground().clock.now(tx), [one.head for one in listed if one.state is State.PRESENTED]
        on_paper = {head.id for head in asked if may_count(tx, ground(), head, at=at)}
    versions = [
        (one.head, one.state.value, picturing.OWN_STATE_WORDS[one.state], _until(one.head.drafted_at)) for one in listed
    ]
    return render_template("consents/mine.html", versions=versions, receipts=receipts, on_paper=on_paper, **WORDS)


@participant_pages.get("/medgivanden/<consent_id>/skriv-under")
def begin(consent_id: str) -> Answer:
    sitting = _sitting(consent_id)
    if not sitting.open:
        return _closed()
    going_on = sitting.left[0] if sitting.left else _END
    until = _until(sitting.version.head.drafted_at)
    return render_template(
        "consents/sign_begin.html",
        sitting=sitting,
        helps=_helps(),
        going_on=going_on,
        until=until,
        before=_before(sitting),
        differing=differing(ground(), sitting, lines_at_most(ground(), sitting)),
    )


@participant_pages.post("/medgivanden/<consent_id>/skriv-under")
def sign_at_once(consent_id: str) -> Answer:
    """Take all answers from one page: for who prefers to see everything at the same time."""
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    try:
        signature, code = forms.to_signature(request.form, shown.version)
        with patiently("code"):
            signing.sign(ground(), signed_in(), consent_id=consent_id, signature=signature, code=code)
    except Invalid as invalid:
        return _all_page(shown, invalid.errors, request.form), 422
    return _signed(consent_id)


@participant_pages.get("/medgivanden/<consent_id>/skriv-under/<step>")
def step(consent_id: str, step: str) -> Answer:
    if step == _ALL:
        return _all_at_once(consent_id)
    sitting = _sitting(consent_id)
    if not sitting.open:
        return _closed()
    return _end_page(sitting, {}) if step == _END else _question_page(sitting, step, {})


@participant_pages.post("/medgivanden/<consent_id>/skriv-under/<step>")
def answer(consent_id: str, step: str) -> Answer:
    if step == _END:
        return _sign(consent_id)
    if request.form.get("answer") == "think":
        if step == _ALL:
            here = partial(ticked, request.form)
            save_ticked(ground(), signed_in(), consent_id=consent_id, ticked=here)
        return _think(consent_id)
    number = question_number(step)
    try:
        after = save_answer(ground(), signed_in(), consent_id=consent_id, number=number, said=to_answer(request.form))
    except Invalid as invalid:
        return _question_page(_sitting(consent_id), step, invalid.errors), 422
    ahead = [one for one in after.left if one > number] or after.left
    return redirect(f"/medgivanden/{consent_id}/skriv-under/{ahead[0] if ahead else _END}", 303)


@participant_pages.post("/medgivanden/<consent_id>/tank")
def rest(consent_id: str) -> Answer:
    return _think(consent_id)


@participant_pages.get("/medgivanden/<consent_id>/las/<language>")
def read_help(consent_id: str, language: str) -> Answer:
    sitting = _sitting(consent_id)
    found = next((one for one in (template(SIGNED), *_helps()) if one.language == language), None)
    if found is None:
        raise NotShown
    signed = found.language == SIGNED
    text = blocks(sitting.text) if signed else reading_help(sitting.version, sitting.names, language=language)
    return render_template("consents/sign_help.html", sitting=sitting, help=found, blocks=text)


@participant_pages.get("/medgivanden/<consent_id>/kopia")
def copy(consent_id: str) -> Answer:
    found = copy_of(ground(), signed_in(), consent_id=consent_id)
    lines = _lines(found.version)
    sums = sum_up(found.version, found.names, lines)
    sentences = summary(found.version, found.names, lines)
    word, text = picturing.OWN_STATE_WORDS[found.state], blocks(found.text)
    return render_template(
        "consents/copy.html", copy=found, word=word, sums=sums, sentences=sentences, blocks=text, **WORDS
    )


@participant_pages.get("/medgivanden/<consent_id>/namnteckning")
def ink(consent_id: str) -> Answer:
    found = copy_of(ground(), signed_in(), consent_id=consent_id)
    if found.drawing is None:
        raise NotShown
    return Response(b64decode(found.drawing), content_type="image/png")


def _lines(version: Version) -> list[tuple[GivenRow, NamedPerson]]:
    """Give what was signed, also what has been taken back since: a copy does not change."""
    found = [(version.row(line.row_id), version.person(line.person_id)) for line in version.lines]
    return [(row, person) for row, person in found if row is not None and person is not None]


def _sitting(consent_id: str) -> Sitting:
    return sit_down(ground(), signed_in(), consent_id=consent_id)


def _sign(consent_id: str) -> Answer:
    sitting = _sitting(consent_id)
    if not sitting.open:
        return _closed()
    if sitting.left:
        return _end_page(sitting, {}), 422
    try:
        signature, code = to_signature(request.form, sitting)
        with patiently("code"):
            signing.sign(ground(), signed_in(), consent_id=consent_id, signature=signature, code=code)
    except Invalid as invalid:
        return _end_page(sitting, invalid.errors), 422
    return _signed(consent_id)


def _signed(consent_id: str) -> Answer:
    flash(_("Du har skrivit under. Nu ska varje myndighet svara om den godtar sin egen del."))
    return redirect(f"/medgivanden/{consent_id}/kopia", 303)


def _think(consent_id: str) -> Answer:
    think(ground(), signed_in(), consent_id=consent_id)
    flash(f"{saved()} {_('Ta den tid du behöver.')}")
    return redirect("/mina-medgivanden", 303)


def _closed() -> str:
    return render_template("consents/sign_closed.html")


def _question_page(sitting: Sitting, step: str, errors: Errors) -> str:
    if not 1 <= question_number(step) <= len(sitting.asked):
        raise NotShown
    question = asked(sitting, question_number(step))
    return render_template(
        "consents/sign_question.html", sitting=sitting, question=question, errors=errors, typed=request.form
    )


def _end_page(sitting: Sitting, errors: Errors) -> str:
    version, names = sitting.version, sitting.names
    pairs = () if sitting.left else lines_now(ground(), sitting)
    return render_template(
        "consents/sign_end.html",
        sitting=sitting,
        questions=answers_in_words(sitting),
        sums=sum_up(version, names, pairs) if not sitting.left else (),
        sentences=summary(version, names, pairs) if not sitting.left else (),
        blocks=blocks(sitting.text),
        before=_before(sitting),
        differing=differing(ground(), sitting, pairs) if not sitting.left else None,
        errors=errors,
        typed=request.form,
    )


def _before(sitting: Sitting) -> int | None:
    with ground().store.read() as tx:
        return goes_on(tx, sitting.version.head, at=sitting.at)


def _all_at_once(consent_id: str) -> Answer:
    """Show the form only of what can be signed: she would fill it in for nothing."""
    shown = showing.show(ground(), signed_in().actor, consent_id=consent_id)
    if shown.state is not State.PRESENTED:
        return _closed()
    return _all_page(shown, {}, as_ticked(_sitting(consent_id)))


def _all_page(shown: showing.View, errors: Errors, typed: MultiDict[str, str]) -> str:
    picture = picturing.picture(shown, hers=True)
    return render_template("consents/sign.html", view=shown, picture=picture, errors=errors, typed=typed)


def _helps() -> tuple[Template, ...]:
    return helps(ground().settings)


def _until(drafted_at: int) -> date:
    return kept_until(ground(), drafted_at=drafted_at)
