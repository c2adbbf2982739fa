"""Says that what was sent is saved, and when: a page that only says "saved" may be an old one."""

from flask_babel import format_datetime, get_locale
from flask_babel import gettext as _

from hub.signin.current import signed_in
from hub.store.days import moment


def saved() -> str:
    """Say it with the time of this request, by the hub's own clock."""
    return saved_at(signed_in().at)


def saved_at(at: int) -> str:
    """Say it with an instant (µs) on Swedish clocks, written as moments are: 14.32 in Swedish, 14:32 elsewhere."""
    swedish = str(get_locale()) == "sv"
    return _("Sparat kl. %(time)s.", time=format_datetime(moment(at), "HH.mm" if swedish else "HH:mm"))
