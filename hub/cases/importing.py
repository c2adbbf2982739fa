"""Imports an officer's own plan items from a file: all rows are decided first, then all are saved, or none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from sqlalchemy import Connection

from hub.access_log import writer
from hub.access_log.entry import Decision, Record
from hub.access_log.writer import Receipt
from hub.cases.import_reading import ImportRow, read_rows
from hub.cases.numbers import cases_of
from hub.cases.saved_before import ids_of, saved_before
from hub.disclosure.permitting import Allowed, Refused, record, require
from hub.grants.begun import check_numbered
from hub.plans.allowing import source_of, telling_why, why
from hub.plans.beginning import own_plan
from hub.plans.fields import category_of
from hub.plans.saving import New, store_new
from hub.signin.refused_ids import refusal_of
from hub.store.actor import Actor
from hub.store.errors import HubError, TooMany
from hub.store.ground import Ground
from hub.store.heads import Written, put_heads
from hub.store.uploads import wrong_rows
from policies.vocabulary import Action

# What is not hers, not accepted, and not there get one sentence, so that a file cannot sweep for numbers. Who reads the
# case is told as by the form why her unit does not write that there.
NOT_YOURS: Final = "Det går inte att spara den här raden i det ärendet. Kontrollera numret och vad som är godtaget."
_RECORDS_AN_ENTRY: Final = 60  # what fits an entry


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file saved, or what it would save, and the entry that tells of the file."""

    rows: int
    cases: int
    receipt: Receipt
    dry_run: bool = False


@dataclass(slots=True)
class _Permitted:
    """One case's permitted categories and the rows to be saved in it."""

    first: Allowed
    decisions: list[Decision] = field(default_factory=list)
    rows: list[ImportRow] = field(default_factory=list)


class _RowsRefused(Exception):  # noqa: N818 - names what happened
    """Rolls the import back; the refusals are then logged on their own."""

    def __init__(self, errors: Mapping[str, list[str]], refused: Sequence[Refused]) -> None:
        super().__init__()
        self.errors = errors
        self.refused = refused


def import_plans(
    ground: Ground, actor: Actor, content: bytes, *, dry_run: bool = False, again: bool = False
) -> Imported:
    """Save every row of the file, or raise Invalid with all that is wrong by row and column, and save nothing.

    A row that she has saved before is wrong unless it is said that it may be saved `again`.

    A dry run decides what the saving decides, and leaves nothing but its entry; so does a file with a wrong cell, so
    that what may not be saved is told together with what cannot be read.
    """
    read = read_rows(content, whose=actor.id)
    rows = (*read.rows, *read.doubtful)
    if not rows:
        raise wrong_rows(read.errors)
    try:
        with ground.store.write() as tx:
            permitted = _permitted(tx, ground, actor, rows)
            found = {case_id: one.rows for case_id, one in permitted.items()}
            wrong = {**({} if again else saved_before(tx, ground, actor, found)), **read.errors}
            if not wrong and not dry_run:
                return _save(tx, ground, actor, permitted, rows)
            checked = _check(tx, ground, actor, permitted, rows)
    except _RowsRefused as refused:
        told_of = refused
    else:
        if wrong:
            raise wrong_rows(wrong)
        return checked
    raise _log_refused(ground, actor, told_of, read.errors)


def _check(
    tx: Connection, ground: Ground, actor: Actor, permitted: Mapping[str, _Permitted], rows: Sequence[ImportRow]
) -> Imported:
    at = max(one.first.facts.at for one in permitted.values())
    receipt = record(tx, ground, actor, at=at, action=Action.IMPORT, count=len(rows), reason="file_checked")
    return Imported(len(rows), len(permitted), receipt, dry_run=True)


def _save(
    tx: Connection, ground: Ground, actor: Actor, permitted: Mapping[str, _Permitted], rows: Sequence[ImportRow]
) -> Imported:
    for case_id, one in permitted.items():
        _save_case(tx, ground, actor, case_id, one)
    at = max(one.first.facts.at for one in permitted.values())
    receipt = record(tx, ground, actor, at=at, action=Action.IMPORT, count=len(rows), reason="file")
    return Imported(len(rows), len(permitted), receipt)


def _permitted(tx: Connection, ground: Ground, actor: Actor, rows: Sequence[ImportRow]) -> dict[str, _Permitted]:
    """Decide once for each case and category, in the order of ids, so that two imports never wait crosswise."""
    ids = cases_of(tx, {row.number for row in rows})
    wanted: defaultdict[tuple[str, str], list[ImportRow]] = defaultdict(list)
    for row in rows:
        # A number that is no case's is asked for as an id that is no case's: it costs what a refusal costs.
        case_id = ids.get(row.number) or f"absent:{row.number}"
        wanted[case_id, category_of(row.kind, row.values)].append(row)
    permitted: dict[str, _Permitted] = {}
    strange: dict[int, str] = {}
    refused: list[Refused] = []
    for (case_id, category), asked in sorted(wanted.items(), key=lambda pair: pair[0]):
        try:
            with telling_why(actor):
                _permit(tx, ground, actor, case_id, category, asked, permitted)
        except Refused as refusal:
            refused.append(refusal)
            strange |= dict.fromkeys((row.row for row in asked), why(refusal) or NOT_YOURS)
    if strange:
        # In the order of the file: the order of ids would tell a number that exists from one that does not.
        raise _RowsRefused({f"rows.{row}.ärende": [strange[row]] for row in sorted(strange)}, refused)
    return permitted


def _permit(
    tx: Connection,
    ground: Ground,
    actor: Actor,
    case_id: str,
    category: str,
    asked: Sequence[ImportRow],
    permitted: dict[str, _Permitted],
) -> None:
    known = None if case_id.startswith("absent:") else case_id
    source = source_of(actor)
    allowed = require(tx, ground, actor, case_id=known, action=Action.IMPORT, source=source, category=category)
    if case_id not in permitted:
        check_numbered(tx, ground, case_id=case_id, participant=allowed.facts.participant.id, number=asked[0].number)
    one = permitted.setdefault(case_id, _Permitted(allowed))
    one.decisions.extend(allowed.done["decisions"])
    one.rows.extend(asked)


def _save_case(tx: Connection, ground: Ground, actor: Actor, case_id: str, one: _Permitted) -> None:
    source = source_of(actor)
    plan_id = own_plan(tx, ground, actor, case_id=case_id, at=one.first.facts.at)
    rows = sorted(one.rows, key=lambda row: row.row)
    ids = ids_of(ground, actor, case_id, rows)
    items = [
        New(key, case_id, plan_id, row.kind, category_of(row.kind, row.values), source, row.values)
        for key, row in zip(ids, rows, strict=True)
    ]
    written = iter(store_new(tx, ground, one.first.facts, items))
    while batch := list(islice(written, _RECORDS_AN_ENTRY)):
        _tell(tx, ground, actor, one, batch)


def _tell(tx: Connection, ground: Ground, actor: Actor, one: _Permitted, batch: Sequence[Written]) -> None:
    records = [Record.of(written) for written in batch]
    receipt = record(tx, ground, actor, **one.first.asked | {"decisions": one.decisions, "written": records})
    put_heads(tx, batch, entry=receipt.entry)


def _log_refused(ground: Ground, actor: Actor, refused: _RowsRefused, unread: Mapping[str, Sequence[str]]) -> HubError:
    """Log each refused case and count it against the session's refused ids, as if it had been asked for by id.

    Who is told why has not asked for what is not hers: it is not counted. `unread` is what is wrong with the file's
    cells, told along.
    """
    answer: HubError = wrong_rows({**unread, **refused.errors})
    with ground.store.write() as tx:
        writer.append_many(tx, ground, [one.entry for one in refused.refused])
        for one in refused.refused:
            counted = refusal_of(tx, actor, at=one.entry.ts) if why(one) is None else None
            if isinstance(counted, TooMany):
                answer = counted
    return answer
