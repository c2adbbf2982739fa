"""HTML routes of cases: the list, one case and what is done about its collisions, and registering a person."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from werkzeug.wrappers import Response as AnyResponse

from hub.cases import listing
from hub.cases.arranging import BY_NAME, EVERYTHING, OF_COACHES, ONLY_LABELS, ORDER_LABELS, arranged, asked_only
from hub.cases.awaiting import awaited
from hub.cases.contacting import contact_of
from hub.cases.extracting import extract
from hub.cases.forms import read_version
from hub.cases.linking import give_link
from hub.cases.looking import look
from hub.cases.registering import register_case
from hub.cases.reminding import reminders
from hub.cases.settling import read_resolution, settle
from hub.cases.wording import COLLISION_LABELS, LANGUAGE_LABELS, SETTLED_LABELS
from hub.consents.counting import count_waiting
from hub.consents.labels import PURPOSE_LABELS
from hub.grants.waiting import unwitnessed
from hub.officers.roles import Role
from hub.participants.registering import Person
from hub.signin import qr
from hub.signin.carrying import NOT_CARRIED
from hub.signin.current import SignedIn, signed_in
from hub.signin.linking import LinkPurpose
from hub.signin.sending_once import done_before, mark_of_form
from hub.store.days import asked_day, said_day
from hub.store.errors import Invalid, Stale
from hub.store.ground import ground

reading: Final = Blueprint("case_pages", __name__, template_folder="templates")
registering: Final = Blueprint("registering_pages", __name__, template_folder="templates")

_WORDS: Final[dict[str, Any]] = {
    "states": COLLISION_LABELS,
    "purposes": PURPOSE_LABELS,
}
_CHANGED: Final = later("Någon har hunnit ändra läget. Se hur det står nu, och välj igen.")
_NUMBER: Final = "identity_number"
_LEFT_BEHIND: Final = "Skriv numret igen. För säkerhets skull följde det inte med när formuläret skickades igen."


def asked_purpose() -> str | None:
    """Read what she says that she reads for, out of the address or the form."""
    return request.values.get("purpose") or None


@reading.get("/arenden")
def my_cases() -> str:
    me, since = signed_in(), asked_day(request.args.get("sedan"))
    order, visa = request.args.get("ordning", BY_NAME), request.args.get("visa", EVERYTHING)
    only, before, whole = asked_only(visa), request.args.get("before"), request.args.get("allt") == "ja"
    page = listing.list_cases(ground(), me.actor, before=before, since=since, only=only, whole=whole)
    unit_has = reminders(ground(), me.actor).items if me.role is Role.COACH else ()
    offered = {key: one for key, one in ONLY_LABELS.items() if me.role is Role.COACH or key not in OF_COACHES}
    return render_template(
        "cases/list.html",
        page=page,
        waits=count_waiting(ground(), me.actor),
        shown=arranged(page.items, order=order),
        count=listing.how_many(ground(), me.actor, only=only) if page.next or before else page.fetched,
        most=listing.MOST,
        role=me.role,
        reminders=unit_has,
        order=order,
        only=visa,
        since=since,
        order_labels=ORDER_LABELS,
        only_labels=offered,
    )


@reading.get("/arenden/<case_id>")
def one_case(case_id: str) -> AnyResponse:
    return _case(case_id, acted=request.args.get("krock", ""))


def _case(
    case_id: str, *, acted: str, errors: Mapping[str, Sequence[str]] | None = None, status: int = 200
) -> AnyResponse:
    """Show a case; `acted` is the collision that something was just said of, `errors` what did not fit there."""
    try:
        looked = look(
            ground(),
            signed_in().actor,
            case_id=case_id,
            purpose=asked_purpose(),
            day=asked_day(request.args.get("vecka")),
        )
    except Invalid as refused:
        return _choose_purpose(f"/arenden/{case_id}", refused)
    me = signed_in()
    owners = {person.officer: person.name for person in looked.view.people} | {me.officer: _("du själv")}
    shown = {"looked": looked, "unit": me.unit, "purpose": asked_purpose(), "owners": owners}
    shown |= _of_coach(me, case_id)
    said = {"acted": acted, "errors": errors or {}, "typed": request.form}
    return Response(render_template("cases/case.html", **shown, **said, **_WORDS), status)


def _of_coach(me: SignedIn, case_id: str) -> dict[str, str | None]:
    """Give what waits in this case of what this coach has drafted: to be signed, or to be witnessed by her."""
    if me.role is not Role.COACH:
        return {}
    return {
        "to_sign": awaited(ground(), me.actor, case_id=case_id, at=me.at),
        "to_witness": unwitnessed(ground(), me.actor, case_id=case_id, at=me.at),
    }


@reading.get("/arenden/<case_id>/utdrag")
def take_out(case_id: str) -> AnyResponse:
    try:
        taken = extract(ground(), signed_in().actor, case_id=case_id, purpose=asked_purpose())
    except Invalid as refused:
        return _choose_purpose(f"/arenden/{case_id}/utdrag", refused)
    return Response(render_template("cases/extract.html", taken=taken, purpose=asked_purpose()))


@reading.post("/arenden/<case_id>/krockar/<key>")
def change_collision(case_id: str, key: str) -> AnyResponse:
    try:
        form = request.form
        wanted = read_resolution(form.get("state", ""), said_day(form.get("until", "")), read_version(form))
        settle(ground(), signed_in().actor, case_id=case_id, key=key, wanted=wanted, purpose=asked_purpose())
    except Invalid as refused:
        return _case(case_id, acted=key, errors=refused.errors, status=422)
    except Stale:
        return _case(case_id, acted=key, errors={"version": [str(_CHANGED)]}, status=412)
    flash(_(SETTLED_LABELS[wanted.state]))
    asked = {"purpose": asked_purpose(), "krock": key}
    query = urlencode({name: value for name, value in asked.items() if value})
    return redirect(f"/arenden/{case_id}?{query}#krock-{key}", 303)


@registering.get("/arenden/ny")
def new_case() -> AnyResponse:
    return _registering({}, {})


@registering.post("/arenden/ny")
def save_case() -> AnyResponse:
    form = request.form
    person = Person(
        name=form.get("name", ""),
        number=form.get(_NUMBER) or None,
        contact=form.get("contact", ""),
        language=form.get("language", ""),
        origin=form.get("origin", ""),
    )
    try:
        case_id, again = register_case(ground(), signed_in(), person, mark=mark_of_form(form))
    except Invalid as refused:
        return _registering(form, refused.errors | _asked_anew(form))
    flash(done_before() if again else _("Ärendet är registrerat. Bara du ser det tills deltagaren har skrivit under."))
    return redirect(f"/arenden/{case_id}", 303)


@registering.get("/arenden/<case_id>/kontakt")
def contact(case_id: str) -> AnyResponse:
    try:
        found = contact_of(ground(), signed_in().actor, case_id=case_id, purpose=asked_purpose())
    except Invalid as refused:
        return _choose_purpose(f"/arenden/{case_id}/kontakt", refused)
    speaks = LANGUAGE_LABELS.get(found.language, found.language)
    shown = {"found": found, "speaks": speaks, "case_id": case_id, "purpose": asked_purpose()}
    return Response(render_template("cases/contact.html", **shown))


@registering.post("/arenden/<case_id>/lank")
def new_link(case_id: str) -> str:
    reset = request.form.get("purpose") == LinkPurpose.CODE_RESET.value
    purpose = LinkPurpose.CODE_RESET if reset else LinkPurpose.FIRST_SIGN_IN
    me = signed_in()
    made = give_link(ground(), me, case_id=case_id, purpose=purpose)
    code = qr.picture(made.url, name=_("QR-kod med länken"))
    shown = awaited(ground(), me.actor, case_id=case_id, at=me.at) is not None
    return render_template("cases/link.html", made=made, code=code, case_id=case_id, reset=reset, shown=shown)


def _choose_purpose(where: str, refused: Invalid) -> Response:
    """Ask what she reads for; each button names it."""
    errors = refused.errors if asked_purpose() else {}  # who has not been asked has done nothing wrong
    return Response(render_template("cases/purpose.html", where=where, errors=errors, **_WORDS), 422)


def _asked_anew(form: Mapping[str, str]) -> dict[str, list[str]]:
    """Say why the number is not there: she had typed it, and her session ran out or the hub did not answer."""
    return {_NUMBER: [_LEFT_BEHIND]} if form.get(_NUMBER) == NOT_CARRIED else {}


def _registering(typed: Any, errors: Any) -> Response:
    languages = [(code, _(label)) for code, label in LANGUAGE_LABELS.items()]
    page = render_template("cases/new.html", typed=typed, errors=errors, languages=languages)
    return Response(page, 422 if errors else 200)
