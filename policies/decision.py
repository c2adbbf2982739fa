"""What a decision is: a permit that tells its ground, or a refusal that tells its reason."""

from typing import NamedTuple

from policies.facts import Line
from policies.vocabulary import RefusalReason


class Permit(NamedTuple):
    """Yes, by this rule: collision_check, coach, line, named, own, own_unit, reveal, reviewer, second or write.

    `version` is the governing consent's where it is the ground; the `line` belongs to the rule "line" alone.
    """

    rule: str
    version: int | None
    line: Line | None = None


class Refusal(NamedTuple):
    """No; the reason goes to the log, never to the caller."""

    reason: RefusalReason
