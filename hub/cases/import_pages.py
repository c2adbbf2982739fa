"""HTML routes that take files: an officer's own plan items."""

from typing import Final

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from hub.cases.import_reading import COLUMNS
from hub.cases.importing import import_plans
from hub.cases.uploading import uploaded
from hub.cases.wording import HELP, import_errors
from hub.signin.current import signed_in
from hub.store.errors import Invalid
from hub.store.ground import ground

importing: Final = Blueprint("import_pages", __name__, template_folder="templates")

_UNFIT: Final = 422


@importing.get("/import")
def new_import() -> str:
    return render_template("cases/import.html", columns=COLUMNS, help=HELP, errors=(), done=None)


@importing.post("/import")
def save_import() -> AnyResponse:
    try:
        done = import_plans(ground(), signed_in().actor, uploaded())
    except Invalid as refused:
        errors = import_errors(refused.errors)
        page = render_template("cases/import.html", columns=COLUMNS, help=HELP, errors=errors, done=None)
        return Response(page, _UNFIT)
    return Response(render_template("cases/import.html", columns=COLUMNS, help=HELP, errors=(), done=done))


@importing.get("/import/mall.csv")
def template() -> Response:
    # The mark in front makes a spreadsheet read the file as UTF-8.
    content = "\ufeff" + ";".join(COLUMNS) + "\r\n"
    named = {"Content-Disposition": 'attachment; filename="planer.csv"'}
    return Response(content, headers=named, content_type="text/csv; charset=utf-8")
