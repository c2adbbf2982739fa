"""Which units a case concerns, by entries that the hub wrote: what is made of them lies in clear beside them.

A reviewer opens whom a case of her units is about. Whoever writes to the database past the hub could put a row among
what is looked back into, or an entry, and any reviewer would be told whose any case is (T4, T8). Or he puts a row into
the consent while anybody reads: the read opens nothing, but its entry tells all that was decided. So only what was
compared with what she signed tells of a case whose it is.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select

from hub.access_log.entry import UnfitEntry, concerned_units
from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.reader.tables import log_look
from hub.access_log.reader.vouching import Vouching
from hub.access_log.tables import log_entry, log_leaf
from hub.store import entry_tags
from hub.store.ground import Ground
from policies.vocabulary import Action, Outcome

_SIGNS: Final = (Action.SIGN, Action.COMPARE)
_CONSENT: Final = "consent"  # the record of what stands of one
_MOST: Final = 20  # of a unit's newest: the first that the hub wrote suffices


def concerned(
    tx: Connection,
    ground: Ground,
    *,
    units: Sequence[str],
    case: str,
    subject: str,
    apart_from: Select[Any],
    opens: bool,
) -> tuple[str, ...]:
    """Give those of the units that something permitted in the log of a participant's case concerns.

    What was refused concerns the unit of who tried: it would make a case hers who only asks a second time. Nor does
    what was done by those whose ids `apart_from` selects. Where it `opens` something, her signature has to say so, or
    the unit to have registered her, by an entry that the hub can tell for its own: those of before there were tags are
    as anybody could have put them there.
    """
    rows = tx.execute(_newest(apart_from, opens=opens), {"units": units, "subject": subject, "case": case}).all()
    return tuple(sorted(set(_told(tx, ground, rows, (Outcome.PERMITTED, case, subject), opens=opens))))


def _told(
    tx: Connection, ground: Ground, rows: Sequence[Any], said: tuple[Outcome, str, str], *, opens: bool
) -> Iterator[str]:
    vouching, found = Vouching(tx, ground), set[str]()
    for row in rows:
        if row.unit_id in found or not isinstance(row.body, bytes):  # SQLite keeps any type
            continue
        try:
            entry = parse(row.body)
        except UnfitEntry:
            continue  # `hub log verify` points it out
        same = (entry.outcome, entry.case, entry.subj) == said and entry.actor == row.actor
        of_hub = vouching.holds(row.body, entry) and (not opens or _says(entry, row.unit_id))
        if same and of_hub and row.unit_id in concerned_units(row.body):
            found.add(row.unit_id)
            yield row.unit_id


def _says(entry: Entry, unit: str) -> bool:
    """Tell whether the entry says what was compared: whom a signature concerns, or who registers."""
    registers = entry.act is Action.REGISTER and entry.unit == unit
    return entry_tags.seen(entry.salt) is not None and (registers or _signs(entry))


def _signs(entry: Entry) -> bool:
    """Tell whether it tells of what was signed: who looks at a paper, or finds that it differs, signs nothing."""
    return entry.act in _SIGNS and entry.reason is None and any(one.table == _CONSENT for one in entry.rec)


def _newest(apart_from: Select[Any], *, opens: bool) -> Select[Any]:
    place = func.row_number().over(
        partition_by=log_look.c.unit_id, order_by=(log_look.c.at.desc(), log_look.c.number.desc())
    )
    looks = (
        select(log_look.c.unit_id, log_look.c.number, log_look.c.actor, place.label("place"))
        .where(
            log_look.c.unit_id.in_(bindparam("units", expanding=True)),
            log_look.c.subject == bindparam("subject"),
            log_look.c.case_id == bindparam("case"),
            log_look.c.outcome == Outcome.PERMITTED.value,
            log_look.c.actor.not_in(apart_from),
            *([log_look.c.action.in_([one.value for one in (*_SIGNS, Action.REGISTER)])] if opens else []),
        )
        .subquery()
    )
    return (
        select(looks.c.unit_id, looks.c.actor, log_entry.c.body)
        .join(log_leaf, log_leaf.c.number == looks.c.number)
        .join(log_entry, log_entry.c.id == log_leaf.c.entry_id)
        .where(looks.c.place <= _MOST)
        .order_by(looks.c.number)  # as Vouching asks: an entry of before the tags is none after one with a tag
    )
