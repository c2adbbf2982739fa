"""The reviewer's printed answer to a participant: all that was done with her data, with officers' lists counted."""

from collections.abc import Sequence

from hub.access_log.reader import Place, folding
from hub.access_log.reader.folding import Fold
from hub.oversight.own_reads import LATEST, FoldedPage, by_month, names_with
from hub.oversight.reviewing import Span, about_hers, bring_up_to_date, find, note_look, of_case, units_of
from hub.signin.current import SignedIn
from hub.store.ground import Ground
from hub.store.outages import needing


@needing("log")
def folded_answer(
    ground: Ground, me: SignedIn, *, case: str, span: Span, before: Place | None, limit: int
) -> FoldedPage:
    """Give the page of `answer_about` with lists counted by month, as much of it as the span holds, at its newest.

    Only lists that concern the reviewer's units are counted: the same entries that the page would tell one by one.
    """
    bring_up_to_date(ground)
    with ground.store.read() as tx:
        filters = of_case(tx, ground, about_hers(span), case)
        participant, mine = filters.subject or "", units_of(tx, ground, me)
        page = find(tx, filters, mine, before=before, limit=limit)
        opens, closes = filters.begins or 0, filters.ends or LATEST

        def count(first: int, last: int) -> Sequence[Fold]:
            return folding.lists(tx, participant, units=mine, begins=max(first, opens), ends=min(last, closes))

        begins = page.entries[-1].entry.ts if page.next else opens
        ends = before[0] if before else closes
        # Of what concerns hers alone: how many months are asked for would tell how old another's case is.
        first = folding.oldest_list(tx, participant, units=mine)
        folds = tuple(by_month(count, first=first, begins=begins, ends=ends, at=ground.clock.now(tx)))
        singly = tuple(logged for logged in page.entries if not folding.is_listed(logged.entry))
        names = names_with(tx, singly, folds, [one.fold.actor for one in folds])
    with ground.store.write() as tx:
        note_look(tx, ground, me, filters, mine, count=len(page.entries))
    return FoldedPage(singly, folds, (), names, page.next)
