"""What a decision is: a permit that tells its ground, or a refusal that tells its reason."""

from typing import NamedTuple

from policies.vocabulary import RefusalReason


class Permit(NamedTuple):
    """Yes, by this rule: collision_check, coach, line, named, own, own_unit, reveal, reviewer, second or write.

    `consent` and `version` name the governing consent where it is the ground; `line`, `since` and `covers_earlier`
    belong to the rule "line" alone.
    """

    consent: str | None
    version: int | None
    line: str | None
    rule: str
    since: int | None
    covers_earlier: bool


class Refusal(NamedTuple):
    """No; the reason goes to the log, never to the caller."""

    reason: RefusalReason
