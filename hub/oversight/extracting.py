"""Writes what a reviewer's list shows as a file, to hand on to who asks for it (HSLF-FS 2016:40, 4 kap. 9 §)."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from flask import Response
from flask_babel import gettext as _

from hub.access_log.reader import Filters, LoggedEntry
from hub.oversight.naming import Names
from hub.oversight.reasons import ACT_WORDS, RULE_WORDS
from hub.oversight.reviewing import Page, bring_up_to_date, find, note_look, of_case, units_of
from hub.oversight.showing import for_reviewer
from hub.oversight.wording import who
from hub.signin.current import SignedIn
from hub.store.days import day_of, local
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.outages import needing
from hub.store.sheet_templates import escaped
from policies.vocabulary import Outcome

MOST: Final = 2000  # a second and a half of a processor, in which everybody else is answered slower
CSV: Final = "text/csv; charset=utf-8"
TAKEN: Final = "file_taken"
_LONGER: Final = "Det är fler rader än vad som ryms i en fil. Välj en kortare tid eller något mer att söka på."
_WORDS: Final = RULE_WORDS | ACT_WORDS


@needing("log")
def extract(ground: Ground, me: SignedIn, *, filters: Filters, case: str | None) -> Page:
    """Give all that the filters let through, newest first. Its own entry commits before this returns.

    Raises Invalid where that is more than `MOST` entries: an extract that lacks some would be handed on as whole.
    """
    bring_up_to_date(ground)
    with ground.store.read() as tx:
        filters = of_case(tx, ground, filters, case)
        mine = units_of(tx, ground, me)
        page = find(tx, filters, mine, before=None, limit=MOST)
    whole = page.next is None
    with ground.store.write() as tx:
        count = len(page.entries) if whole else 0
        note_look(tx, ground, me, filters, mine, count=count, reason=TAKEN if whole else None)
    if not whole:
        raise Invalid({"from": [_LONGER]})
    return page


def as_file(page: Page, *, at: int) -> Response:
    """Give the entries as CSV, in the language of who asks; the file is named by the day of `at` (µs)."""
    text = io.StringIO()
    write = csv.writer(text, delimiter=";", lineterminator="\r\n")
    write.writerow(_headings())
    for logged in page.entries:
        write.writerow(map(escaped, _row(logged, page.names)))
    named = {"Content-Disposition": f'attachment; filename="logg-{day_of(at).isoformat()}.csv"'}
    # The mark in front makes a spreadsheet read the file as UTF-8.
    return Response("\ufeff" + text.getvalue(), headers=named, content_type=CSV)


def _headings() -> list[str]:
    return [
        _("Tid"),
        _("Vem"),
        _("Titel"),
        _("Enhet"),
        _("Organisation"),
        _("Vad"),
        _("Hur det gick"),
        _("Ärende"),
        _("Deltagare (pseudonym)"),
        _("Kvittens"),
        _("Radens kontrollsumma"),
    ]


def _row(logged: LoggedEntry, names: Names) -> Iterator[str]:
    told = for_reviewer(logged, names)
    actor = told["actor"]
    yield local(logged.entry.ts).isoformat(" ", "seconds")
    yield actor["name"] or who(logged.entry, names, participant=_("Deltagaren själv"))
    yield actor["title"] or ""
    yield actor["unit_name"] or ""
    yield actor["authority"] or ""
    yield told["text"]
    yield _ended(logged)
    yield told["case"] or ""
    yield told["subject"] or ""
    yield logged.id
    yield logged.leaf


def _ended(logged: LoggedEntry) -> str:
    outcome, reason = logged.entry.outcome, logged.entry.reason
    if outcome is not Outcome.REFUSED:
        return _("Tilläts")
    return f"{_('Nekades')} ({_(_WORDS.get(reason, reason))})" if reason else _("Nekades")
