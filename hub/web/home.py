"""The front page, and the first page of every role."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from hub.cases.counting import count_reports
from hub.cases.listing import how_many
from hub.cases.narrowing import Only
from hub.consents.counting import count_waiting
from hub.consents.leaving import count_left
from hub.consents.papers_listing import count_papers
from hub.grants import absences
from hub.officers.roles import Role
from hub.signin.carrying import FIELD
from hub.signin.current import SignedIn, whoever
from hub.signin.guards import open_to_all
from hub.signin.pages import sign_in_page
from hub.signin.requests import local_path
from hub.store.errors import NotShown, StoreUnavailable
from hub.store.ground import ground
from hub.store.outages import or_none
from hub.web import helping
from hub.web.language import chosen, keep, speak

home = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class Plain:
    """A first page that only tells what the role is for."""

    heading: object
    paragraphs: tuple[object, ...]


_PLAIN: Final = {
    Role.PROJECT_LEADER: Plain(
        _("Uppföljning"),
        (
            _("Här finns ingenting att visa än."),
            _("Uppföljningen kommer att visa antal, aldrig personer, och inga tal under fem."),
        ),
    ),
}


_FIRST_PAGES: Final = {
    Role.ACCESS_MANAGER: "/handlaggare",
    Role.ADMINISTRATOR: "/enheter",
    Role.DPO: "/logg",
}


def greet(surface: str) -> None:
    """Let everybody in, also when the database is away: the front page opens nothing."""
    try:
        open_to_all(surface)
    except StoreUnavailable:
        g.signed_in = None


@home.get("/")
def first() -> str | Response:
    me = whoever()
    if g.get("screen_lent"):  # else the way home leads her away from it, to a form that asks for a name
        return redirect("/skarmen", 303)
    if me is None:
        return render_template("front.html")
    if me.role is Role.PARTICIPANT:
        return redirect("/mina-medgivanden" if me.assisted else "/min-sida", 303)
    if me.role in _FIRST_PAGES:
        return redirect(_FIRST_PAGES[me.role], 303)
    if me.role in _PLAIN:
        return render_template("plain_home.html", told=_PLAIN[me.role])
    return _for_officers(me)


def _for_officers(me: SignedIn) -> str:
    """Show the ways, which open nothing, and how much waits in each; without the numbers where none may be told."""
    counted = or_none(lambda: _counts(me))
    return render_template("staff_home.html", coach=me.role is Role.COACH, counted=counted)


def _counts(me: SignedIn) -> dict[str, Any]:
    """Count as each list decides, with its entries; what is sealed is not counted."""
    coach = me.role is Role.COACH
    return {
        "away": absences.standing_absence(ground(), me.employment),
        "cases": how_many(ground(), me.actor, only=Only.ALL),
        "reports": count_reports(ground(), me.actor),
        "waits": count_waiting(ground(), me.actor),
        "left": count_left(ground(), me.actor) if coach else None,
        "papers": count_papers(ground(), me.actor) if coach else None,
    }


@home.post("/sprak")
def choose_language() -> Response:
    """Let the browser keep a language, and go back to where it was chosen; where her words wait, with them."""
    language = request.form.get("language", "")
    if FIELD in request.form:
        speak(language)
        response: Response = make_response(sign_in_page(request.form, {}))
    else:
        response = redirect(local_path(request.form.get("next", "")), 303)
    keep(response, language, ground().settings)
    return response


@home.get("/hjalp")
def help_for_all() -> str:
    """Show the asker's own help, and the way to the others'."""
    me = whoever()
    return _help(helping.OF_ROLE[me.role] if me is not None else helping.FOR_ALL)


@home.get("/hjalp/<subject>")
def help_about(subject: str) -> str:
    return _help(subject)


def _help(subject: str) -> str:
    if subject not in helping.SUBJECTS:
        raise NotShown
    written = helping.written_in(subject, chosen())
    return render_template("help.html", subject=subject, subjects=helping.SUBJECTS, written=written)
