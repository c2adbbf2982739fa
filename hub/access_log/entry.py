"""One act as the log keeps it (C.2): the fields, and the only bytes that stand for them."""

import re
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

import orjson

from hub.store.heads import Written
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Outcome

VERSION = 1
# C.2 aims at 4 KiB and an ordinary entry stays well under it. The hard stop is wider, since an entry holds every
# decision of a read and an act that cannot be logged is refused: seven sources of sixteen categories need 11 KiB.
MOST_BYTES = 16 * 1024
# An entry holds ids, codes and hashes only: no blank, no backslash (so no escape: no control character, no quote), no
# letter beyond ASCII (so NFC is given, and nothing changes the direction of text), no point (so no fraction).
_ALLOWED = b'{}[]:,"-_@0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
# What a column of ids takes, on both databases; the participant is a source and no unit.
_is_unit = re.compile(rf"(?!{PARTICIPANT_SOURCE}$)[0-9A-Za-z_-]{{1,32}}").fullmatch
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATETIME


class UnfitEntry(ValueError):  # noqa: N818 - names what was refused
    """The entry holds something that a log entry may not hold. Says which rule, never the value."""


class Decision(NamedTuple):
    """What was decided for one category of one source; `rule` is the permit's rule or the refusal's reason."""

    source: str
    category: str
    outcome: str
    rule: str
    line: str | None = None


class Record(NamedTuple):
    """One record written: its version and its head's SHA-256 (hex), None when it was removed; or a row's mark.

    Version 0 is a mark's (hub.store.row_marks).
    """

    table: str
    id: str
    version: int
    ct: str | None

    @classmethod
    def of(cls, written: Written) -> Self:
        return cls(written.table, written.record, written.version, written.sha256.hex())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What a caller says of one act: ids, codes and hashes. Names, texts and addresses belong in the sealed detail."""

    ts: int  # µs since the epoch, read after the locks
    actor: str  # officer id, participant surrogate or system:<name>
    actor_kind: str  # officer, participant or system
    act: Action
    outcome: Outcome
    emp: str | None = None  # employment the session is bound to
    unit: str | None = None  # the actor's secrecy unit
    auth: str | None = None  # the authority that unit belongs to
    subj: str | None = None  # participant surrogate
    case: str | None = None
    decisions: tuple[Decision, ...] = ()
    rec: tuple[Record, ...] = ()  # records written
    n: int = 0  # how many records were opened, listed or written
    purpose: str | None = None
    consent: str | None = None  # id@version
    policy: str | None = None  # SHA-256 (hex) of the policy bundle
    facts: str | None = None  # SHA-256 (hex) of the facts decided on
    sess: str | None = None  # first 8 bytes of the SHA-256 of the session id, hex
    reason: str | None = None  # code for a refusal or a choice that is not a decision on a category
    units: tuple[str, ...] = ()  # units it concerns beside the actor's own and the decisions' sources


_SAID = tuple(field.name for field in fields(NewEntry))


def canonical(entry: NewEntry, *, entry_id: str, salt: str, detail: str | None = None) -> bytes:
    """Give the leaf: JSON with sorted keys and no blanks (RFC 8785 for this alphabet). Raises UnfitEntry."""
    if type(entry.ts) is not int or type(entry.n) is not int:
        raise UnfitEntry("a number is not whole")
    said: dict[str, Any] = {name: getattr(entry, name) for name in _SAID}
    said["decisions"] = [tuple(decision) for decision in entry.decisions]
    said["rec"] = [tuple(record) for record in entry.rec]
    written = {**said, "v": VERSION, "id": entry_id, "salt": salt, "detail": detail}
    try:
        body = orjson.dumps(written, option=_OPTIONS)
    except orjson.JSONEncodeError as error:
        raise UnfitEntry("a value has no canonical form") from error
    if len(body) > MOST_BYTES:
        raise UnfitEntry("larger than an entry may be")
    if body.translate(None, _ALLOWED):
        raise UnfitEntry("a character that is neither of an id nor of a code")
    return body


def concerned_units(body: bytes) -> frozenset[str]:
    """Give the units whose reviewers may see the entry: the actor's, the sources asked for and those it names.

    Empty for what is not an entry, and without what no column of ids takes: it is sealed like any other, and
    `hub log verify` points it out.
    """
    try:
        said = orjson.loads(body)
        named = {decision[0] for decision in said["decisions"]}.union(said["units"], [said["unit"] or ""])
        return frozenset(filter(_is_unit, named))
    except (IndexError, KeyError, TypeError, ValueError):
        return frozenset()
