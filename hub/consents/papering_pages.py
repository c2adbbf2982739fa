"""The pages of ink on paper: print it, enter what it says beside its scan, and let a colleague compare the two."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hub.consents import comparing, picturing
from hub.consents.labels import PARTICIPANT_LABELS
from hub.consents.papering import enter_paper, presented_by, version_code
from hub.consents.papering_forms import to_entered, to_paper, to_verdict
from hub.consents.papers_listing import list_papers
from hub.consents.scanning import in_one
from hub.consents.sentences import source
from hub.consents.showing import View
from hub.disclosure.changing import change
from hub.grants.papers import last_paper
from hub.signin.confirming import confirm
from hub.signin.current import signed_in
from hub.store.errors import Invalid
from hub.store.ground import ground

Answer = str | AnyResponse | tuple[str, int]
Errors = dict[str, list[str]]

coach_pages = Blueprint("consents_papering", __name__, template_folder="templates")
colleague_pages = Blueprint("consents_comparing", __name__, template_folder="templates")


@coach_pages.get("/medgivanden/<consent_id>/papper")
def paper(consent_id: str) -> Answer:
    return _page(_presented(consent_id), {})


@coach_pages.get("/medgivanden/<consent_id>/papper/utskrift")
def printed(consent_id: str) -> str:
    shown = _presented(consent_id)
    code = version_code(shown.version, shown.digest or "")
    picture = picturing.picture(shown)
    return render_template("consents/paper_print.html", view=shown, picture=picture, code=code)


@coach_pages.post("/medgivanden/<consent_id>/papper")
def enter(consent_id: str) -> Answer:
    shown = _presented(consent_id)
    try:
        said, pages = to_paper(request.form, request.files, shown, whose=signed_in().officer)
        enter_paper(ground(), signed_in(), consent_id=consent_id, said=said, pages=pages)
    except Invalid as invalid:
        return _page(shown, invalid.errors), 422
    flash(_("Papperet är infört. Det gäller när en kollega på enheten har jämfört det."))
    return redirect(f"/medgivanden/{consent_id}/papper", 303)


@colleague_pages.get("/papper")
def waiting() -> str:
    who = signed_in()
    found = list_papers(ground(), who.actor, after=request.args.get("next"))
    return render_template("consents/papers.html", papers=found, mine=who.officer)


@colleague_pages.get("/medgivanden/<consent_id>/jamfor")
def compare_page(consent_id: str) -> Answer:
    return _compare(consent_id, {})


@colleague_pages.get("/medgivanden/<consent_id>/jamfor/papper")
def scan(consent_id: str) -> AnyResponse:
    compared = comparing.look(ground(), signed_in(), consent_id=consent_id)
    return Response(in_one(compared.pages), content_type="image/jpeg")


@colleague_pages.post("/medgivanden/<consent_id>/jamfor")
def compare(consent_id: str) -> Answer:
    try:
        agrees = to_verdict(request.form)
        confirm(request.form)
        entered = to_entered(request.form)
        comparing.settle(ground(), signed_in(), consent_id=consent_id, entered=entered, agrees=agrees)
    except Invalid as invalid:
        return _compare(consent_id, invalid.errors), 422
    if agrees:
        flash(_("Underskriften gäller nu. Handledaren bevittnar den."))
    else:
        flash(_("Papperet är skickat tillbaka till den som förde in det."))
    return redirect("/papper", 303)


def _presented(consent_id: str) -> View:
    return presented_by(ground(), signed_in().actor, consent_id=consent_id)


def _page(shown: View, errors: Errors) -> str:
    with change(ground()) as tx:
        state = last_paper(tx, consent_id=shown.version.id)
    return render_template(
        "consents/paper.html",
        view=shown,
        picture=picturing.picture(shown),
        state=state,
        errors=errors,
        typed=request.form,
    )


def _compare(consent_id: str, errors: Errors) -> str:
    compared = comparing.look(ground(), signed_in(), consent_id=consent_id)
    sources = {row.id: source(compared.names, row.source, hers=False) for row in compared.version.rows}
    return render_template(
        "consents/compare.html",
        compared=compared,
        sources=sources,
        own_words=PARTICIPANT_LABELS,
        errors=errors,
        typed=request.form,
    )
