"""Finds entries, proofs and checkpoints for those who may look; whoever calls has logged that look first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    union,
)

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.entry import concerned_units
from hub.access_log.hashing import node_hash
from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.reader.proofs import (
    Reach,
    consistency_holds,
    consistency_path,
    inclusion_path,
    reach_hash,
    whole_subtrees,
)
from hub.access_log.reader.tables import log_look, log_seen
from hub.access_log.tables import log_checkpoint, log_entry, log_leaf, log_node
from hub.access_log.tree import TILE_LEVELS, Subtree
from policies.vocabulary import Outcome

Place = tuple[int, int]  # of an entry in the list: its instant (µs) and its leaf number


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """One entry as it is shown; `number` is None until it is sealed, `detail` is sealed and opened apart.

    `body` is the leaf, byte for byte; None where something of the entry is left out for who looks.
    """

    id: str
    number: int | None
    leaf: str
    body: bytes | None
    entry: Entry
    units: frozenset[str]
    detail: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a reviewer may narrow a list by; instants are µs, [begins, ends).

    `staff`: only what somebody did for a unit of hers, neither participants nor the hub itself.
    `receipt` is the beginning of an entry's id, as somebody has read it out.
    `in_vain` are those whose refused acts no case and no participant finds: what they asked for is not told.
    """

    actor: str | None = None
    subject: str | None = None
    case: str | None = None
    action: str | None = None
    outcome: str | None = None
    begins: int | None = None
    ends: int | None = None
    staff: bool | None = None
    receipt: str | None = None
    in_vain: tuple[str, ...] = ()

    def within(self, begins: int | None, ends: int | None) -> Self:
        return replace(self, begins=begins, ends=ends)

    @property
    def names_somebody(self) -> bool:
        return any(one is not None for one in (self.actor, self.subject, self.case, self.receipt))


@dataclass(frozen=True, slots=True)
class Proof:
    """That leaf `number` stands in the tree of `size` leaves whose checkpoint is `note`; hashes are hex."""

    number: int
    size: int
    leaf: str
    hashes: tuple[str, ...]
    note: str


_SHOWN: Final = (log_leaf.c.number, log_entry.c.id, log_entry.c.body, log_entry.c.leaf, log_entry.c.detail)
# Written out, so that the database sees that its index of what was refused fits.
_OUTCOMES: Final = {one.value: log_look.c.outcome == literal_column(f"'{one.value}'") for one in Outcome}
_AFTER_HEX: Final = "g"
_WITH_LEAF: Final = log_entry.outerjoin(log_leaf, log_leaf.c.entry_id == log_entry.c.id)
_OF_LEAF: Final = log_leaf.join(log_entry, log_entry.c.id == log_leaf.c.entry_id)


def page(
    tx: Connection, *, units: Sequence[str], filters: Filters, before: Place | None = None, limit: int
) -> list[LoggedEntry]:
    """Give what concerns these units, newest first; `before` is the place of the last one of the page before.

    Only what `indexing.catch_up` has brought in: called first, after a seal, that is everything.
    """
    if not units:
        return []
    # Each unit's newest first, from its own index, and only then put together: an entry may concern several of them.
    newest = union(*[_of_unit(unit, filters, before, limit) for unit in sorted(set(units))]).subquery()
    wanted = select(newest.c.number).order_by(newest.c.at.desc(), newest.c.number.desc()).limit(limit)
    numbers = tx.execute(wanted).scalars().all()
    # From the leaves and in no order: else SQLite goes through the whole log by its instants to find these few.
    query = select(*_SHOWN).select_from(_OF_LEAF).where(log_leaf.c.number.in_(numbers))
    found = {row.number: row for row in tx.execute(query)}
    return [_logged(found[number]) for number in numbers if number in found]


def actors(tx: Connection, *, units: Sequence[str]) -> list[str]:
    """Give the staff that occur in what concerns these units."""
    return list(tx.execute(select(log_seen.c.actor).where(log_seen.c.unit_id.in_(units)).distinct()).scalars())


def of_subject(
    tx: Connection,
    participant: str,
    *,
    actor: str | None = None,
    before: tuple[int, str] | None = None,
    limit: int,
) -> list[LoggedEntry]:
    """Give all that was done with her data, newest first, also what is not sealed yet; `before` is (ts, id)."""
    by = () if actor is None else (log_entry.c.actor == actor,)
    return newest_first(tx, (log_entry.c.subject == participant, *by), before=before, limit=limit)


def newest_first(
    tx: Connection, conditions: Sequence[ColumnElement[bool]], *, before: tuple[int, str] | None, limit: int
) -> list[LoggedEntry]:
    """Give the entries that meet the conditions, sealed or not, newest first; `before` is (ts, id)."""
    query = select(*_SHOWN).select_from(_WITH_LEAF).where(*conditions)
    if before is not None:
        at, entry_id = before
        query = query.where(or_(log_entry.c.at < at, and_(log_entry.c.at == at, log_entry.c.id < entry_id)))
    ordered = query.order_by(log_entry.c.at.desc(), log_entry.c.id.desc()).limit(limit)
    return [_logged(row) for row in tx.execute(ordered)]


def entry(tx: Connection, entry_id: str) -> LoggedEntry | None:
    """Give one entry; the caller compares its units with what the reader may see."""
    row = tx.execute(select(*_SHOWN).select_from(_WITH_LEAF).where(log_entry.c.id == entry_id)).first()
    return None if row is None else _logged(row)


def latest_checkpoint(tx: Connection) -> str | None:
    """Give the newest signed note; None before the first seal."""
    latest = select(log_checkpoint.c.note).order_by(log_checkpoint.c.size.desc()).limit(1)
    return tx.execute(latest).scalar_one_or_none()


def proof(tx: Connection, entry_id: str) -> Proof | None:
    """Prove an entry under the newest checkpoint; None while it is not sealed or when there is none such."""
    leaf = tx.execute(select(log_leaf).where(log_leaf.c.entry_id == entry_id)).first()
    newest = tx.execute(select(log_checkpoint).order_by(log_checkpoint.c.size.desc()).limit(1)).first()
    if leaf is None or newest is None or newest.size <= leaf.number:
        return None
    path = inclusion_path(leaf.number, newest.size)
    hashes = _reach_hashes(tx, path)
    return Proof(leaf.number, newest.size, leaf.leaf_hash.hex(), tuple(value.hex() for value in hashes), newest.note)


def count_acts(tx: Connection, *, actor: str, action: str, since: int) -> int:
    """Count what somebody was permitted to do of one act since an instant (µs), also what is not sealed yet."""
    done = (log_entry.c.actor == actor, log_entry.c.at >= since, log_entry.c.action == action)
    permitted = log_entry.c.outcome == Outcome.PERMITTED.value
    return int(tx.execute(select(func.count()).select_from(log_entry).where(*done, permitted)).scalar_one())


def continues(tx: Connection, old: Checkpoint, new: Checkpoint) -> bool:
    """Say whether the newer tree only continues the older one: the stored nodes must lead to both roots."""
    if not 0 < old.size <= new.size:
        return False
    hashes = _reach_hashes(tx, consistency_path(old.size, new.size))
    return consistency_holds(old=old.size, new=new.size, old_root=old.root, new_root=new.root, proof=hashes)


def _of_unit(unit: str, filters: Filters, before: Place | None, limit: int) -> Select[Any]:
    query = select(log_look.c.at, log_look.c.number).where(log_look.c.unit_id == unit, *narrowed(filters))
    if before is not None:
        query = query.where(tuple_(log_look.c.at, log_look.c.number) < tuple_(*before))
    newest = query.order_by(log_look.c.at.desc(), log_look.c.number.desc()).limit(limit).subquery()
    return select(newest.c.at, newest.c.number)


def narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    """Give the conditions on `log_look` that the filters mean."""
    columns = {
        log_look.c.actor: filters.actor,
        log_look.c.subject: filters.subject,
        log_look.c.case_id: filters.case,
        log_look.c.action: filters.action,
    }
    conditions = [column == value for column, value in columns.items() if value is not None]
    if filters.outcome is not None:
        conditions.append(_OUTCOMES.get(filters.outcome, false()))
    if filters.staff:
        conditions.append(log_look.c.staff)
    if filters.receipt is not None:
        conditions.append(log_look.c.number.in_(_of_receipt(filters.receipt)))
    if filters.begins is not None:
        conditions.append(log_look.c.at >= filters.begins)
    if filters.ends is not None:
        conditions.append(log_look.c.at < filters.ends)
    if filters.in_vain and (filters.subject is not None or filters.case is not None):
        refused = _OUTCOMES[Outcome.REFUSED.value]
        conditions.append(not_(and_(refused, log_look.c.actor.in_(filters.in_vain))))
    return conditions


def _of_receipt(begins: str) -> Select[tuple[int]]:
    """Select the leaves whose entry's id begins so: a stretch of the index, since ids are hex digits alone."""
    entry_id = log_leaf.c.entry_id
    return select(log_leaf.c.number).where(entry_id >= begins, entry_id < begins + _AFTER_HEX)


def _logged(row: Row[Any, Any, Any, Any, Any]) -> LoggedEntry:
    units = concerned_units(row.body)
    return LoggedEntry(row.id, row.number, row.leaf.hex(), row.body, parse(row.body), units, row.detail)


def _reach_hashes(tx: Connection, path: Sequence[Reach]) -> list[bytes]:
    """Compute the path's hashes from the nodes that are stored: one statement for each kept level."""
    wanted = [subtree for reach in path for subtree in whole_subtrees(reach)]
    known: dict[Subtree, bytes] = {}
    for base in sorted({level - level % TILE_LEVELS for level, _ in wanted}):
        reaches = [
            (position << (level - base), (position + 1) << (level - base))
            for level, position in wanted
            if level - level % TILE_LEVELS == base
        ]
        known.update(_stored(tx, base, reaches))
    return [reach_hash(reach, lambda subtree: _root(subtree, known)) for reach in path]


def _stored(tx: Connection, level: int, reaches: Sequence[Reach]) -> dict[Subtree, bytes]:
    if level:
        position, query = log_node.c.position, select(log_node.c.position, log_node.c.hash)
        query = query.where(log_node.c.level == level)
    else:
        position, query = log_leaf.c.number, select(log_leaf.c.number, log_leaf.c.leaf_hash)
    among = or_(*(and_(position >= begin, position < end) for begin, end in reaches))
    return {(level, row[0]): row[1] for row in tx.execute(query.where(among))}


def _root(subtree: Subtree, known: dict[Subtree, bytes]) -> bytes:
    level, position = subtree
    if subtree not in known:
        known[subtree] = node_hash(_root((level - 1, 2 * position), known), _root((level - 1, 2 * position + 1), known))
    return known[subtree]
