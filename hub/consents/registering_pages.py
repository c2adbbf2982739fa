"""The pages on which staff register that a participant takes back: in a named officer's case, or by case number."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.consents import registering
from hub.consents.forms import to_withdrawal
from hub.consents.labels import OFFICER_LABELS
from hub.consents.withdrawing import CHANNEL_WORDS
from hub.disclosure.changing import change
from hub.grants.case_numbers import as_given
from hub.signin.current import signed_in
from hub.store.days import day_of
from hub.store.errors import Invalid, NotShown
from hub.store.ground import ground
from hub.store.receipts import shortened
from policies.vocabulary import Category

Answer = str | Response | tuple[str, int]
Errors = dict[str, list[str]]
_NUMBER: Final = 20

officer_pages = Blueprint("registering_withdrawal", __name__, template_folder="templates")
reviewer_pages = Blueprint("reviewer_withdrawal", __name__, template_folder="templates")


@officer_pages.get("/arenden/<case_id>/ta-tillbaka")
def of_case(case_id: str) -> Answer:
    return _page(case_id, f"/arenden/{case_id}/ta-tillbaka", {})


@officer_pages.post("/arenden/<case_id>/ta-tillbaka")
def register_of_case(case_id: str) -> Answer:
    try:
        given = _register(case_id)
    except Invalid as invalid:
        return _page(case_id, f"/arenden/{case_id}/ta-tillbaka", invalid.errors), 422
    except NotShown:
        if not _told_again(case_id):
            raise
    else:
        _tell(given)
    return redirect("/arenden", 303)


@reviewer_pages.get("/ta-tillbaka")
def by_number() -> str:
    return render_template("consents/register_number.html", errors={}, typed={})


@reviewer_pages.post("/ta-tillbaka")
def register_by_number() -> Answer:
    number = as_given(request.form.get("number", ""))[:_NUMBER]
    if not number:
        return _number_page(number, _("Skriv ärendenumret.")), 422
    case_id = registering.case_of(ground(), number)
    try:
        if request.form.get("step") != "save":
            return _page(case_id, "/ta-tillbaka", {}, number=number)
        given = _register(case_id)
    except Invalid as invalid:
        return _page(case_id, "/ta-tillbaka", invalid.errors, number=number), 422
    except NotShown:
        say = _("Vi hittar inget medgivande som gäller med det numret hos de enheter du granskar.")
        return _number_page(number, say), 422
    _tell(given)
    return redirect("/ta-tillbaka", 303)


def _number_page(number: str, say: str) -> str:
    return render_template("consents/register_number.html", errors={"number": [say]}, typed={"number": number})


def _register(case_id: str) -> registering.Registered:
    channel = request.form.get("channel", "")
    try:
        scope, target = to_withdrawal(request.form)
    except Invalid as invalid:
        raise Invalid({**invalid.errors, **registering.faults_of_channel(channel)}) from None
    with change(ground()) as tx:
        return registering.register(
            tx, ground(), signed_in().actor, case_id=case_id, scope=scope, target=target, channel=channel
        )


def _tell(given: registering.Registered) -> None:
    said = {"number": given.number, "receipt": shortened(given.receipt)}
    flash(_("Ärende %(number)s: det gäller nu. Läs upp kvittensen för deltagaren: %(receipt)s", **said))


def _told_again(case_id: str) -> bool:
    """Tell who has registered it herself what she was told then: whoever presses twice sees the second answer alone."""
    scope, target = to_withdrawal(request.form)
    given = registering.given_before(ground(), signed_in().actor, case_id=case_id, scope=scope, target=target)
    if given is None:
        return False
    day, receipt = format_date(day_of(given.at), "d MMMM y"), shortened(given.id)
    flash(_("Du har redan registrerat det, %(day)s, och det gäller. Kvittens: %(receipt)s", day=day, receipt=receipt))
    return True


def _page(case_id: str, action: str, errors: Errors, *, number: str = "") -> str:
    with change(ground()) as tx:
        offered = registering.offer(tx, ground(), signed_in().actor, case_id=case_id)
    version, names = offered.version, offered.names
    persons = [
        (one.id, names.officers[one.officer_id].name, names.units[one.unit_id].full)
        for one in version.persons
        if version.says_yes_to(one)
    ]
    categories = {row.category: OFFICER_LABELS[Category(row.category)] for row in version.rows if row.stands}
    return render_template(
        "consents/register.html",
        action=action,
        back="/ta-tillbaka" if number else f"/arenden/{case_id}",
        case_number=offered.number,
        number=number,
        persons=persons,
        categories=categories,
        channels=[(one, CHANNEL_WORDS[one]) for one in registering.CHANNELS],
        errors=errors,
        typed=request.form,
    )
