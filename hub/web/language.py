"""Which language an answer is in, and how moments and days are written in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import dropwhile
from typing import Final

from flask import Flask, g, request
from flask_babel import Babel, format_datetime, format_decimal, refresh
from werkzeug.wrappers import Response

from hub.officers.roles import Role
from hub.signin.cookies import is_secure
from hub.signin.current import whoever
from hub.store import days
from hub.store.ground import Settings, ground
from hub.store.writing_days import (
    write_day,
    write_full_day,
    write_name_of_day,
    write_short_day,
    write_short_month,
    write_weekday,
)

_COOKIE: Final = "sprak"
_KEPT: Final = 365 * 24 * 60 * 60  # seconds; a choice of language tells nothing of who made it


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages: `code` names its catalogue, `locale` how it writes days and counts."""

    code: str
    locale: str
    name: str  # in the language itself
    rtl: bool = False
    draft: bool = False  # not yet read by a translator

    @property
    def tag(self) -> str:
        """What `lang` says (BCP 47)."""
        return self.locale


SWEDISH: Final = Language("sv", "sv", "Svenska")
SIMPLE: Final = Language("sv-simple", "sv", "Lättläst svenska")
ENGLISH: Final = Language("en", "en", "English")
ARABIC: Final = Language("ar", "ar", "العربية", rtl=True, draft=True)
LANGUAGES: Final = {one.code: one for one in (SWEDISH, SIMPLE, ENGLISH, ARABIC)}
_MOMENT: Final = {SWEDISH.locale: "d MMMM y 'kl.' HH.mm", ARABIC.locale: "d MMMM y، HH:mm"}
_STAFF: Final = (SWEDISH, ENGLISH)  # and programs'


def register(app: Flask) -> None:
    Babel(
        app,
        default_locale=SWEDISH.locale,
        default_timezone=days.ZONE.key,
        locale_selector=lambda: chosen().locale,
        configure_jinja=False,  # hub.web.words says the templates' texts
    )
    app.jinja_env.filters.update(moment=moment, day=day, last_day=last_day, day_name=day_name)
    app.jinja_env.filters.update(full_day=full_day, weekday=weekday, short_day=short_day, short_month=short_month)
    app.jinja_env.filters.update(number=format_decimal)
    app.jinja_env.globals.update(
        language=lambda: chosen().tag,
        direction=lambda: "rtl" if chosen().rtl else "ltr",
        chosen=chosen,
        offered=offered,
    )


def offered() -> tuple[Language, ...]:
    """Give the languages that all pages of the asker exist in: staff's pages are in two.

    Who meets a screen that a coach has lent is the participant, before she has opened it too.
    """
    me = whoever()
    hers = me is None or me.role is Role.PARTICIPANT or me.handed_case is not None
    return tuple(LANGUAGES.values()) if hers else _STAFF


def chosen() -> Language:
    """Give this answer's language: what was chosen in the browser, or else what it asks for; Swedish otherwise."""
    found: Language | None = g.get("language")
    if found is None:
        found = g.language = _named(_asked(), _STAFF) if request.path.startswith("/api/") else _of_browser()
    return found


def speak(code: str) -> None:
    """Answer in this language from here on, before the browser has it. An unknown code is Swedish."""
    g.language = LANGUAGES.get(code, SWEDISH)
    refresh()


def keep(response: Response, code: str, settings: Settings) -> None:
    """Let the browser remember the choice. An unknown code is Swedish."""
    language = LANGUAGES.get(code, SWEDISH)
    response.set_cookie(
        _cookie_name(settings),
        language.code,
        max_age=_KEPT,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="Lax",
    )


def _of_browser() -> Language:
    """A phone says which languages its owner reads: she meets hers before she has found the choice. None is kept.

    That English comes first is no wish: so does a browser that nobody has set, whoever has it.
    """
    among = offered()
    kept = LANGUAGES.get(request.cookies.get(_cookie_name(ground().settings), ""))
    if kept is None:
        return _named(dropwhile(lambda asked: asked == ENGLISH.locale, _asked()), among)
    return kept if kept in among else SWEDISH


def _asked() -> Iterator[str]:
    """Give the languages of Accept-Language, without their countries: "ar-EG, en" asks for Arabic, not for English."""
    return (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)


def _named(asked: Iterable[str], among: tuple[Language, ...]) -> Language:
    return next((one for tag in asked for one in among if one.locale == tag), SWEDISH)


def _cookie_name(settings: Settings) -> str:
    return f"__Host-{_COOKIE}" if is_secure(settings) else _COOKIE


def moment(at: int | None) -> str:
    """Write microseconds since the epoch as a person in Sweden reads a moment; empty for none."""
    if at is None:
        return ""
    return format_datetime(days.moment(at), _MOMENT.get(chosen().locale, "d MMMM y, HH:mm"))


def last_day(ends: str) -> str:
    """Write the last day on which something holds that ends at this instant (RFC 3339)."""
    return day(days.instant(datetime.fromisoformat(ends)) - 1)


def day(value: int | str | date | None) -> str:
    """Write an instant, an ISO date or a date as a day; empty for none."""
    found = _date(value)
    return write_day(found, chosen().locale) if found else ""


def full_day(value: int | str | date | None) -> str:
    """Write a day with its weekday, for who must see whether people were at work, or has to be ready by then."""
    found = _date(value)
    return write_full_day(found, chosen().locale) if found else ""


def _date(value: int | str | date | None) -> date | None:
    match value:
        case None | "":
            return None
        case int():
            return days.day_of(value)
        case str():
            return date.fromisoformat(value)
        case date():
            return value


def weekday(value: date) -> str:
    return write_weekday(value, chosen().locale)


def day_name(value: date) -> str:
    return write_name_of_day(value, chosen().locale)


def short_day(value: date) -> str:
    return write_short_day(value, chosen().locale)


def short_month(value: date) -> str:
    return write_short_month(value, chosen().locale)
