"""HTML routes by which an officer writes in her own unit's plan, and gets the sentence for her own record."""

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hub.cases import editing, form_showing
from hub.cases.forms import one_by_one
from hub.cases.pages import asked_purpose
from hub.cases.telling import tell_saved
from hub.plans.vocabulary import ItemKind
from hub.signin.confirming import confirm
from hub.signin.current import signed_in
from hub.signin.saved import saved_at
from hub.signin.sending_once import done_before
from hub.store.days import day_of, instant
from hub.store.errors import Invalid
from hub.store.ground import ground

writing: Final = Blueprint("writing_pages", __name__, template_folder="templates")

_KINDS: Final = {"plan": ItemKind.PLAN, "insats": ItemKind.ACTIVITY, "grans": ItemKind.LIMIT}


@writing.get("/arenden/<case_id>/plan/ny", defaults={"kind": "plan"})
@writing.get("/arenden/<case_id>/insats/ny", defaults={"kind": "insats"})
@writing.get("/arenden/<case_id>/grans/ny", defaults={"kind": "grans"})
def new_in_case(case_id: str, kind: str) -> AnyResponse:
    return _form(form_showing.new_page(ground(), signed_in().actor, kind=_KINDS[kind], case_id=case_id))


@writing.post("/arenden/<case_id>/plan/ny", defaults={"kind": "plan"})
@writing.post("/arenden/<case_id>/insats/ny", defaults={"kind": "insats"})
@writing.post("/arenden/<case_id>/grans/ny", defaults={"kind": "grans"})
def save_in_case(case_id: str, kind: str) -> AnyResponse:
    return _saved(form_showing.new_page(ground(), signed_in().actor, kind=_KINDS[kind], case_id=case_id))


@writing.get("/planer/<plan_id>/insats/ny", defaults={"kind": "insats"})
@writing.get("/planer/<plan_id>/grans/ny", defaults={"kind": "grans"})
def new_item(plan_id: str, kind: str) -> AnyResponse:
    return _form(form_showing.new_page(ground(), signed_in().actor, kind=_KINDS[kind], plan_id=plan_id))


@writing.post("/planer/<plan_id>/insats/ny", defaults={"kind": "insats"})
@writing.post("/planer/<plan_id>/grans/ny", defaults={"kind": "grans"})
def save_item(plan_id: str, kind: str) -> AnyResponse:
    return _saved(form_showing.new_page(ground(), signed_in().actor, kind=_KINDS[kind], plan_id=plan_id))


@writing.get("/planer/<item_id>/andra", defaults={"kind": "plan"})
@writing.get("/insatser/<item_id>/andra", defaults={"kind": "insats"})
@writing.get("/granser/<item_id>/andra", defaults={"kind": "grans"})
def change_item(item_id: str, kind: str) -> AnyResponse:
    return _form(
        form_showing.change_page(
            ground(), signed_in().actor, kind=_KINDS[kind], item_id=item_id, purpose=asked_purpose()
        )
    )


@writing.post("/planer/<item_id>/andra", defaults={"kind": "plan"})
@writing.post("/insatser/<item_id>/andra", defaults={"kind": "insats"})
@writing.post("/granser/<item_id>/andra", defaults={"kind": "grans"})
def save_change(item_id: str, kind: str) -> AnyResponse:
    return _saved(
        form_showing.change_page(
            ground(), signed_in().actor, kind=_KINDS[kind], item_id=item_id, purpose=asked_purpose()
        )
    )


@writing.get("/arenden/<case_id>/sparat/<entry_id>")
def saved(case_id: str, entry_id: str) -> str:
    told = tell_saved(ground(), signed_in().actor, case_id=case_id, entry_id=entry_id)
    when = saved_at(instant(datetime.fromisoformat(told.at)))
    return render_template("cases/saved.html", told=told, saved=when, case_id=case_id, purpose=asked_purpose())


def _saved(page: form_showing.FormPage) -> AnyResponse:
    form, actor = one_by_one(request.form), signed_in().actor
    before = None if page.where.item else editing.saved_before(ground(), actor, page, form)
    if before is not None:
        return _answer(before)
    save = editing.save_change if page.where.item else editing.save_new
    try:
        if form.get("accept") == "yes":
            confirm(request.form)  # an acceptance weighs as much here as on its own page
    except Invalid as wrong:
        return _form(editing.unconfirmed(ground(), actor, page, form, wrong))
    return _answer(save(ground(), actor, page, form, purpose=asked_purpose()))


def _answer(answer: form_showing.FormPage | editing.Done) -> AnyResponse:
    if isinstance(answer, form_showing.FormPage):
        return _form(answer)
    if answer.again:
        flash(done_before())
    if answer.unchanged:
        flash(_("Du ändrade ingenting. Därför sparades inget nytt."))
    if answer.ends is not None and answer.ends < day_of(signed_in().at).isoformat():
        flash(_("Sista dagen har redan passerat. Är den fel kan du ändra den i ärendet."), "warn")
    said = f"?purpose={asked_purpose()}" if asked_purpose() else ""
    where = f"/sparat/{answer.entry}" if answer.entry else ""
    return redirect(f"/arenden/{answer.case}{where}{said}", 303)


def _form(page: form_showing.FormPage) -> Response:
    return Response(render_template("cases/item_form.html", page=page, purpose=asked_purpose()), page.status)
