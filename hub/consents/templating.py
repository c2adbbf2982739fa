"""The consent's texts as files: which language, who has reviewed it, and the hash of exactly those words.

The Swedish text is the one that is signed. The others are reading helps: they help to understand and are kept with the
signature by id, language and hash.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from hub.store.errors import Conflict, Invalid
from hub.store.ground import Settings

SIGNED: Final = "sv"
READING_HELPS: Final = ("sv-simple", "en", "ar")  # in the order in which they are offered
_ID: Final = "sekretessmedgivande"
_HEAD: Final = "Granskning: "
_NOT_REVIEWED: Final = "Texten är inte granskad för skarp drift. Be driften om den text som era jurister har godkänt."


@dataclass(frozen=True, slots=True)
class Template:
    """One text; `review` is its head line, `sha256` (hex) is of the whole file."""

    id: str
    language: str
    review: str
    sha256: str
    body: str

    @property
    def is_draft(self) -> bool:
        return self.review.startswith("utkast")

    def serves(self, settings: Settings) -> bool:
        """Tell whether it may be put before somebody: in production only the very words that have been reviewed."""
        return not settings.production or self.sha256 in settings.reviewed_texts

    def reference(self) -> dict[str, str]:
        """Give what a signature keeps of it."""
        return {"id": self.id, "language": self.language, "review": self.review, "sha256": self.sha256}


@cache
def template(language: str) -> Template:
    """Read a language's text. Raises LookupError for one that there is none in, or a file without its head line."""
    if language not in {SIGNED, *READING_HELPS}:
        raise LookupError(language)
    text = (files("hub.consents") / f"templates/consents/{_ID}.{language}.txt").read_text("utf-8")
    head, _, body = text.partition("\n\n")
    if not head.startswith(_HEAD) or "\n" in head:
        raise LookupError(f"{language}: no review state")
    digest = sha256(text.encode()).hexdigest()
    return Template(_ID, language, head.removeprefix(_HEAD), digest, body)


def helps(settings: Settings) -> tuple[Template, ...]:
    """Give the reading helps that may be offered."""
    return tuple(one for one in map(template, READING_HELPS) if one.serves(settings))


def check_reviewed(settings: Settings) -> None:
    """Raise Conflict where the text that is signed has not been reviewed for this installation."""
    if not template(SIGNED).serves(settings):
        raise Conflict("text_not_reviewed", _NOT_REVIEWED)


def check_helps(languages: frozenset[str], settings: Settings) -> None:
    """Raise Invalid for a reading help that may not be offered here."""
    if languages - {one.language for one in helps(settings)}:
        raise Invalid({"reading_help": ["Läshjälpen finns inte, eller är inte granskad för skarp drift."]})
