"""The access manager's file of people, by page and by JSON: templates, a check, and the invitations it makes."""

from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from hub.signin.confirming import confirm
from hub.signin.current import signed_in
from hub.signin.stepping_up import require
from hub.staffing import importing, inviting
from hub.staffing.schemas import LinkSchema
from hub.staffing.wording import JOB_LABELS
from hub.store.errors import Invalid
from hub.store.ground import ground
from hub.store.sheet_describing import body_of
from hub.store.sheet_templates import Template
from hub.store.uploads import DRY_RUN, import_errors, only_checks, sent, template_file, uploaded

pages: Final = Blueprint("officer_import_pages", __name__, template_folder="templates")
api: Final = ApiBlueprint("officer_imports", __name__, description="People to invite to one's own unit, from a sheet.")


class InvitedRowSchema(Schema):
    """One person of the sheet."""

    name = fields.String(required=True)
    link = fields.Nested(
        LinkSchema, required=True, allow_none=True, metadata={"description": "Null: she signs in already."}
    )


class ImportedOfficersSchema(Schema):
    """Whom a sheet invited, or how many it would invite."""

    rows = fields.Integer(required=True)
    dry_run = fields.Boolean(required=True)
    people = fields.List(fields.Nested(InvitedRowSchema))


@pages.get("/handlaggare/fil")
def new() -> Response:
    return _page()


@pages.post("/handlaggare/fil")
def take() -> Response:
    try:
        content, checks = uploaded(), only_checks()
        who = signed_in() if checks else confirm(request.form)
        return _page(done=importing.import_officers(ground(), who, content, dry_run=checks))
    except Invalid as refused:
        asked = {name: found for name, found in refused.errors.items() if name.startswith("step_up")}
        rest = {name: found for name, found in refused.errors.items() if name not in asked}
        return _page(errors=import_errors(rest), asked=asked, status=422)


@pages.get("/handlaggare/fil/<filename>")
def template(filename: str) -> Response:
    return template_file(_template(), filename)


@api.post("/imports/officers")
@api.doc(requestBody=body_of(importing.template(tuple(JOB_LABELS))), parameters=[DRY_RUN])
@api.response(201, ImportedOfficersSchema)
@api.alt_response(200, schema=ImportedOfficersSchema, description="Only checked.")
def import_file() -> tuple[dict[str, Any], int]:
    """Invite every person of the sheet to the asker's own unit, or nobody."""
    who = signed_in()
    content, checks = sent()
    if not checks:
        require(who)
    done = importing.import_officers(ground(), who, content, dry_run=checks)
    people = [
        {"name": one.name, "link": one.link and {"url": one.link.url, "expires_at": one.link.expires_at}}
        for one in done.people
    ]
    return {"rows": done.rows, "dry_run": checks, "people": people}, 200 if checks else 201


def _template() -> Template:
    with ground().store.read() as tx:
        return importing.template(inviting.own_jobs(tx, ground(), signed_in()))


def _page(*, done: Any = None, errors: Any = (), asked: Any = None, status: int = 200) -> Response:
    shown = {"template": _template(), "done": done, "faults": errors, "errors": asked or {}}
    return Response(render_template("staffing/import.html", **shown), status)
