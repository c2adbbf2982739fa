"""The participant's pages of the log: *Vem har läst*, and *Vem vet vad om mig* with the readings behind each cell."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask_babel import format_date
from marshmallow import ValidationError

from hub.access_log.reader import LoggedEntry
from hub.consents.labels import PARTICIPANT_LABELS
from hub.oversight.knowing import knowledge, readings
from hub.oversight.naming import Names
from hub.oversight.own_reads import OfMonth, cursor, folded_reads, own_reads, who_has_acted
from hub.oversight.own_schemas import ReadsQuery
from hub.oversight.own_wording import counted, in_two, opened_lines
from hub.oversight.wording import source_name, version_read_by
from hub.signin.current import signed_in
from hub.store.alphabet import in_swedish
from hub.store.days import local, written
from hub.store.ground import ground
from policies.vocabulary import Action, Category, Outcome

reads_pages: Final = Blueprint("reads_pages", __name__, template_folder="templates")
knowledge_pages: Final = Blueprint("knowledge_pages", __name__, template_folder="templates")

PAGE: Final = 20
_READS: Final = ReadsQuery()

Row = dict[str, Any]
_Shown = tuple[list[Row], list[tuple[str, str]], str | None, Names, str | None]
"""The rows of a page, the officers to choose among, what asks for the next page, what the ids in it are called, and
the version of the consent that all of it rests on."""


@reads_pages.get("/vem-har-last")
def reads() -> str:
    asked, every = _asked(), request.args.get("alla") == "ja"
    rows, people, next_page, names, version = (_every if every else _folded)(asked)
    kept = {"officer": asked["officer"] or None, "alla": "ja" if every else None}
    following = {**kept, "next": next_page} if next_page else None
    return render_template(
        "oversight/reads.html",
        days=by_day(rows, every=every),
        following=following,
        people=people,
        officer=asked["officer"],
        every=every,
        numbers=sorted(names.cases.values()),
        version=version,
    )


@knowledge_pages.get("/vem-vet-vad")
def who_knows() -> str:
    found = knowledge(ground(), signed_in())
    return render_template("oversight/knowledge.html", found=found, labels=PARTICIPANT_LABELS)


@knowledge_pages.get("/vem-vet-vad/<unit_id>/<category>")
def one_cell(unit_id: str, category: str) -> str:
    before = cursor(_asked()["next"])
    found = readings(ground(), signed_in(), unit=unit_id, category=category, before=before)
    version = _one_version(found.entries)
    rows = [_row(logged, found.names, version) for logged in found.entries]
    label = PARTICIPANT_LABELS[Category(category)]

    def named(source: str) -> str:
        return source_name(source, found.names, to_participant=True)

    return render_template(
        "oversight/knowledge_cell.html", found=found, label=label, days=by_day(rows), version=version, source_name=named
    )


def _asked() -> dict[str, Any]:
    """Read the address; what cannot be read begins at the newest."""
    try:
        asked: dict[str, Any] = _READS.load(
            {name: value for name, value in request.args.items() if name in _READS.fields}
        )
    except ValidationError:
        asked = _READS.load({})
    return asked


def _folded(asked: dict[str, Any]) -> _Shown:
    before = cursor(asked["next"])
    page = folded_reads(ground(), signed_in(), before=before, limit=PAGE, officer=asked["officer"])
    version = _one_version(page.entries)
    rows = [_row(logged, page.names, version) for logged in page.entries]
    rows += [_fold_row(one, page.names) for one in page.folds]
    people = _by_name(page.names, page.people)
    return sorted(rows, key=lambda row: row["at"], reverse=True), people, page.next, page.names, version


def _every(asked: dict[str, Any]) -> _Shown:
    before = cursor(asked["next"])
    page = own_reads(ground(), signed_in(), before=before, limit=PAGE, officer=asked["officer"])
    version = _one_version(page.entries)
    rows = [_row(logged, page.names, version) for logged in page.entries]
    return rows, _by_name(who_has_acted(ground(), signed_in())), page.next, page.names, version


def _by_name(found: Names, wanted: Iterable[str] | None = None) -> list[tuple[str, str]]:
    ids = found.officers if wanted is None else [one for one in wanted if one in found.officers]
    return sorted(((one, found.officers[one].name) for one in ids), key=lambda one: in_swedish(one[1]))


def _one_version(entries: Sequence[LoggedEntry]) -> str | None:
    """Give the version that everything on a page rests on: said once there, and not in each row."""
    found = {version for one in entries if (version := version_read_by(one.entry)) is not None}
    return found.pop() if len(found) == 1 else None


def by_day(rows: list[Row], *, every: bool = False) -> list[tuple[str, list[list[Row]]]]:
    """Put rows of one day together, in it those of one person that follow one another, and what is the same once.

    What she did herself stands last in its day, unless each time is told: it is the others whom she looks for.
    """
    days = [(day, list(found)) for day, found in groupby(rows, key=lambda row: row["day"])]
    return [(day, _of_one(found) if every else _gathered(found)) for day, found in days]


def _of_one(rows: Iterable[Row]) -> list[list[Row]]:
    return [list(found) for _who, found in groupby(rows, key=lambda row: row["who"])]


def _gathered(rows: Iterable[Row]) -> list[list[Row]]:
    return [_once(found) for found in _of_one(sorted(rows, key=lambda row: row["hers"]))]


def _once(rows: Iterable[Row]) -> list[Row]:
    """Say what was done several times once, at its newest, with how often."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        held = found.setdefault((row["what"], *row["by_source"]), {**row, "times": 0})
        held["times"] += 1
    return list(found.values())


def _row(logged: LoggedEntry, names: Names, version: str | None) -> Row:
    told = logged.entry
    by_source = opened_lines(told, names)
    apart = len(by_source) > 1 or told.act is Action.LIST
    who, what = in_two(told, names, brief=apart, unsaid=version)
    refused = told.outcome is Outcome.REFUSED
    lines = by_source if apart else []
    said = {"what": what, "by_source": lines, "refused": refused, "times": 1}
    return {**_when(told.ts), **_whose(told.actor, who), **said}


def _fold_row(one: OfMonth, names: Names) -> Row:
    who, what = counted(one, names)
    said = {"what": what, "by_source": [], "refused": False, "times": 1}
    return {**_when(one.fold.newest), **_whose(one.fold.actor, who), **said}


def _whose(actor: str | None, who: str) -> Row:
    """Give the name, and after it title and unit; whether it is she herself."""
    name, _comma, about = who.partition(", ")
    return {"who": who, "name": name, "about": about, "hers": actor == signed_in().participant}


def _when(at: int) -> Row:
    moment = local(at)
    return {
        "at": at,
        "instant": written(at),
        "clock": f"{moment:%H:%M}",
        "day": format_date(moment.date(), "EEEE d MMMM y"),
    }
