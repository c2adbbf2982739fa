"""Tells why a reader does not have all that the consent knows: it is not given to her, or a unit has yet to answer."""

from dataclasses import dataclass

from hub.disclosure.records import Disclosure
from policies.facts import Line, Row
from policies.rules import lines_of_reader
from policies.vocabulary import PARTICIPANT_SOURCE


@dataclass(frozen=True, slots=True)
class Missing:
    """`waits`: the participant has said yes to her, and the unit has not answered; `not_given`: all else."""

    waits: bool
    not_given: bool


def missing(disclosure: Disclosure) -> Missing:
    """Look at the consent's rows and at her own lines alone, never at what is stored."""
    facts = disclosure.facts
    rows = facts.consent.rows if facts.consent is not None else ()
    lacks = {(row.source, row.category) for row in rows if row.withdrawn_at is None} - disclosure.permits.keys()
    waits = {pair for pair, found in lines_of_reader(facts).items() if any(_waits(*one) for one in found)}
    return Missing(bool(lacks & waits), bool(lacks - waits))


def _waits(line: Line, row: Row) -> bool:
    ended = (line.withdrawn_at, line.declined_at, row.declined_at)
    return line.source != PARTICIPANT_SOURCE and line.accepted_at is None and ended == (None, None, None)
