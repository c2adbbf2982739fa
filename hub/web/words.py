"""The catalogues: every Swedish text of the hub in the language of the answer."""

from functools import cache
from pathlib import Path
from typing import Final

from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context
from flask_babel import Domain, LazyString

from hub.store.told import Told
from hub.web.language import SWEDISH, chosen

FOLDER: Final = Path(__file__).with_name("translations")


class Words(Domain):
    """The catalogue of the chosen language. Swedish is what stands in the code; easy Swedish has one of its own."""

    def get_translations(self) -> NullTranslations:
        return catalogue(chosen().code) if has_request_context() else catalogue(SWEDISH.code)


_WORDS: Final = Words()


def register(app: Flask) -> None:
    app.extensions["babel"].instance.domain_instance = _WORDS
    app.jinja_env.filters["told"] = in_language


def in_language(text: object) -> str:
    """Say in the answer's language what a floor below said in Swedish: a whole sentence, or a pattern with values."""
    match text:
        case Told():
            pattern = _WORDS.gettext(text.pattern)
            values = {name: in_language(one) if isinstance(one, Told) else one for name, one in text.values.items()}
            return pattern % values if values else pattern
        case LazyString():
            return str(text)
        case _:
            return _WORDS.gettext(str(text)) if text else ""


@cache
def catalogue(code: str) -> NullTranslations:
    """Read the compiled catalogue; without one, each text stands as it was written."""
    compiled = FOLDER / code / "LC_MESSAGES" / "messages.mo"
    if not compiled.exists():
        return NullTranslations()
    with compiled.open("rb") as file:
        return Translations(file)
