"""What the access manager's pages show: her unit, one person, an invitation and a link; with what was typed."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from hub.disclosure.changing import change
from hub.signin.calling import Called
from hub.signin.current import signed_in
from hub.staffing import inviting, looking
from hub.staffing.showing import show, show_person
from hub.staffing.wording import JOB_LABELS, WORKS_AS
from hub.store.ground import ground

LIST: Final = "/handlaggare"

_Errors = Mapping[str, Sequence[object]]


def unit_page(errors: _Errors, status: int = 200) -> Response:
    with change(ground()) as tx:
        shown = show(tx, ground(), signed_in())
    said = {"errors": errors, "form_page": LIST, **_typed()}
    page = render_template("staffing/unit.html", shown=shown, jobs=WORKS_AS, now=signed_in().at, **said)
    return make_response(page, status)


def invitation_page(typed: Mapping[str, str], errors: _Errors) -> str:
    with ground().store.read() as tx:
        jobs = inviting.own_jobs(tx, ground(), signed_in())
    return render_template("staffing/invite.html", jobs=jobs, labels=JOB_LABELS, typed=typed, errors=errors)


def person_page(officer_id: str, errors: _Errors, status: int = 200) -> Response:
    with change(ground()) as tx:
        shown = show_person(tx, ground(), signed_in(), officer_id)
    page = render_template(
        "staffing/person.html",
        one=shown.one,
        away=shown.one.away,
        cases=shown.cases,
        coaches=shown.coaches,
        jobs=JOB_LABELS,
        errors=errors,
        **_typed(),
        oneself=officer_id == signed_in().officer,
    )
    return make_response(page, status)


def _typed() -> dict[str, object]:
    """Give what was sent, or what was chosen before she was led to confirm who she is: that is not saved yet."""
    return {"typed": request.form or request.args, "unsaved": any(request.args.values())}


def link_page(link: Called, name: str, *, confirms: bool = False) -> str:
    # Who is only called in has no page of her own: who came back to it would be refused, and stand in the log for it.
    of_form = None if confirms else LIST
    return render_template("staffing/link.html", link=link, name=name, back=LIST, form_page=of_form, confirms=confirms)


def name_of(officer_id: str) -> str:
    who = signed_in()
    with ground().store.read() as tx:
        at = ground().clock.now(tx)
        one = looking.person(looking.people(tx, ground(), unit_id=who.unit or "", at=at), officer_id)
        waits = [other.name for other in looking.awaited(tx, unit_id=who.unit or "") if other.id == officer_id]
    return one.name if one is not None else next(iter(waits), "")
