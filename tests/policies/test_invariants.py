"""Whatever happens in a case, in whatever order, nobody reads but who the story says may (invariants I1-I13, I15)."""

from __future__ import annotations

from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from policies.decide import decide
from policies.decision import Permit
from policies.facts import Question
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Purpose
from tests.policies.changing import replace
from tests.policies.history import (
    CATEGORIES,
    GIVABLE,
    PLACES,
    SOURCES,
    History,
    Job,
    Pair,
    Place,
    Right,
    Taking,
    Version,
)
from tests.policies.world import POLICY, Asked, Item, decide_one, reaches

PAIRS: Final = [(source, category) for source in (*SOURCES, "west") for category in CATEGORIES]
places = st.sampled_from(PLACES)
pairs = st.sampled_from(GIVABLE)
seen = {"permitted": 0, "states": 0}


def permitted(history: History, at: int, action: Action = Action.READ) -> dict[Right, Permit]:
    """Ask for every job that ever was, named or not, and every pair, listed or not."""
    found: dict[Right, Permit] = {}
    consent = history.consent()
    for job in history.jobs:
        facts = history.facts(job, at, consent)
        answers = decide(POLICY, Question(action, Purpose.COORDINATE_PLANS), facts, PAIRS)
        for (source, category), answer in zip(PAIRS, answers, strict=True):
            if isinstance(answer, Permit):
                found[(*job.place, job.key, source, category)] = answer
    return found


class Case(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.history = History()

    @initialize(accepted=st.booleans())
    def everybody_is_named_and_works(self, accepted: bool) -> None:
        for place in PLACES:
            self.somebody_is_hired(place)
            self.somebody_takes_the_case_on(place)
        self.she_signs(set(PLACES), set(), set(GIVABLE), set(), (0, 60), covers_earlier=False)
        if accepted:
            self.a_unit_accepts(SOURCES[0])
            self.a_unit_accepts(SOURCES[1])

    def readable(self) -> set[Right]:
        return set(permitted(self.history, self.history.now))

    def lost_by(self, gone: set[Right], before: set[Right]) -> None:
        """I5-I7: exactly these are gone, at once; once more changes nothing."""
        assert self.readable() == before - gone

    @rule(steps=st.integers(1, 7))
    def time_passes(self, steps: int) -> None:
        self.history.now += steps

    @rule(place=places)
    def somebody_is_hired(self, place: Place) -> None:
        if self.history.job_at(place) is None:
            before = self.readable()
            job = Job(f"job-{len(self.history.jobs)}", place, self.history.now)
            self.history.jobs.append(job)
            assert self.readable() == before  # I9: hiring, or hiring again, opens nothing.

    @rule(place=places)
    def somebody_leaves(self, place: Place) -> None:
        if job := self.history.job_at(place):
            before = self.readable()
            job.ends = self.history.now
            self.lost_by({right for right in before if right[2] == job.key}, before)

    @rule(place=places)
    def somebody_takes_the_case_on(self, place: Place) -> None:
        self.history.takings.append(Taking(place, self.history.now))

    @rule(place=places)
    def somebody_is_taken_off(self, place: Place) -> None:
        before = self.readable()
        for taking in self.history.takings:
            if taking.place == place and taking.ends is None:
                taking.ends = self.history.now
        self.lost_by({right for right in before if right[:2] == place}, before)

    @rule(
        named=st.just(set(PLACES)) | st.sets(places, min_size=1),
        only_give=st.sets(places, max_size=1),
        rows=st.just(set(GIVABLE)) | st.sets(pairs, min_size=1),
        excepted=st.sets(st.tuples(pairs, places), max_size=1),
        span=st.tuples(st.sampled_from((0, 0, 0, 3)), st.sampled_from((9, 60))),
        covers_earlier=st.booleans(),
    )
    def she_signs(
        self,
        named: set[Place],
        only_give: set[Place],
        rows: set[Pair],
        excepted: set[tuple[Pair, Place]],
        span: tuple[int, int],
        covers_earlier: bool,
    ) -> None:
        jobs = {place: job for place in sorted(named) if (job := self.history.job_at(place))}
        number, now = len(self.history.versions) + 1, self.history.now
        version = Version(
            number,
            now,
            now + span[0],
            now + sum(span),
            jobs,
            named - only_give,
            rows,
            excepted,
            covers_earlier=covers_earlier,
        )
        self.history.sign(version)

    @precondition(lambda self: self.history.versions)
    @rule(unit=st.sampled_from(SOURCES[:2]))
    def a_unit_accepts(self, unit: str) -> None:
        version, before = self.history.versions[-1], self.readable()
        version.accepted_rows |= {pair for pair in version.rows if pair[0] == unit}
        keys = {(version.jobs[place].key, pair) for place, pair in version.lines()}
        version.accepted_lines |= {key for key in keys if key[1][0] == unit}
        assert all(right[3] == unit for right in self.readable() - before)  # I13

    @precondition(lambda self: self.history.versions)
    @rule(pair=pairs)
    def a_unit_declines(self, pair: Pair) -> None:
        before = self.readable()
        self.history.versions[-1].declined_rows.add(pair)
        self.lost_by({right for right in before if right[3:] == pair and right[1] != right[3]}, before)

    @precondition(lambda self: self.history.versions)
    @rule(place=places)
    def she_takes_back_a_person(self, place: Place) -> None:
        before = self.readable()
        self.history.versions[-1].persons_gone.add(place)
        self.lost_by({right for right in before if right[:2] == place}, before)

    @precondition(lambda self: self.history.versions)
    @rule(pair=pairs)
    def she_takes_back_a_row(self, pair: Pair) -> None:
        before = self.readable()
        self.history.versions[-1].rows_gone.add(pair)
        self.lost_by({right for right in before if right[3:] == pair and right[1] != right[3]}, before)

    @precondition(lambda self: self.history.versions)
    @rule()
    def she_takes_back_everything(self) -> None:
        before = self.readable()
        self.history.versions[-1].withdrawn = True
        self.lost_by(before, before)

    @rule()
    def her_case_is_restricted_for_a_while(self) -> None:
        before = permitted(self.history, self.history.now)
        self.history.restricted = True
        assert not self.readable()  # I11
        self.history.restricted = False
        assert permitted(self.history, self.history.now) == before  # I12

    @rule(pair=pairs)
    def something_is_written(self, pair: Pair) -> None:
        writers = {right for right in self.history.writing() if right[3:] == pair}
        assert {
            right for right in permitted(self.history, self.history.now, Action.WRITE) if right[3:] == pair
        } == writers
        if writers or pair[0] == PARTICIPANT_SOURCE:
            before, version = permitted(self.history, self.history.now), len(self.history.versions)
            basis = version if writers else None
            self.history.items.append(Item(self.history.now, basis, *pair))
            assert permitted(self.history, self.history.now) == before  # I15

    @invariant()
    def exactly_what_the_story_says_is_permitted(self) -> None:
        """I1-I4, I8, I10: at this instant and at every boundary of the version that governs."""
        version = self.history.governing
        near = (version.begins, version.ends) if version else ()
        for at in {self.history.now, *near, *(instant - 1 for instant in near)}:
            if at >= self.history.now:  # What has been cannot be asked any more.
                found = permitted(self.history, at)
                assert set(found) == self.history.reading(at)
                seen["permitted"] += len(found)
                seen["states"] += bool(found)
                if at == self.history.now:
                    self.items_open_no_older_than_her_line(found)

    def items_open_no_older_than_her_line(self, found: dict[Right, Permit]) -> None:
        """R8, for every item that was ever written."""
        version = self.history.governing
        for right, permit in found.items():
            since = version.since.get((right[2], (right[3], right[4]))) if version else None
            for item in self.history.items:
                if version is not None and right[3:] == (item.source, item.category):
                    young = since is not None and item.first_written >= since
                    assert reaches(permit, item) is (right[1] == right[3] or young or version.covers_earlier)

    @invariant()
    def one_part_exchanged_is_refused(self) -> None:
        """I2: a permitted question with another officer, unit, job, participant or purpose in it is refused."""
        for officer, unit, key, source, category in sorted(self.history.reading(self.history.now))[::5]:
            job = next(each for each in self.history.jobs if each.key == key)
            facts = self.history.facts(job, self.history.now, self.history.consent())
            question = Asked(Action.READ, source, category, Purpose.COORDINATE_PLANS)
            assert isinstance(decide_one(POLICY, question, facts), Permit)
            for other in ({"officer": "otto"}, {"unit": "west"}, {"employment": None}, {"kind": "participant"}):
                exchanged = replace(facts, reader=replace(facts.reader, **other))
                assert not isinstance(decide_one(POLICY, question, exchanged), Permit), (officer, unit, other)
            assert not isinstance(decide_one(POLICY, replace(question, purpose=Purpose.FOLLOW_UP), facts), Permit)


def test_the_story_decides() -> None:
    seen.update(permitted=0, states=0)
    run_state_machine_as_test(
        Case,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
    # A property that meets nothing permitted proves nothing.
    assert seen["states"] > 500
    assert seen["permitted"] > 2_000
