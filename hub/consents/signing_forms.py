"""Reads the forms of the signing, one question at a time and its end: what was answered, typed and drawn."""

from collections.abc import Mapping
from typing import Final

from werkzeug.datastructures import MultiDict

from hub.consents.answers_saving import Answer
from hub.consents.asking import Question, QuestionKind
from hub.consents.evidence import Signature
from hub.consents.inking import read_drawing
from hub.consents.meeting import check_capacity, read_meeting
from hub.consents.questioning import EACH, NO, YES
from hub.consents.sitting import Saved, Sitting
from hub.store.errors import Invalid
from hub.store.legible import one_line

Form = MultiDict[str, str]
_YES_NO: Final = {YES: True, NO: False}
_ROWS: Final = "rows."
_FOR_ALL: Final = {QuestionKind.CHECK: "collision_check", QuestionKind.EARLIER: "covers_earlier"}
_LONGEST_NAME: Final = 200
_OTHERS_NOW: Final = "Dina svar har ändrats sedan du öppnade sidan. Läs igenom dem här och skriv under igen."


def to_answer(form: Form) -> Answer:
    """Read one question's answer. Yes keeps the rows that were told no one by one, no says no to all of them.

    Raises Invalid when no button was pressed.
    """
    said = form.get("answer", "")
    if said not in {YES, NO, EACH}:
        raise Invalid({"answer": ["Svara ja eller nej."]})
    ticked = {
        name.removeprefix(_ROWS): _YES_NO[value]
        for name, value in form.items()
        if name.startswith(_ROWS) and value in _YES_NO
    }
    pairs = (value.partition(":") for value in form.getlist("exceptions"))
    exceptions = frozenset((row, person) for row, _, person in pairs)
    if said == NO:
        return Answer(answer=False, reading_help=form.get("help", ""))
    single = ticked if said == EACH else {row: answer for row, answer in ticked.items() if not answer}
    answer = None if said == EACH else True
    return Answer(answer=answer, single=single, exceptions=exceptions, reading_help=form.get("help", ""))


def to_signature(form: Mapping[str, str], sitting: Sitting) -> tuple[Signature, str]:
    """Give what she signs with her saved answers, and her code. Raises Invalid that names all that is missing.

    `kept` says which answers stood on the page: what was saved since, on another screen, she has not read there.
    """
    faults = _wrong(form, sitting)
    typed = one_line(form.get("typed_name", ""))[:_LONGEST_NAME]
    drawing = None
    try:
        drawing = read_drawing(form.get("drawing", ""))
    except Invalid as invalid:
        faults |= invalid.errors
    if drawing is None and not typed and "drawing" not in faults:
        faults["typed_name"] = ["Rita ditt namn, eller skriv det." if "drawing" in form else "Skriv ditt namn."]
    if not form.get("code"):
        faults["code"] = ["Skriv din egen kod."]
    if faults:
        raise Invalid(faults)
    signature = Signature(
        digest=form.get("digest", ""),
        nonce=form.get("nonce", ""),
        answers=sitting.answers(),
        typed_name=typed,
        drawing=drawing,
        meeting=read_meeting(form),
        helps=sitting.saved.helps,
    )
    return signature, form.get("code", "")


def ticked(form: Form, sitting: Sitting) -> Saved:
    """Give what is saved with all that is ticked on the page of all questions, however few they are."""
    saved, before = sitting.saved, sitting.rows()
    people = {person.id for person in sitting.version.persons}
    pairs = [(row, person) for row, _, person in (value.partition(":") for value in form.getlist("exceptions"))]
    for one in sitting.asked:
        answer, rows, excepted = None, {}, frozenset[tuple[str, str]]()
        if one.kind is QuestionKind.GROUP:
            rows = {row: _YES_NO[said] for row in one.ids if (said := form.get(f"{_ROWS}{row}")) in _YES_NO}
            excepted = frozenset(pair for pair in pairs if pair[0] in one.ids and pair[1] in people)
        else:
            answer = _YES_NO.get(form.get(_field(one), ""))
        if answer is not None or rows or excepted:
            single = {row: before[row] for row in one.ids if row in before} | rows
            saved = saved.with_answer(one, answer=answer, single=single, exceptions=excepted, reading_help="")
    return saved


def as_ticked(sitting: Sitting) -> Form:
    """Give what is saved as the page of all questions sends it."""
    given, alone = sitting.saved.given, [one for one in sitting.asked if one.kind is not QuestionKind.GROUP]
    said = {_field(one): given[one.key] for one in alone if one.key in given}
    said |= {f"{_ROWS}{row}": answer for row, answer in sitting.rows().items()}
    form = MultiDict({name: YES if answer else NO for name, answer in said.items()})
    form.setlist("exceptions", [":".join(pair) for pair in sorted(sitting.saved.exceptions)])
    return form


def _field(one: Question) -> str:
    return _FOR_ALL.get(one.kind) or f"persons.{one.ids[0]}"


def _wrong(form: Mapping[str, str], sitting: Sitting) -> dict[str, list[str]]:
    """Say what is wrong beside her name and her code."""
    faults = {} if form.get("kept", "") == str(sitting.kept) else {"": [_OTHERS_NOW]}
    for check in (lambda: check_capacity(form.get("capacity", "")), lambda: read_meeting(form)):
        try:
            check()
        except Invalid as invalid:
            faults |= invalid.errors
    return faults
