"""HTML routes that take sheets: an officer's own plan items, and the people whom a coach registers."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from hub.cases.import_templates import PEOPLE, PLANS
from hub.cases.importing import Imported, import_plans
from hub.cases.people_importing import ImportedPeople, import_people
from hub.cases.registered_before import REGISTERED_BEFORE
from hub.cases.saved_before import SAVED_BEFORE
from hub.signin.current import signed_in
from hub.store.errors import Invalid
from hub.store.ground import ground
from hub.store.sheet_templates import Template
from hub.store.uploads import import_errors, only_checks, template_file, uploaded

importing: Final = Blueprint("import_pages", __name__, template_folder="templates")
people: Final = Blueprint("people_import_pages", __name__, template_folder="templates")

_PLANS: Final = "cases/import.html"
_PEOPLE: Final = "cases/import_people.html"


@importing.get("/import")
def new_import() -> AnyResponse:
    return _page(_PLANS, PLANS)


@importing.post("/import")
def save_import() -> AnyResponse:
    def act() -> Imported:
        return import_plans(ground(), signed_in().actor, uploaded(), dry_run=only_checks(), again=_again())

    return _take(_PLANS, PLANS, act, _saved_plans)


@importing.get("/import/<filename>")
def template(filename: str) -> Response:
    return template_file(PLANS, filename)


@people.get("/import/deltagare")
def new_people() -> AnyResponse:
    return _page(_PEOPLE, PEOPLE)


@people.post("/import/deltagare")
def save_people() -> AnyResponse:
    def act() -> ImportedPeople:
        return import_people(ground(), signed_in(), uploaded(), dry_run=only_checks(), again=_again())

    return _take(_PEOPLE, PEOPLE, act, _registered)


@people.get("/import/deltagare/<filename>")
def people_template(filename: str) -> Response:
    return template_file(PEOPLE, filename)


def _take(page: str, template: Template, act: Callable[[], Any], words: Callable[[Any], str]) -> AnyResponse:
    """Save, and lead to the page anew: to load it again must not send the file once more."""
    try:
        done = act()
    except Invalid as refused:
        return _page(page, template, errors=import_errors(refused.errors), status=422)
    if done.dry_run:
        return _page(page, template, done=done)
    flash(words(done))
    return redirect(request.path, 303)


def _again() -> bool:
    return request.form.get("again") == "yes"


def _saved_plans(done: Imported) -> str:
    rows = ngettext("%(num)s rad", "%(num)s rader", done.rows)
    cases = ngettext("%(num)s ärende", "%(num)s ärenden", done.cases)
    # A form asks before it saves what collides; a file of many cases does not, and their list tells it.
    return _("Klart. Sparat: %(rows)s i %(cases)s. Vad som krockar står i Mina ärenden.", rows=rows, cases=cases)


def _registered(done: ImportedPeople) -> str:
    return ngettext(
        "Klart. %(num)s person är registrerad och står i Mina ärenden.",
        "Klart. %(num)s personer är registrerade och står i Mina ärenden.",
        done.rows,
    )


def _page(page: str, template: Template, *, done: Any = None, errors: Any = (), status: int = 200) -> AnyResponse:
    before = {"saved_before": SAVED_BEFORE, "registered_before": REGISTERED_BEFORE}
    shown = {"template": template, "done": done, "errors": errors, **before}
    return Response(render_template(page, **shown, again_allowed=_again()), status)
