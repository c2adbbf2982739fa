"""Reading the log: a reviewer's pages, the participant's own list, single entries and their proofs."""

from collections.abc import Sequence
from dataclasses import replace

from hub.access_log.reader import Filters, LoggedEntry, catch_up, entry, latest_checkpoint, of_subject, page, proof
from hub.access_log.reader.notes import read_checkpoint
from hub.access_log.sealer import seal_pending
from hub.access_log.writer import Receipt
from hub.store.ground import Ground
from keys.providers import LOG_SIGNING
from policies.vocabulary import Action, Outcome
from tests.access_log.acts import AME, DANA, FIA, FK, NOW, READ, REGION, ident, reads, write
from tests.access_log.proving import inclusion_holds

AT_FK = replace(READ, decisions=(), unit=FK)
AT_REGION = replace(READ, decisions=(), unit=REGION, actor=ident("rut"))


def pages(ground: Ground, units: Sequence[str], *, limit: int, filters: Filters | None = None) -> list[LoggedEntry]:
    catch_up(ground)
    found: list[LoggedEntry] = []
    before = None
    while True:
        with ground.store.read() as tx:
            more = page(tx, units=units, filters=filters or Filters(), before=before, limit=limit)
        assert len(more) <= limit
        if not more:
            return found
        found += more
        assert more[-1].number is not None
        before = (more[-1].entry.ts, more[-1].number)


def test_a_reviewer_pages_through_what_concerns_her_units(ground: Ground) -> None:
    write(ground, *(replace(one, ts=NOW + at) for at, one in enumerate([AT_FK, AT_REGION, READ] * 4)))
    seal_pending(ground)
    assert [one.number for one in pages(ground, [FK], limit=3)] == [11, 9, 8, 6, 5, 3, 2, 0]
    assert [one.number for one in pages(ground, [FK, REGION, FK], limit=5)] == list(reversed(range(12)))
    assert pages(ground, [AME], limit=5) == []
    assert pages(ground, [], limit=5) == []
    shown = pages(ground, [FK], limit=1)[0]
    assert (set(shown.units), shown.entry.actor) == ({FK, REGION}, FIA)


FILTERED = [
    (Filters(actor=FIA), [3, 2, 0]),
    (Filters(subject=DANA), [3, 1, 0]),
    (Filters(case=ident("other case")), [1]),
    (Filters(action="sign_in"), [2]),
    (Filters(outcome="refused"), [3]),
    (Filters(begins=NOW + 1, ends=NOW + 3), [2, 1]),
    (Filters(actor=FIA, outcome="permitted"), [2, 0]),
    (Filters(actor="nobody"), []),
]


def test_filters(ground: Ground) -> None:
    write(
        ground,
        AT_FK,
        replace(AT_REGION, ts=NOW + 1, case=ident("other case")),
        replace(AT_FK, ts=NOW + 2, act=Action.SIGN_IN, subj=None),
        replace(AT_FK, ts=NOW + 3, outcome=Outcome.REFUSED),
    )
    seal_pending(ground)
    for filters, numbers in FILTERED:
        found = pages(ground, [FK, REGION], limit=2, filters=filters)
        assert [one.number for one in found] == numbers, filters


def test_the_participant_sees_at_once_all_that_was_done_with_her_data(ground: Ground) -> None:
    sealed = write(ground, *reads(3))
    seal_pending(ground)
    fresh = write(ground, *reads(2, ts=NOW), replace(READ, subj=ident("other")))[:2]
    with ground.store.read() as tx:
        seen = of_subject(tx, DANA, limit=100)
        first = of_subject(tx, DANA, limit=2)
        last = first[-1]
        rest = of_subject(tx, DANA, before=(last.entry.ts, last.id), limit=100)
    assert {one.id for one in seen} == {receipt.entry for receipt in [*sealed, *fresh]}
    assert [one.id for one in first + rest] == [one.id for one in seen]
    assert [one.number is None for one in sorted(seen, key=lambda one: one.id)] == [
        one.id in {receipt.entry for receipt in fresh} for one in sorted(seen, key=lambda one: one.id)
    ]


def test_proofs_hold_under_each_signed_root(ground: Ground) -> None:
    receipts: list[Receipt] = []
    for size in (1, 2, 255, 256, 257, 700):
        receipts += write(ground, *reads(size - len(receipts), ts=NOW + size))
        seal_pending(ground)
        for number in sorted({0, 1, size // 2, 254, 255, 256, 511, 512, size - 1} & set(range(size))):
            assert_proved(ground, receipts[number], number, size)


def assert_proved(ground: Ground, receipt: Receipt, number: int, size: int) -> None:
    with ground.store.read() as tx:
        shown = proof(tx, receipt.entry)
        note = latest_checkpoint(tx)
    assert shown is not None
    assert note == shown.note
    signed = read_checkpoint(
        shown.note, public_key=ground.provider.public_key(LOG_SIGNING), installation=ground.installation
    )
    hashes = [bytes.fromhex(value) for value in shown.hashes]
    assert (shown.number, shown.leaf, shown.size) == (number, receipt.leaf, size)
    assert signed.size == size
    assert inclusion_holds(bytes.fromhex(shown.leaf), number, size, hashes, signed.root)


def test_before_the_first_seal(ground: Ground) -> None:
    receipt = write(ground, READ)[0]
    with ground.store.read() as tx:
        assert proof(tx, receipt.entry) is None
        assert latest_checkpoint(tx) is None
        shown = entry(tx, receipt.entry)
        assert shown is not None
        assert (shown.number, shown.leaf, shown.detail) == (None, receipt.leaf, None)
        assert entry(tx, "0" * 32) is None
        assert proof(tx, "0" * 32) is None
