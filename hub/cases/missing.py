"""Tells why a reader does not have all that the consent knows: it is not given to her, or a unit does not give it.

And what her own unit has not given to the others, which only she can mend.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from hub.disclosure.records import Disclosure
from policies.facts import Facts, Line, Row
from policies.policy import Policy
from policies.rules import line_allowed, line_stands, lines_of_reader, source_accepted
from policies.vocabulary import RefusalReason


class Lack(StrEnum):
    """What stands between her and a part of the consent; to all but the first the participant has said yes."""

    NOT_GIVEN = "not_given"
    NOT_TAKEN_ON = "not_taken_on"
    WAITS = "waits"
    DECLINED = "declined"


_OF_A_UNIT: Final = {RefusalReason.NOT_ACCEPTED: Lack.WAITS, RefusalReason.DECLINED: Lack.DECLINED}


def missing(policy: Policy, disclosure: Disclosure) -> tuple[Lack, ...]:
    """Look at the consent's rows and at her own lines alone, never at what is stored.

    Nothing is missing of what no consent could give to her function: nobody could be asked for it, and a word of its
    own would tell her of which few sorts it is. Nor of a consent that was taken back or has ended: nothing waits there.
    """
    facts, consent = disclosure.facts, disclosure.facts.consent
    over = consent is None or consent.withdrawn_at is not None or facts.at >= consent.valid_to
    rows = consent.rows if consent is not None and not over else ()
    known = {(row.source, row.category): row for row in rows if row.withdrawn_at is None}
    lines = lines_of_reader(facts)
    waits_for_her = bool(lines) and facts.assignment is None  # her coach reads the case before she has taken it on
    found = set()
    for pair in known.keys() - disclosure.permits.keys():
        hers = [one for one in lines.get(pair, ()) if line_stands(policy, facts, *one) is None]
        takes_on = waits_for_her and (bool(hers) or pair[0] == facts.reader.unit)
        if said := _of_a_unit(policy, facts, hers):
            found.add(said)
        elif takes_on or _givable(policy, facts, known[pair]):
            found.add(Lack.NOT_TAKEN_ON if takes_on else Lack.NOT_GIVEN)
    return tuple(one for one in Lack if one in found)


def declines(disclosure: Disclosure, unit: str | None) -> bool:
    """Tell that her own unit has said no to something that it is asked to give."""
    consent = disclosure.facts.consent
    rows = [row for row in consent.rows if row.source == unit and row.withdrawn_at is None] if consent else []
    return any(row.declined_at is not None for row in rows)


def lost_since(disclosure: Disclosure, since: int) -> bool:
    """Tell that something which she could read then (µs) has been taken back since: not what, and not why.

    What a unit accepted only after that was never hers to read, so that it came and went is nothing that she is told.
    """
    lines = lines_of_reader(disclosure.facts)
    gone = (line for pair, hers in lines.items() if pair not in disclosure.permits for line, _ in hers)
    return any(line.withdrawn_at is not None and line.withdrawn_at > since for line in gone if _could_read(line, since))


def _could_read(line: Line, since: int) -> bool:
    accepted = line.accepted_at is not None and line.accepted_at <= since
    return accepted and (line.declined_at is None or line.declined_at > since)


def _givable(policy: Policy, facts: Facts, row: Row) -> bool:
    job = facts.reader.employment
    return job is not None and line_allowed(policy, row.source_function, job.function, row.category)


def _of_a_unit(policy: Policy, facts: Facts, lines: Iterable[tuple[Line, Row]]) -> Lack | None:
    answers = (source_accepted(policy, facts, *one) for one in lines)
    return next((_OF_A_UNIT[said] for said in answers if said in _OF_A_UNIT), None)
