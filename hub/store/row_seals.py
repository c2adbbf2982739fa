"""Seals the rows that let somebody in or say what she may do, so that none opens anything but what the hub wrote.

Whoever writes to the case database past the hub can put a session there for a secret of his own, or another's password
hash, or make an officer what she is not. Each such row carries a tag under the hub's key for secrets, which lies in the
key file, and a row without the right one is as good as none (T4, T8). Not sealed is what only shortens, counts or dates
a way in that stands: of a session when it was last seen or ended; of a link or invitation that it was used or ended;
counters.
What an officer's rights follow from has no seal any more once it has ended: no end is taken away. Nor has an absence.
An officer's name and e-mail stand in hers: by them she is found, chosen and named in a text that is signed. So do a
unit's and an organisation's: what they are called, whose a unit is, of what kind, and whether it reads at all.
Of a participant it is that nobody has restricted what is processed of her, nor told of her death (R1, R17): both shut
everybody else out, so every decision holds it; an act that sets either seals anew.
In which case a screen was handed over is sealed: whoever moved it would have a code chosen for somebody else's account.
A whole row of before, put back, still fits.
"""

from functools import lru_cache
from hmac import compare_digest
from struct import Struct
from typing import Any, Final

from hub.store.ground import Ground
from keys.providers import SECRETS
from keys.sealed import length_prefixed

# What each seal covers. An account's holder stands in its sessions' too, so that none is carried to somebody else.
ACCOUNT: Final = (
    "id",
    "officer_id",
    "participant_id",
    "password_hash",
    "totp_sealed",
    "code_set_at",
    "code_link_officer_id",
)
INVITATION: Final = (
    "id",
    "officer_id",
    "unit_id",
    "function",
    "purpose",
    "invited_by",
    "account_id",
    "totp_sealed",
    "created_at",
)
LINK: Final = ("id", "participant_id", "officer_id", "purpose", "created_at")
ABSENCE: Final = ("id", "officer_id", "unit_id", "employment_id", "begins", "ends")
ASSIGNMENT: Final = ("id", "case_id", "officer_id", "unit_id", "employment_id", "begins")
COACH_ASSIGNMENT: Final = ("id", "case_id", "officer_id", "unit_id", "begins", "ends")
OFFICER: Final = ("id", "role", "name", "title", "email")
# The officer's role too: what a session may do rests on this one seal.
EMPLOYMENT: Final = ("id", "officer_id", "unit_id", "function", "begins", "ends", "role", "made_at")
REVIEWED_UNIT: Final = ("officer_id", "unit_id")
ORGANISATION: Final = ("id", "name", "kind", "never_reads", "valid_from", "valid_to")
PARTICIPANT: Final = ("id", "unit_id", "restricted_at", "died_at")
PASSKEY: Final = ("account_id", "credential", "public_key")
SESSION: Final = (
    "id",
    "account_id",
    "employment_id",
    "surface",
    "officer_id",
    "participant_id",
    "created_at",
    "stepped_up_at",
    "handed_case_id",
    "assists",
)
UNIT: Final = (
    "id",
    "organisation_id",
    "name",
    "own_ground",
    "own_ground_reference",
    "valid_from",
    "valid_to",
)
SEALED: Final = {
    "absence": ABSENCE,
    "account": ACCOUNT,
    "assignment": ASSIGNMENT,
    "coach_assignment": COACH_ASSIGNMENT,
    "employment": EMPLOYMENT,
    "invitation": INVITATION,
    "link": LINK,
    "officer": OFFICER,
    "organisation": ORGANISATION,
    "participant": PARTICIPANT,
    "passkey": PASSKEY,
    "reviewed_unit": REVIEWED_UNIT,
    "session": SESSION,
    "unit": UNIT,
}


def tag(ground: Ground, what: str, *parts: str | bytes | int | None) -> bytes:
    """Give the tag that only the hub can give; nothing is another part than the empty text.

    Every read asks for several.
    """
    return ground.provider.mac(SECRETS, _begin(ground.installation, what) + packed(*parts))


def packed(*parts: str | bytes | int | None) -> bytes:
    """Give the parts, each told from the next and from nothing."""
    return b"".join([_part(part) for part in parts])


def fits(stored: bytes | None, expected: bytes) -> bool:
    return stored is not None and compare_digest(stored, expected)


def is_asked_for(found: object, asked: object) -> bool:
    """Tell whether a row that was found is the one that was asked for: the database's own word for it is not enough.

    Who may make operators or views there teaches it that two ids are the same; the row that then comes back is as the
    hub wrote it, seal and all, but somebody else's.
    """
    return found == asked


def seal_of(ground: Ground, what: str, values: dict[str, Any]) -> bytes:
    """Give the seal of a row with these values; one that is not said is empty."""
    return tag(ground, what, *(values.get(name) for name in SEALED[what]))


def stands(ground: Ground, what: str, row: Any, *, prefix: str = "") -> bool:
    """Tell whether the row is as the hub wrote it; `prefix` is that of its columns' names."""
    expected = tag(ground, what, *(getattr(row, prefix + name) for name in SEALED[what]))
    return fits(getattr(row, f"{prefix}seal"), expected)


@lru_cache(maxsize=64)
def _begin(installation: str, what: str) -> bytes:
    return b"hub/row/v1" + length_prefixed(installation, what)


def _part(part: str | bytes | int | None) -> bytes:
    """Give a part with its length before it, as `length_prefixed` does."""
    if part is None:
        return _NOTHING
    if type(part) is str:
        said = part.encode()
    elif isinstance(part, bytes):
        said = part
    elif isinstance(part, int):  # a yes or no as SQLite keeps it, and gives it to who reads without the columns' types
        said = b"%d" % part
    else:
        said = str(part).encode()
    return _LENGTH.pack(len(said) + 1) + b"\x01" + said


_LENGTH: Final = Struct(">H")
_NOTHING: Final = _LENGTH.pack(0)
