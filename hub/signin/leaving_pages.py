"""The quick way out: a participant leaves at once, and what stays on the screen is an almanac that tells nothing."""

from calendar import Calendar

from flask import Blueprint, redirect, render_template
from flask import session as form_session
from flask_babel import format_date
from werkzeug.wrappers import Response

from hub.signin.cookies import drop_cookie
from hub.signin.current import whoever
from hub.signin.signing_out import sign_out
from hub.store.days import day_of
from hub.store.ground import ground

pages = Blueprint("leaving_pages", __name__, template_folder="templates")


@pages.post("/lamna")
def leave() -> Response:
    """Sign out whoever is signed in, let the browser forget, and show the almanac; it never asks anything."""
    who = whoever()
    if who is not None:
        with ground().store.write() as tx:
            sign_out(tx, ground(), who)
    form_session.clear()
    response = redirect("/almanacka", 303)
    drop_cookie(response, ground().settings)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@pages.get("/almanacka")
def almanac() -> str:
    with ground().store.read() as tx:
        today = day_of(ground().clock.now(tx))
    weeks = [
        (days[3].isocalendar().week, [day if day.month == today.month else None for day in days])
        for days in Calendar().monthdatescalendar(today.year, today.month)
    ]
    month = format_date(today, "MMMM y")
    names = [format_date(day, "EEEEE") for day in Calendar().monthdatescalendar(today.year, today.month)[0]]
    return render_template("signin/almanac.html", month=month, names=names, weeks=weeks, today=today)
