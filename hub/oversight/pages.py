"""The log's pages: the reviewer's list, one entry, the answer to a participant, and the drawings."""

from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request

from hub.access_log.reader import LoggedEntry
from hub.oversight.act_words import ACTS
from hub.oversight.answering import folded_answer
from hub.oversight.drawing import CELL, HEIGHT, OFFICE, WIDTH, draw_days, draw_hours
from hub.oversight.extracting import as_file, extract
from hub.oversight.filtering import ASKED, OUTCOME_LABELS, PERIOD_LABELS, STAFF, Asked, read_filters
from hub.oversight.naming import Names
from hub.oversight.own_reads import FoldedPage, OfMonth
from hub.oversight.own_wording import counted
from hub.oversight.reasons import ACT_WORDS, RULE_WORDS
from hub.oversight.reviewing import count_entries, list_entries, own_units, show_entry, to_choose
from hub.oversight.showing import for_participant, for_reviewer
from hub.oversight.tracing import trace_of
from hub.oversight.wording import by_source, label, sentence
from hub.signin.current import signed_in
from hub.store.clock import HOUR
from hub.store.days import day_of, local, written
from hub.store.errors import Invalid
from hub.store.ground import ground

log_pages = Blueprint("log_pages", __name__, template_folder="templates")

_A_PAGE: Final = 50
_AN_ANSWER: Final = 500
_OF_AN_ANSWER: Final = ("case", "from", "next", "to")
# What a reviewer comes for: what people at work did lately. The page says so, and how to see all the rest.
_FIRST: Final = {"period": "month", "officer": STAFF}
_NARROWS: Final = ASKED | {"next"}
_WORDS: Final = {"acts": ACTS, "periods": PERIOD_LABELS, "outcomes": OUTCOME_LABELS}


@log_pages.get("/logg")
def log() -> str:
    return _list(_narrowed_by())


@log_pages.get("/logg-fil")
def file() -> Response:
    me, asked = signed_in(), _narrowed_by()
    if not asked.errors:
        try:
            by = {name: asked.query[name] for name in ("filters", "case")}
            return as_file(extract(ground(), me, **by), at=me.at)
        except Invalid as invalid:
            asked.errors["period"] = invalid.errors["from"]  # what stands in the form, whichever days it means
    return make_response(_list(asked), 422)


def _first() -> bool:
    return not _NARROWS & request.args.keys()


def _narrowed_by() -> Asked:
    return read_filters(_FIRST if _first() else request.args, at=signed_in().at)


def _list(asked: Asked) -> str:
    me, first = signed_in(), _first()
    page = list_entries(ground(), me, **{**asked.query, "limit": _A_PAGE})
    return render_template(
        "oversight/log.html",
        items=[_on_page(logged, page.names) for logged in page.entries],
        following={**asked.kept, "next": page.next} if page.next else None,
        place={} if first else asked.place,
        units=own_units(ground(), me),
        first=first,
        **_asked_for(asked),
    )


@log_pages.get("/logg/<entry_id>")
def entry(entry_id: str) -> str:
    asked = read_filters(request.args, at=signed_in().at)
    shown = show_entry(ground(), signed_in(), entry_id=entry_id, with_proof=True, reason="row_opened")
    one = _on_page(shown.logged, shown.names)
    trace = trace_of(ground(), shown.logged)
    whole = shown.logged.body is not None
    left_out = {"whole": whole, "in_vain": shown.in_vain}
    return render_template(
        "oversight/entry.html",
        one=one,
        proof=shown.proof,
        trace=trace,
        rules=RULE_WORDS,
        reasons=RULE_WORDS | ACT_WORDS,
        place=asked.place,
        **left_out,
    )


@log_pages.get("/logg-diagram")
def drawings() -> str:
    me = signed_in()
    asked = read_filters(request.args, at=me.at, period="month")
    filters = asked.query["filters"]
    acts = count_entries(ground(), me, filters=filters, case=asked.query["case"])
    hours = [one.hour * HOUR for one in acts]
    first = filters.begins if filters.begins is not None else min(hours, default=me.at)
    last = me.at if filters.ends is None else min(filters.ends - 1, me.at)
    return render_template(
        "oversight/drawings.html",
        bars=draw_days(acts, first=day_of(min(first, last)), last=day_of(last)),
        week=draw_hours(acts),
        size=(WIDTH, HEIGHT, CELL),
        office=OFFICE,
        first=min(first, last),
        last=last,
        **_asked_for(asked),
    )


@log_pages.get("/logg-svar")
def answer() -> str:
    """Print all that was done with one participant's data, in words that are for her."""
    me = signed_in()
    asked = read_filters({name: request.args.get(name, "") for name in _OF_AN_ANSWER}, at=me.at)
    number, filters = asked.query["case"], asked.query["filters"]
    kept = {name: said for name, said in asked.kept.items() if name in _OF_AN_ANSWER}
    page = None
    if number is not None and not asked.errors:
        span = (filters.begins, filters.ends)
        page = folded_answer(ground(), me, case=number, span=span, before=asked.query["before"], limit=_AN_ANSWER)
    return render_template(
        "oversight/answer.html",
        number=number if page else None,
        items=_answered(page) if page else [],
        later=asked.query["before"] is not None,
        following={**kept, "next": page.next} if page and page.next else None,
        units=own_units(ground(), me),
        at=me.at,
        typed=asked.typed,
        errors=asked.errors,
    )


def _asked_for(asked: Asked) -> dict[str, Any]:
    with ground().store.read() as tx:
        officers = to_choose(tx, ground(), signed_in())
    return {"typed": asked.typed, "kept": asked.kept, "errors": asked.errors, "officers": officers, **_WORDS}


def _on_page(logged: LoggedEntry, names: Names) -> dict[str, Any]:
    """Add the time as people in Sweden write it, and the sentence in two parts: who did what, and with what."""
    told, moment = logged.entry, local(logged.entry.ts)
    return {
        **for_reviewer(logged, names),
        "ts": told.ts,
        "day": f"{moment:%Y-%m-%d}",
        "clock": f"{moment:%H:%M:%S}",
        "brief": sentence(told, names, to_participant=False, brief=True),
        "labels": {one.category: label(one.category, to_participant=False) for one in told.decisions},
        "by_source": by_source(told, names, to_participant=False),
        "employment": told.emp,
        "session": told.sess,
    }


def _answered(page: FoldedPage) -> list[dict[str, Any]]:
    rows = [_told_to_her(logged, page.names) for logged in page.entries]
    rows += [_counted_for_her(one, page.names) for one in page.folds]
    return sorted(rows, key=lambda row: row["ts"], reverse=True)


def _told_to_her(logged: LoggedEntry, names: Names) -> dict[str, Any]:
    told = logged.entry
    return {
        **for_participant(logged, names),
        **_when(told.ts),
        "brief": sentence(told, names, to_participant=True, brief=True),
        "by_source": by_source(told, names, to_participant=True),
        "own": told.actor_kind == "participant",
    }


def _counted_for_her(one: OfMonth, names: Names) -> dict[str, Any]:
    return {**_when(one.fold.newest), "text": " ".join(counted(one, names)), "by_source": [], "own": False}


def _when(at: int) -> dict[str, Any]:
    moment = local(at)
    return {"ts": at, "at": written(at), "day": f"{moment:%Y-%m-%d}", "clock": f"{moment:%H:%M}"}
