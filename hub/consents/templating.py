"""The consent's texts as files: which language, who has reviewed it, and the hash of exactly those words.

The Swedish text is the one that is signed. The others are reading helps: they help to understand and are kept with the
signature by id, language and hash.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from hub.store.errors import Invalid

SIGNED: Final = "sv"
READING_HELPS: Final = ("sv-simple", "en", "ar")
_ID: Final = "sekretessmedgivande"
_HEAD: Final = "Granskning: "
# Review states that are only for made-up people. What is reviewed in earnest says when and by whom.
_NOT_IN_EARNEST: Final = ("granskad för DEMO", "utkast")


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

    def serves(self, *, production: bool) -> bool:
        """Tell whether it may be put before somebody: in production only what was reviewed in earnest."""
        return not production or not self.review.startswith(_NOT_IN_EARNEST)

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


def helps(*, production: bool) -> tuple[Template, ...]:
    """Give the reading helps that may be offered."""
    return tuple(one for one in map(template, READING_HELPS) if one.serves(production=production))


def check_helps(languages: frozenset[str], *, production: bool) -> None:
    """Raise Invalid for a reading help that may not be offered here."""
    if languages - {one.language for one in helps(production=production)}:
        raise Invalid({"reading_help": ["Läshjälpen finns inte, eller är inte granskad för skarp drift."]})
