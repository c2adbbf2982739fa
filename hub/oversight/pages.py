"""The log's pages: the reviewer's list and entry."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, request
from marshmallow import ValidationError

from hub.access_log.reader import LoggedEntry
from hub.access_log.reader.notes import read_checkpoint
from hub.oversight.naming import Names
from hub.oversight.reviewing import checkpoint, list_entries, show_entry
from hub.oversight.schemas import EntriesQuery
from hub.oversight.showing import for_reviewer
from hub.oversight.wording import ACTS, by_source, label, sentence
from hub.signin.current import signed_in
from hub.store.days import local
from hub.store.ground import ground
from keys.providers import LOG_SIGNING

log_pages = Blueprint("log_pages", __name__, template_folder="templates")

_QUERY: Final = EntriesQuery()
_SAY_DAY: Final = ["Skriv dagen så här: 2026-03-31."]
_SAY: Final = {"from": _SAY_DAY, "to": _SAY_DAY}
_SAY_CHOICE: Final = ["Välj ett av de värden som finns."]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The filter form as it was sent, and what is wrong with it."""

    typed: dict[str, str]
    query: dict[str, Any]
    errors: dict[str, list[str]]


@log_pages.get("/logg")
def log() -> str:
    asked = _asked()
    page = list_entries(ground(), signed_in(), **asked.query)
    items = [_on_page(logged, page.names) for logged in page.entries]
    following = {**asked.typed, "next": page.next} if page.next else None
    return render_template(
        "oversight/log.html", items=items, following=following, typed=asked.typed, errors=asked.errors, acts=ACTS
    )


@log_pages.get("/logg/<entry_id>")
def entry(entry_id: str) -> str:
    shown = show_entry(ground(), signed_in(), entry_id=entry_id, with_proof=True)
    one = _on_page(shown.logged, shown.names)
    return render_template("oversight/entry.html", one=one, proof=shown.proof)


@log_pages.get("/logg-ar-hel")
def whole() -> str:
    here = ground()
    note = checkpoint(here, signed_in())
    public = here.provider.public_key(LOG_SIGNING)
    found = read_checkpoint(note, public_key=public, installation=here.installation) if note else None
    return render_template("oversight/whole.html", found=found, note=note)


def _on_page(logged: LoggedEntry, names: Names) -> dict[str, Any]:
    """Add the time as people in Sweden write it, and the sentence in two parts: who did what, and with what."""
    told, moment = logged.entry, local(logged.entry.ts)
    return {
        **for_reviewer(logged, names),
        "shown_at": f"{moment:%Y-%m-%d %H:%M:%S}",
        "day": f"{moment:%Y-%m-%d}",
        "clock": f"{moment:%H:%M}",
        "brief": sentence(told, names, to_participant=False, brief=True),
        "labels": {one.category: label(one.category, to_participant=False) for one in told.decisions},
        "by_source": by_source(told, names, to_participant=False),
    }


def _asked() -> _Asked:
    """Read the filters; what cannot be read is said on the page and narrows nothing, and stays as it was typed."""
    typed = {name: value for name, value in request.args.items() if value}
    try:
        return _Asked(typed, _QUERY.load(typed), {})
    except ValidationError as error:
        wrong = {str(name) for name in error.messages_dict}
    kept = {name: value for name, value in typed.items() if name not in wrong}
    return _Asked(typed, _QUERY.load(kept), {name: _SAY.get(name, _SAY_CHOICE) for name in wrong})
