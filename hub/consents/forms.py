"""Reads the consents' forms: what was ticked and typed, so that an error gives all of it back."""

from collections.abc import Mapping
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from hub.consents.answering import Answers as UnitAnswers
from hub.consents.evidence import Signature
from hub.consents.reading import read_withdrawal
from hub.grants.lines import Answers
from hub.grants.versions import Version
from hub.grants.withdrawing import Scope
from hub.store.errors import Invalid
from hub.store.legible import clean, one_line

Form = MultiDict[str, str]
_YES_NO: Final = {"yes": True, "no": False}
_SAY_YES_OR_NO: Final = "Svara ja eller nej."
_ALL: Final = "all"


def to_signature(form: Form, version: Version) -> tuple[Signature, str]:
    """Give her answers and her code. Raises Invalid that names every question without an answer."""
    missing: dict[str, list[str]] = {}
    answers = to_all_answers(form, version, missing)
    if not form.get("code"):
        missing["code"] = ["Skriv din egen kod."]
    if missing or answers is None:
        raise Invalid(missing)
    interpreter = one_line(form.get("interpreter", ""))[:200] or None
    return Signature(form.get("digest", ""), form.get("nonce", ""), answers, interpreter), form.get("code", "")


def to_all_answers(form: Form, version: Version, missing: dict[str, list[str]]) -> Answers | None:
    """Read an answer to every person, row and question; what has none is added to `missing`."""
    persons = {person.id: _answer(form, f"persons.{person.id}") for person in version.persons}
    rows = {row.id: _answer(form, f"rows.{row.id}") for row in version.rows}
    more = {name: _answer(form, name) for name in ("collision_check", "covers_earlier")}
    asked = _keyed("persons", persons) | _keyed("rows", rows) | more
    unanswered = {name: [_SAY_YES_OR_NO] for name, answer in asked.items() if answer is None}
    missing |= unanswered
    if unanswered:
        return None
    return Answers(
        persons={key: bool(answer) for key, answer in persons.items()},
        rows={key: bool(answer) for key, answer in rows.items()},
        exceptions=tuple(_exception(value) for value in form.getlist("exceptions")),
        covers_earlier=bool(more["covers_earlier"]),
        collision_check=bool(more["collision_check"]),
    )


def to_answers(form: Form, version: Version, unit: str) -> UnitAnswers:
    """Read the one button that accepts everything, or an answer a row."""
    own = [row.id for row in version.rows if row.source == unit and row.stands]
    if form.get("do") == _ALL:
        return UnitAnswers(take_on=True, rows=dict.fromkeys(own, True), reason=None)
    given = {row_id: _answer(form, f"rows.{row_id}") for row_id in own}
    answered = {row_id: answer for row_id, answer in given.items() if answer is not None}
    return UnitAnswers(take_on=False, rows=answered, reason=clean(form.get("reason", "")) or None)


def to_withdrawal(form: Form) -> tuple[Scope, str | None]:
    """Read what is taken back: one choice such as "person:<id>", or a scope and what it is about. Raises Invalid."""
    scope, _, target = form.get("what", "").partition(":")
    chosen = scope or form.get("scope", "")
    if not chosen:
        raise Invalid({Scope.WHOLE.value: ["Välj en sak på sidan."]})
    body: dict[str, Any] = {chosen: True if chosen == Scope.WHOLE.value else target or form.get(chosen, "")}
    return read_withdrawal(body)


def _keyed(field: str, answers: Mapping[str, bool | None]) -> dict[str, bool | None]:
    return {f"{field}.{key}": answer for key, answer in answers.items()}


def _answer(form: Form, name: str) -> bool | None:
    return _YES_NO.get(form.get(name, ""))


def _exception(value: str) -> tuple[str, str]:
    row, _, person = value.partition(":")
    return row, person
