"""The catalogues: every Swedish text of the hub in the language of the answer."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from unicodedata import bidirectional

from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context
from flask_babel import Domain, LazyString, format_decimal
from markupsafe import Markup

from hub.store.told import Told
from hub.web.language import LANGUAGES, SWEDISH, chosen

FOLDER: Final = Path(__file__).with_name("translations")
_ISOLATE: Final = "\N{FIRST STRONG ISOLATE}"
_END: Final = "\N{POP DIRECTIONAL ISOLATE}"


class Words(Domain):
    """The catalogue of the chosen language. Swedish is what stands in the code; easy Swedish has one of its own."""

    def get_translations(self) -> NullTranslations:
        return catalogue(chosen().code) if has_request_context() else catalogue(SWEDISH.code)

    def gettext(self, string: str, **variables: object) -> str:
        return super().gettext(string, **_apart(variables))

    def ngettext(self, singular: str, plural: str, num: int, **variables: object) -> str:
        return super().ngettext(singular, plural, num, **_apart(variables))


_WORDS: Final = Words()


def register(app: Flask) -> None:
    app.extensions["babel"].instance.domain_instance = _WORDS
    app.jinja_env.filters.update(told=in_language, told_in=in_given_language)
    app.jinja_env.globals.update(_=of_page, ngettext=of_page_counted)


def of_page(text: str, /, **values: object) -> Markup:
    """Say a template's own text, which is markup; the values put into it are escaped."""
    code = chosen().code
    return _filled(catalogue(code).gettext(text), values) if values else _without_values(text, code)


def of_page_counted(one: str, many: str, num: int, /, **values: object) -> Markup:
    return _filled(catalogue(chosen().code).ngettext(one, many, num), {"num": format_decimal(num), **values})


@lru_cache(maxsize=8192)  # more than there are texts
def _without_values(text: str, code: str) -> Markup:
    return _filled(catalogue(code).gettext(text), {})


def _filled(text: str, values: dict[str, object]) -> Markup:
    return Markup(text) % _apart(values) if values else Markup(text % values)  # noqa: S704 - the catalogues are the hub's own


def in_language(text: object) -> str:
    """Say in the answer's language what a floor below said in Swedish: a whole sentence, or a pattern with values."""
    match text:
        case Told():
            pattern = _WORDS.gettext(text.pattern)
            kept = _apart(text.values)
            values = {name: in_language(one) if isinstance(one, Told) else one for name, one in kept.items()}
            return pattern % values if values else pattern
        case LazyString():
            return str(text)
        case _:
            return _WORDS.gettext(str(text)) if text else ""


def in_given_language(text: str, code: str) -> str:
    """Say it in another language than the answer's: in that of the text in which it stands."""
    if not isinstance(text, Told):
        return text
    pattern = catalogue(code).gettext(text.pattern)
    kept = _apart(text.values, rtl=LANGUAGES[code].rtl)
    values = {name: in_given_language(one, code) if isinstance(one, Told) else one for name, one in kept.items()}
    return pattern % values if values else pattern


def _apart(values: dict[str, object], *, rtl: bool | None = None) -> dict[str, object]:
    """Give the values so that no name turns what stands around it in a sentence that runs from right to left.

    By signs and not by <bdi>: a sentence may stand in an attribute. No sentence of a program's, nor one of Swedish, has
    them.
    """
    if rtl is None:
        rtl = bool(values) and has_request_context() and chosen().rtl
    if not rtl:
        return values
    return {name: f"{_ISOLATE}{one}{_END}" if _is_name(one) else one for name, one in values.items()}


def _is_name(value: object) -> bool:
    """Tell whether it may run another way than the sentence: markup has a <bdi> around it, or none of it is a name.

    What was put together here runs as the sentence does; isolated once more, it would run from left to right, since
    its own names do not count for that.
    """
    if not isinstance(value, str) or isinstance(value, Markup | Told) or _ISOLATE in value:
        return False
    return any(bidirectional(sign) == "L" for sign in value)  # a time or a day in Arabic turns nothing


@cache
def catalogue(code: str) -> NullTranslations:
    """Read the compiled catalogue; without one, each text stands as it was written."""
    compiled = FOLDER / code / "LC_MESSAGES" / "messages.mo"
    if not compiled.exists():
        return NullTranslations()
    with compiled.open("rb") as file:
        return Translations(file)
