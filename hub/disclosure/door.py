"""The door: decide, log, commit, and only then open. There is no other way to a participant's plain text.

Security page C.3: whatever fails before the commit, and a commit whose outcome is unknown, opens nothing.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import orjson

from hub.access_log import writer
from hub.access_log.writer import Receipt
from hub.disclosure.deciding import Decided, decide_read
from hub.disclosure.records import Asked, Disclosure, Opened, Sealed
from hub.grants import consent_seals
from hub.grants.loading import Loaded
from hub.signin.refused_ids import refusal_of
from hub.store import key_store
from hub.store.errors import NotShown
from hub.store.ground import Ground
from hub.store.heads import head_hash
from keys.errors import KeyMissing, Tampered, Unopened
from keys.keyring import DATA, KeyRing, WrappedKey, unwrap
from keys.opening import open_records
from keys.sealed import Label


def disclose(ground: Ground, asked: Asked, *, detail: bytes | None = None) -> Disclosure:
    """Open what this actor may read of a case now; `detail` is a free reason that the entry keeps sealed.

    Raises NotShown, TooMany or Invalid after their entry has committed; StoreUnavailable or KeysError with nothing
    opened. A case that does not exist (None) costs what a refused one costs.
    """
    _, participant = asked.ids
    # The key is fetched before the commit and unwrapped after it.
    wrapped = key_store.fetch(ground, participant, DATA)
    with ground.store.write() as tx:
        decided = decide_read(tx, ground, asked)
        receipt = writer.append(tx, ground, decided.entry, detail)
        refused = decided.refused
        if isinstance(refused, NotShown):
            refused = refusal_of(tx, asked.actor, at=decided.loaded.at)
    if refused is not None:
        raise refused
    return _opened(ground, decided, receipt, wrapped)


def disclose_list(ground: Ground, asked: Iterable[Asked]) -> list[Disclosure]:
    """Open what a list shows of each case: one commit, one entry for each case that is shown.

    A case that may not be shown is left out; nobody learns of it, so it leaves no entry. One that does not open is
    there with nothing opened: it must not hide the others. The order is that of the ids, in which all who hold several
    cases lock them.
    """
    asked = sorted(asked, key=lambda one: one.ids)
    wrapped = key_store.fetch_each(ground, [participant for _, participant in [one.ids for one in asked]], DATA)
    with ground.store.write() as tx:
        every = zip([decide_read(tx, ground, one) for one in asked], wrapped, strict=True)
        shown = [(decided, key) for decided, key in every if decided.refused is None]
        receipts = writer.append_many(tx, ground, [decided.entry for decided, _ in shown])
    entered = zip(shown, receipts, strict=True)
    return [_opened(ground, decided, receipt, key, listed=True) for (decided, key), receipt in entered]


def _opened(
    ground: Ground, decided: Decided, receipt: Receipt, wrapped: WrappedKey | None, *, listed: bool = False
) -> Disclosure:
    """Reached only when the entry stands: the caller's write transaction has committed."""
    case, choice, facts = decided.asked.case, decided.choice, decided.loaded.facts
    if case is None or choice is None or facts is None or decided.refused is not None:
        raise NotShown
    try:
        opened = _open_rows(ground, wrapped, decided.loaded, participant=facts.participant.id, rows=choice.rows)
    except Unopened:
        if not listed:
            raise
        opened = ()  # `hub log verify` points it out
    return Disclosure(case, opened, choice.incomplete, receipt, decided.loaded.at, facts, choice.permits)


def _open_rows(
    ground: Ground, wrapped: WrappedKey | None, loaded: Loaded, *, participant: str, rows: Sequence[Sealed]
) -> tuple[Opened, ...]:
    """Open records of one participant. The label is built from her, never from what a row says of its owner.

    Raises KeyMissing, Tampered (also when a record is not the one its head row stands for, or the consent not the one
    that was signed: rows alone can be written by others) or ProviderUnavailable.
    """
    if not rows:
        return ()
    if wrapped is None:
        raise KeyMissing("the participant has no key")
    if wrapped.participant != participant:
        raise Tampered("the key store gave another participant's key")
    ring = unwrap(ground.provider, wrapped, installation=ground.installation)
    if consent_seals.of(ring, loaded) not in {None, loaded.seal}:
        raise Tampered("the consent is not the one that was signed")
    return _plain(rows, _open_standing(ring, rows))


def _open_standing(ring: KeyRing, rows: Sequence[Sealed]) -> list[tuple[bytes, ...]]:
    for table, record, version, _, _, at, basis, _, sealed, head_version, head_sha256, kind, group in rows:
        if head_version != version or head_sha256 != head_hash(sealed, at, basis, kind, group):
            raise Tampered(f"{table} {record}: not the record that its head row stands for")
    return open_records(ring, [(Label._make(row[:5]), row.columns, row.sealed) for row in rows])


def _plain(rows: Sequence[Sealed], fields: Sequence[Sequence[bytes]]) -> tuple[Opened, ...]:
    """Read the JSON of all fields at one go; each is one value."""
    literals = list(chain.from_iterable(fields))
    values = orjson.loads(b"[" + b",".join(literals) + b"]")
    if len(values) != len(literals):
        raise Tampered("a field is not one value")
    each = iter(values)
    return tuple([Opened._make((*row[:6], dict(zip(row.columns, each, strict=False)), *row[11:])) for row in rows])
