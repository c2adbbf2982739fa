"""Reads a leaf back into the entry that it stands for."""

from dataclasses import dataclass
from typing import Any, Final

import orjson

from hub.access_log.entry import VERSION, Decision, NewEntry, Record, UnfitEntry
from policies.vocabulary import Action, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(NewEntry):
    """An entry as it was written."""

    v: int
    id: str
    salt: str  # 16 random bytes, hex: once the body is gone its hash tells nothing; then its tag (hub.store.entry_tags)
    detail: str | None  # SHA-256 (hex) of the sealed detail

    @property
    def consent_version(self) -> str | None:
        """Give the version of the consent, without which telling of it something was read by."""
        return self._parts[1] or None

    @property
    def rests_on(self) -> tuple[str, str]:
        """Give the consent (its id), and which telling of it something was read by; empty where none is named."""
        return self._parts[0], self._parts[2]

    @property
    def stands_in_by(self) -> str | None:
        """Give the absence by which a substitute read (its id)."""
        return self._parts[3] or None

    @property
    def _parts(self) -> tuple[str, str, str, str]:
        consent, _, rest = (self.consent or "").partition("@")
        version, _, rest = rest.partition("-")
        told, _, away = rest.partition("-")
        return consent, version, told, away


_TEXT_OR_NONE: Final = (str, type(None))
_FITS: Final[tuple[tuple[str, Any], ...]] = (
    *((name, int) for name in ("ts", "n", "v")),
    *((name, str) for name in ("actor", "actor_kind", "id", "salt")),
    *((name, _TEXT_OR_NONE) for name in ("emp", "unit", "auth", "subj", "case", "purpose", "consent", "reason")),
    *((name, _TEXT_OR_NONE) for name in ("policy", "facts", "sess", "detail")),
)


def parse(body: bytes) -> Entry:
    """Read a leaf back. Raises UnfitEntry for what is not an entry of this version."""
    try:
        said: dict[str, Any] = orjson.loads(body)
        said["act"] = Action(said["act"])
        said["outcome"] = Outcome(said["outcome"])
        said["decisions"] = tuple(Decision(*decision) for decision in said["decisions"])
        said["rec"] = tuple(Record(*record) for record in said["rec"])
        said["units"] = tuple(said["units"])
        entry = Entry(**said)
    except (KeyError, TypeError, ValueError) as error:
        raise UnfitEntry("not an entry") from error
    if not all(isinstance(getattr(entry, name), fits) for name, fits in _FITS):
        raise UnfitEntry("a value of another type")
    if entry.v != VERSION:
        raise UnfitEntry("an entry of another version")
    return entry
