"""Tells why a reader does not have all that the consent knows: it is not given to her, or a unit does not give it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from hub.disclosure.records import Disclosure
from policies.facts import Facts, Line, Row
from policies.policy import Policy
from policies.rules import line_stands, lines_of_reader, source_accepted
from policies.vocabulary import RefusalReason


class Lack(StrEnum):
    """What stands between her and a part of the consent; of the last two the participant has said yes to her."""

    NOT_GIVEN = "not_given"
    WAITS = "waits"
    DECLINED = "declined"


_OF_A_UNIT: Final = {RefusalReason.NOT_ACCEPTED: Lack.WAITS, RefusalReason.DECLINED: Lack.DECLINED}


def missing(policy: Policy, disclosure: Disclosure) -> tuple[Lack, ...]:
    """Look at the consent's rows and at her own lines alone, never at what is stored."""
    facts = disclosure.facts
    rows = facts.consent.rows if facts.consent is not None else ()
    known = {(row.source, row.category) for row in rows if row.withdrawn_at is None}
    lines = lines_of_reader(facts)
    found = {_why(policy, facts, lines.get(pair, ())) for pair in known - disclosure.permits.keys()}
    return tuple(one for one in Lack if one in found)


def _why(policy: Policy, facts: Facts, lines: Iterable[tuple[Line, Row]]) -> Lack:
    standing = [one for one in lines if line_stands(policy, facts, *one) is None]
    answers = (source_accepted(policy, facts, *one) for one in standing)
    return next((_OF_A_UNIT[said] for said in answers if said in _OF_A_UNIT), Lack.NOT_GIVEN)
