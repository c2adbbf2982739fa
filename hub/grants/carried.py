"""Whether what a newly signed version has from before stood in the version that it follows: pure.

It is reckoned from that version as it was read (hub.grants.lines), and held against what was compared (T4, T8).
"""

from collections.abc import Iterator
from typing import Any

from hub.grants.wholes import PROPOSAL, SINCE, Whole
from policies.facts import Line, Row
from policies.vocabulary import PARTICIPANT_SOURCE


def is_carried(before: Whole | None, after: Whole) -> bool:
    """Tell whether all that a newly signed version has from before its signature stood in the one that it follows."""
    at = after.head.signed_at
    before = None if before is None or before.head.valid_to <= at else before
    lines = dict(_standing(before)) if before is not None else {}
    rows = {(row.source, row.category): row for row in before.head.rows} if before is not None else {}
    lasts = before is not None and set(after.head.purposes) <= set(before.head.purposes)
    for row in after.head.rows:
        old = rows.get((row.source, row.category))
        if not (_is_new(row, at) or (lasts and old is not None and _lives(old) and old.accepted_at == row.accepted_at)):
            return False
    for line in after.lines.values():
        old_line = lines.get(_right(after, line))
        if old_line is None:
            if line.since != at or not _is_new(line, at):
                return False
        elif line.since not in {at, old_line.since} or not (_is_new(line, at) or (lasts and _same(old_line, line))):
            return False
    return True


def _standing(whole: Whole) -> Iterator[tuple[tuple[Any, ...], Line]]:
    rows = {row.id for row in whole.head.rows if row.withdrawn_at is None}
    for line in whole.lines.values():
        person = whole.persons.get(line.person)
        gone = person.withdrawn_at if person is not None else whole.asleep[line.person][SINCE]
        if gone is None and line.row in rows and _lives(line):
            yield _right(whole, line), line


def _right(whole: Whole, line: Line) -> tuple[Any, ...]:
    """Give what a line is a line of, in whichever version; what is given for a colleague's days away, to whose."""
    asleep = whole.asleep.get(line.person)
    if asleep is not None:  # nobody stands in for who is not there, nor does she
        return (asleep[PROPOSAL], asleep[PROPOSAL], line.unit, line.source, line.category, None)
    replaced = whole.persons.get(whole.persons[line.person].stands_in_for or "")
    whom = replaced.officer if replaced is not None else None
    return (line.officer, line.employment, line.unit, line.source, line.category, whom)


def _is_new(one: Row | Line, at: int) -> bool:
    """Tell whether nobody has accepted it, or she herself by signing now."""
    return one.accepted_at is None or (one.source == PARTICIPANT_SOURCE and one.accepted_at == at)


def _same(old: Line, new: Line) -> bool:
    return old.accepted_at == new.accepted_at and (old.covers_earlier or not new.covers_earlier)


def _lives(one: Row | Line) -> bool:
    return one.withdrawn_at is None and one.declined_at is None
