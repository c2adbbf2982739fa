"""The reviewer's printed answer to a participant: all that was done with her data, with officers' lists counted."""

from collections.abc import Sequence

from hub.access_log.reader import Place, folding
from hub.access_log.reader.folding import Fold
from hub.oversight.own_reads import LATEST, FoldedPage, by_month, names_with
from hub.oversight.reviewing import ALL_OF_HERS, bring_up_to_date, find, note_look, of_case, units_of
from hub.signin.current import SignedIn
from hub.store.ground import Ground
from hub.store.outages import needing


@needing("log")
def folded_answer(ground: Ground, me: SignedIn, *, case: str, before: Place | None, limit: int) -> FoldedPage:
    """Give the page of `answer_about` with lists counted by month, each month whole, where its newest stands.

    Only lists that concern the reviewer's units are counted: the same entries that the page would tell one by one.
    """
    bring_up_to_date(ground)
    with ground.store.read() as tx:
        filters = of_case(tx, ALL_OF_HERS, case)
        page = find(tx, ground, me, filters, before=before, limit=limit)
        participant, mine = filters.subject or "", units_of(tx, ground, me)

        def count(first: int, last: int) -> Sequence[Fold]:
            return folding.lists(tx, participant, units=mine, begins=first, ends=last)

        begins = page.entries[-1].entry.ts if page.next else 0
        ends = before[0] if before else LATEST
        folds = tuple(by_month(tx, participant, count, begins=begins, ends=ends, at=ground.clock.now(tx)))
        singly = tuple(logged for logged in page.entries if not folding.is_listed(logged.entry))
        names = names_with(tx, singly, folds, [one.fold.actor for one in folds])
    with ground.store.write() as tx:
        note_look(tx, ground, me, filters, count=len(page.entries))
    return FoldedPage(singly, folds, (), names, page.next)
