"""HTML routes that take sheets: an officer's own plan items, and the people whom a coach registers."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from hub.cases.import_templates import PEOPLE, PLANS
from hub.cases.importing import import_plans
from hub.cases.people_importing import import_people
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
    return _take(_PLANS, PLANS, lambda: import_plans(ground(), signed_in().actor, uploaded(), dry_run=only_checks()))


@importing.get("/import/<filename>")
def template(filename: str) -> Response:
    return template_file(PLANS, filename)


@people.get("/import/deltagare")
def new_people() -> AnyResponse:
    return _page(_PEOPLE, PEOPLE)


@people.post("/import/deltagare")
def save_people() -> AnyResponse:
    return _take(_PEOPLE, PEOPLE, lambda: import_people(ground(), signed_in(), uploaded(), dry_run=only_checks()))


@people.get("/import/deltagare/<filename>")
def people_template(filename: str) -> Response:
    return template_file(PEOPLE, filename)


def _take(page: str, template: Template, act: Callable[[], object]) -> AnyResponse:
    try:
        return _page(page, template, done=act())
    except Invalid as refused:
        return _page(page, template, errors=import_errors(refused.errors), status=422)


def _page(page: str, template: Template, *, done: Any = None, errors: Any = (), status: int = 200) -> AnyResponse:
    return Response(render_template(page, template=template, done=done, errors=errors), status)
