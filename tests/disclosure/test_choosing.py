"""What a read asks, what its answers open, and what the log is told of it: pure, over the world of the rules."""

from typing import Any, Final

import pytest

from hub.access_log.entry import Decision
from hub.disclosure import choosing
from hub.disclosure.choosing import GATE, Choice, choose
from hub.disclosure.records import Sealed
from policies.decision import Permit, Refusal
from policies.facts import Facts
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Purpose, RefusalReason
from tests.policies.changing import replace
from tests.policies.world import (
    AF,
    CONSENT,
    DAY,
    FACTS,
    HERSELF,
    LINE,
    MACHINE,
    POLICY,
    REGION,
    REGION_C07,
    SIGNED,
    with_consent,
    with_line,
    with_person,
    with_row,
)

FK: Final = "fk"
KNOWN: Final = [(REGION, "C07"), (REGION, "C04"), (PARTICIPANT_SOURCE, "C04"), (AF, "C04")]


def stored(source: str, category: str, *, first_written: int = SIGNED, basis: int | None = 3) -> Sealed:
    return Sealed("item", f"{source}-{category}", 1, source, category, first_written, basis, (), b"", 1, b"")


def chosen(facts: Facts = FACTS, *rows: Sealed, whole: bool = True, action: Action = Action.READ) -> Choice:
    purpose = Purpose.COORDINATE_PLANS.value
    return choose(POLICY, facts, action=action, purpose=purpose, rows=rows, whole=whole)


def asked(choice: Choice) -> list[tuple[str, str]]:
    return [(decision.source, decision.category) for decision in choice.decisions]


def opened(choice: Choice) -> list[str]:
    return [row.record for row in choice.rows]


def test_a_whole_read_asks_for_all_that_the_consent_knows() -> None:
    choice = chosen()
    assert asked(choice) == [GATE, *KNOWN]
    assert set(choice.permits) == {GATE, *KNOWN}
    assert not choice.incomplete


def test_what_is_stored_of_others_asks_nothing_in_a_whole_read() -> None:
    rows = [stored(FK, "C09"), stored(PARTICIPANT_SOURCE, "C10"), stored(AF, "C11")]
    assert asked(chosen(FACTS, *rows)) == [GATE, *KNOWN, (AF, "C11")]


def test_a_narrow_read_asks_for_its_rows_alone_and_is_never_incomplete() -> None:
    choice = chosen(FACTS, stored(REGION, "C07"), stored(FK, "C09"), whole=False)
    assert asked(choice) == [GATE, (REGION, "C07"), (FK, "C09")]
    assert opened(choice) == ["region-C07"]
    assert not choice.incomplete


def test_she_is_asked_about_everything_of_her_own() -> None:
    choice = chosen(HERSELF, stored(FK, "C09"))
    assert asked(choice) == [GATE, *KNOWN, (FK, "C09")]
    assert opened(choice) == ["fk-C09"]


def test_the_machine_asks_no_name() -> None:
    rows = [stored(REGION, "C04"), stored(REGION, "C07"), stored(FK, "C04")]
    choice = chosen(MACHINE, *rows, whole=False, action=Action.COLLISION_CHECK)
    assert asked(choice) == [(REGION, "C04"), (REGION, "C07"), (FK, "C04")]
    assert opened(choice) == ["region-C04", "region-C07"]
    assert choice.permits


def test_a_row_taken_back_is_not_known_and_leaves_nothing_open() -> None:
    rows = [stored(REGION, "C07"), stored(REGION, "C04")]
    choice = chosen(with_row(withdrawn_at=SIGNED), *rows)
    assert asked(choice) == [GATE, *(pair for pair in KNOWN if pair != (REGION, "C07"))]
    assert opened(choice) == ["region-C04"]
    assert not choice.incomplete


def test_a_line_less_is_a_part_less() -> None:
    lines = tuple(line for line in CONSENT.lines if line.row != REGION_C07.id)
    choice = chosen(with_consent(lines=lines), stored(REGION, "C07"), stored(REGION, "C04"))
    assert choice.incomplete
    assert opened(choice) == ["region-C04"]
    assert Decision(REGION, "C07", "refused", "no_line") in choice.decisions


def test_an_item_from_before_the_line_stays_shut() -> None:
    rows = [stored(REGION, "C07", first_written=SIGNED - DAY), stored(REGION, "C04", basis=4), stored(AF, "C04")]
    assert opened(chosen(FACTS, *rows)) == ["af-C04"]
    assert opened(chosen(with_line(covers_earlier=True), *rows)) == ["region-C07", "af-C04"]


def test_what_the_log_is_told() -> None:
    (name, region, *_) = chosen().decisions
    assert name == Decision(*GATE, "permitted", "named", None)
    assert region == Decision(REGION, "C07", "permitted", "line", f"line-{REGION_C07.id}")


def test_nobody_else_learns_that_there_is_a_case() -> None:
    choice = chosen(with_person(officer="otto"), stored(REGION, "C07"), stored(AF, "C04"))
    assert (choice.rows, choice.permits) == ((), {})
    assert {decision.outcome for decision in choice.decisions} == {"refused"}


def test_without_a_consent_nothing_is_known() -> None:
    choice = chosen(replace(FACTS, consent=None), stored(AF, "C04"))
    assert asked(choice) == [GATE, (AF, "C04")]
    assert not choice.permits


def test_after_the_consent_her_units_own_ground_opens_its_own_alone() -> None:
    after = replace(with_consent(withdrawn_at=SIGNED), own_ground=True)
    choice = chosen(after, stored(AF, "C04"), stored(REGION, "C07"))
    assert set(choice.permits) == {(AF, "C04")}
    assert opened(choice) == ["af-C04"]
    assert choice.incomplete


def test_her_units_own_is_all_there_is_where_nobody_else_gives() -> None:
    alone = tuple(row for row in CONSENT.rows if row.source == AF)
    after = replace(with_consent(withdrawn_at=SIGNED, rows=alone), own_ground=True)
    choice = chosen(after, stored(AF, "C04"))
    assert set(choice.permits) == {(AF, "C04")}
    assert not choice.incomplete


@pytest.mark.parametrize(("gate", "found"), [(True, {(REGION, "C07"), GATE}), (False, set())])
def test_no_line_helps_who_may_not_know_the_name(
    gate: bool,
    found: set[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rules never answer so; should they ever, the case stays hidden all the same."""
    line = Permit("line", 3, LINE)
    named = Permit("named", 3)

    def answers(_: Any, __: Any, ___: Facts, pairs: Any) -> tuple[Permit | Refusal, ...]:
        given = {(REGION, "C07"): line} | ({GATE: named} if gate else {})
        return tuple(given.get(pair, Refusal(RefusalReason.NO_LINE)) for pair in pairs)

    monkeypatch.setattr(choosing, "decide", answers)
    choice = chosen(FACTS, stored(REGION, "C07"))
    assert set(choice.permits) == found
    assert bool(choice.permits) is gate
    assert opened(choice) == (["region-C07"] if gate else [])
