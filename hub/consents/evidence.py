"""The canonical bytes that stand for a signature: what was shown, answered and made, how, and in whose presence."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import orjson

from hub.consents.meeting import Meeting
from hub.consents.templating import SIGNED, template
from hub.grants.lines import Answers
from hub.grants.signing import SignedLines
from hub.grants.versions import DrawnLine, Version

CODE: Final = "code"
DRAWN: Final = "code+drawn"
TYPED: Final = "code+typed"
ON_PAPER: Final = "paper"


@dataclass(frozen=True, slots=True)
class Signature:
    """What she sends: which text she saw (digest, nonce), every answer, her name drawn or typed, and the meeting."""

    digest: str
    nonce: str
    answers: Answers
    interpreter: str | None = None
    typed_name: str = ""
    drawing: bytes | None = field(default=None, repr=False)  # PNG, of our own making
    meeting: Meeting | None = None
    helps: frozenset[str] = frozenset()  # languages of the reading helps that she had

    @property
    def method(self) -> str:
        if self.drawing is not None:
            return DRAWN
        return TYPED if self.typed_name else CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """By what the signature is hers: her code, or ink on a paper that one person entered and another compared."""

    method: str
    one_coach: bool
    assisted: bool = False
    code_verified_at: int | None = None
    entered_by: str | None = None
    compared_by: str | None = None
    scan: str | None = None  # SHA-256 (hex) of the pages as they were kept
    signed_on: str | None = None  # the day (ISO) that stands on the paper; `at` is when it began to count


def signed_bytes(
    version: Version, signature: Signature, made: SignedLines, proven: Proven, *, text: str, language: str, at: int
) -> bytes:
    """Give the bytes: JSON, sorted keys, no blanks. The subject is always the participant, whoever entered a paper."""
    answers, head, meeting = signature.answers, version.head, signature.meeting
    return orjson.dumps(
        {
            "v": 2,
            "consent": head.id,
            "version": head.version,
            "kind": head.kind,
            "case": head.case_id,
            "participant": version.participant,
            "capacity": "self",
            "text": text,
            "digest": signature.digest,
            "nonce": signature.nonce,
            "language": language,
            "template": template(SIGNED).reference(),
            "reading_helps": [template(one).reference() for one in sorted(signature.helps)],
            "persons": dict(answers.persons),
            "rows": dict(answers.rows),
            "exceptions": sorted(answers.exceptions),
            "covers_earlier": answers.covers_earlier,
            "collision_check": answers.collision_check,
            "lines": sorted((_line(line) for line in made.lines), key=lambda line: list(line.values())),
            "purposes": head.purposes.split(),
            "valid_from": made.valid_from,
            "valid_to": made.valid_to,
            "at": at,
            "method": proven.method,
            "typed_name": signature.typed_name or None,
            "drawing": sha256(signature.drawing).hexdigest() if signature.drawing is not None else None,
            "code_verified_at": proven.code_verified_at,
            "one_coach": proven.one_coach,
            "assisted": proven.assisted,
            "entered_by": proven.entered_by,
            "compared_by": proven.compared_by,
            "scan": proven.scan,
            "signed_on": proven.signed_on,
            "interpreter": signature.interpreter or (meeting.interpreter or None if meeting else None),
            "meeting": meeting.as_json() if meeting is not None else None,
            "witness": None,  # the witness signs the digest of these bytes
        },
        option=orjson.OPT_SORT_KEYS,
    )


def _line(line: DrawnLine) -> dict[str, Any]:
    return {
        "officer": line.officer_id,
        "unit": line.unit_id,
        "employment": line.employment_id,
        "source": line.source,
        "category": line.category,
        "since": line.since,
        "covers_earlier": line.covers_earlier,
    }
