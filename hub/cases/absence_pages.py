"""Pages of an officer's own absence: when she is away, and who reads and answers in each of her cases meanwhile."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hub.cases.covering import covered
from hub.consents.reading import read_days
from hub.disclosure.changing import change
from hub.grants import absences
from hub.officers.roles import Role
from hub.signin.current import signed_in
from hub.signin.saved import saved
from hub.store.days import day_of, last_day_of
from hub.store.errors import Invalid
from hub.store.ground import ground
from hub.store.outages import or_none

Answer = str | Response | tuple[str, int]
Errors = dict[str, list[str]]
_HERE: Final = "/min-franvaro"

pages: Final = Blueprint("absence_pages", __name__, template_folder="templates")


@pages.get(_HERE)
def absence() -> Answer:
    return _page({})


@pages.post(_HERE)
def set_absence() -> Answer:
    me = signed_in()
    try:
        first_day, last_day = read_days(request.form)
        with change(ground()) as tx:
            absences.set_absence(
                tx, ground(), me.actor, officer_id=me.officer or "", first_day=first_day, last_day=last_day
            )
    except Invalid as invalid:
        return _page(invalid.errors), 422
    flash(f"{saved()} {_('Den som deltagaren har godkänt som din ersättare läser medan du är borta.')}")
    return redirect(_HERE, 303)


@pages.post(f"{_HERE}/avsluta")
def end_absence() -> Response:
    me = signed_in()
    with change(ground()) as tx:
        absences.end_absence(tx, ground(), me.actor, officer_id=me.officer or "")
    flash(_("Frånvaron gäller inte längre. Ingen läser i ditt ställe."))
    return redirect(_HERE, 303)


def _page(errors: Errors) -> str:
    me = signed_in()
    away = absences.standing_absence(ground(), me.employment)
    return render_template(
        "cases/absence.html",
        away=away,
        begun=away is not None and away.begins <= me.at,
        cover=or_none(lambda: covered(ground(), me.actor)),  # she reports her absence also where no name opens
        coach=me.role is Role.COACH,
        errors=errors,
        typed=request.form,
        days=_days(away, me.at),
        longest=ground().policy.longest_absence_days,
    )


def _days(away: absences.Away | None, at: int) -> tuple[str, str]:
    """Give the days to begin with: what stands is changed, so that another last day alone moves no first one."""
    if away is None:
        return day_of(at).isoformat(), ""
    return day_of(max(at, away.begins)).isoformat(), last_day_of(away.ends).isoformat()
