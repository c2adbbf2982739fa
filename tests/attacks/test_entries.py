"""Whatever happens in a case, each decision stands in one entry, and deciding again gives what it says (I15-I17)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from hub.access_log.reader.parsing import Entry, parse
from hub.access_log.tables import log_entry
from hub.collisions.checking import CHECKER, check_case
from hub.disclosure import choosing
from hub.disclosure.entries import facts_digest
from hub.grants.loading import load_facts, lock
from hub.grants.tables import assignment
from hub.plans import saving
from hub.store.actor import Actor
from policies.decide import decide
from policies.decision import Permit
from policies.facts import Facts, Question
from policies.vocabulary import Outcome
from tests.attacks.scene import NAMED, SLOTS, Scene, as_dana, play
from tests.cast import DAY, Api, World
from tests.consents import story
from tests.databases import ONE_DATABASE

Step = Callable[["Story"], object]
# What an officer answered is told in the words of decisions, but is no answer of the rules.
_ANSWERS: Final = frozenset({"accepted", "accepted_by_saving", "declined"})
READERS: Final = (*NAMED, "otto", "cia", "dana")


class Story:
    """One case, the steps that happen in it, and after each a comparison of what was decided with what was logged."""

    def __init__(self, world: World, state: str) -> None:
        self.world = world
        self.scene: Scene = play(world, state)
        self.paper = self.scene.paper
        self.asked: list[tuple[tuple[Any, ...], tuple[Any, ...]]] = []
        self.compared = 0
        with as_dana(world, self.scene.who):
            self.actors = [*map(world.actor, READERS), CHECKER]

    def api(self, name: str) -> Api:
        return self.world.api(name)

    def facts(self, actor: Actor) -> Facts:
        with self.world.store.write() as tx:  # the lock is what a change takes
            locked = lock(tx, self.world.ground, case_id=self.scene.who.case, actor=actor)
            assert locked is not None
            return load_facts(tx, self.world.ground, locked=locked, actor=actor)

    def entries(self, since: int, known: set[str]) -> list[Entry]:
        """Return the entries from the moment `since` on that are not `known`: a log of hundreds of stories is long."""
        with self.world.store.read() as tx:
            rows = tx.execute(select(log_entry.c.id, log_entry.c.body).where(log_entry.c.at >= since)).all()
        return [parse(row.body) for row in rows if row.id not in known]

    def all_facts(self) -> dict[str, Facts]:
        return {facts_digest(found): found for found in map(self.facts, self.actors)}

    def run(self, step: Step) -> None:
        since = self.world.now
        known = {entry.id for entry in self.entries(since, set())}
        before = self.all_facts()
        self.asked.clear()
        with as_dana(self.world, self.scene.who):
            step(self)
            told = self.entries(since, known)
            # Who acts for a unit acts for its authority too (C.2), by whatever act.
            assert {entry.act for entry in told if entry.unit is not None and entry.auth is None} == set()
            # Rows change inside an act, so an entry rests on what stood before it or on what stood after.
            facts = before | self.all_facts()
        self.replay(told, facts)
        self.each_in_one(told)

    def replay(self, told: list[Entry], facts: dict[str, Facts]) -> None:
        """I17: the entry names its facts, and from them each of its decisions comes out again."""
        for entry in told:
            if entry.case != self.scene.who.case:
                continue
            if entry.facts is None:
                assert not {d.rule for d in entry.decisions} - _ANSWERS, entry
                continue
            assert entry.facts in facts, f"{entry.act}: no such facts"
            assert entry.policy == self.world.ground.policy.digest
            for decision in entry.decisions:
                if decision.rule in _ANSWERS:
                    continue
                asked, pair = Question(entry.act.value, entry.purpose), (decision.source or None, decision.category)
                (answer,) = decide(self.world.ground.policy, asked, facts[entry.facts], [pair])
                again = answer.rule if isinstance(answer, Permit) else answer.reason.value
                outcome = Outcome.PERMITTED if isinstance(answer, Permit) else Outcome.REFUSED
                assert (outcome.value, again) == (decision.outcome, decision.rule), (entry.act, decision)
                self.compared += 1

    def each_in_one(self, told: list[Entry]) -> None:
        """I16: each asking of the door stands in exactly one entry, with all that was decided."""
        logged = [tuple((d.source, d.category, d.rule) for d in entry.decisions) for entry in told]
        for pairs, answers in self.asked:
            rules = [answer.rule if isinstance(answer, Permit) else answer.reason.value for answer in answers]
            wanted = tuple((source, category, rule) for (source, category), rule in zip(pairs, rules, strict=True))
            if wanted in logged:
                logged.remove(wanted)
                continue
            # A list leaves out what may not be shown, and of that nobody learns: there is nothing to log.
            assert not any(isinstance(answer, Permit) for answer in answers), wanted

    def version(self) -> None:
        """Sign the next version, and let it be answered by some."""
        self.paper = story.signed(self.world, named=NAMED)


def _read(name: str) -> Step:
    def step(now: Story) -> object:
        case = now.scene.who.case
        return now.api(name).get("/me/case" if name == "dana" else f"/cases/{case}")

    return step


def _detach(now: Story) -> None:
    with now.world.store.write() as tx:
        hers = (assignment.c.case_id == now.scene.who.case, assignment.c.officer_id == now.world["rut"].officer)
        tx.execute(update(assignment).where(*hers, assignment.c.ends.is_(None)).values(ends=now.world.now))


def _answer(name: str, *, yes: bool) -> Step:
    def step(now: Story) -> object:
        unit = now.world[name].unit
        rows = {row["id"]: yes for row in now.paper.view["rows"] if row["source"] == unit}
        return now.api(name).post(f"/consents/{now.paper.id}/acceptances", {"take_on": True, "rows": rows})

    return step


STEPS: Final[dict[str, Step]] = {
    **{f"{name} reads": _read(name) for name in READERS},
    **{f"{name} accepts": _answer(name, yes=True) for name in ("fia", "arvid", "rut")},
    "arvid declines": _answer("arvid", yes=False),
    "fia lists": lambda now: now.api("fia").get("/cases"),
    "amir lists": lambda now: now.api("amir").get("/cases"),
    "fia looks at the consent": lambda now: now.api("fia").get(f"/consents/{now.paper.id}"),
    "fia writes": lambda now: now.api("fia").post(
        f"/plans/{now.scene.ids['plan:fia']}/activities", {"type": "studies", "slots": SLOTS}
    ),
    "fia changes": lambda now: now.api("fia").patch(
        f"/activities/{now.scene.ids['activity:fia']}", {"version": 1, "title": "Ny"}
    ),
    "dana writes": lambda now: now.api("dana").put("/me/goal", {"text": "Mål"}),
    "dana takes back a row": lambda now: now.api("dana").post(
        f"/consents/{now.paper.id}/withdrawals", {"category": "C04"}
    ),
    "dana takes back a person": lambda now: now.api("dana").post(
        f"/consents/{now.paper.id}/withdrawals", {"person": now.world["arvid"].officer}
    ),
    "dana takes back everything": lambda now: now.api("dana").post(
        f"/consents/{now.paper.id}/withdrawals", {"whole": True}
    ),
    "a new version is signed": Story.version,
    "rut is detached": _detach,
    "a day passes": lambda now: now.world.clock.move(DAY),
    "the collisions are checked": lambda now: check_case(now.world.ground, now.scene.who.case, at=now.world.now),
}


@contextmanager
def recorded(story_: Story) -> Iterator[None]:
    """Note every asking of the rules by the door."""
    ask = decide

    def noted(policy: Any, question: Any, facts: Facts, pairs: Any) -> Any:
        answers = ask(policy, question, facts, pairs)
        story_.asked.append((tuple(pairs), answers))
        return answers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "decide", noted)
        yield


def tell(world: World, steps: list[str]) -> None:
    """Let the steps happen one after the other, then let everybody read."""
    now = Story(world, f"story {world.now} {len(world.participants)} {steps}")
    with recorded(now):
        for step in [*steps, *(f"{name} reads" for name in READERS)]:
            now.run(STEPS[step])
    assert now.compared > len(READERS)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a history that fails is short enough to be read
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=6, max_size=12))
def test_each_decision_stands_in_one_entry_and_comes_out_again(world: World, steps: list[str]) -> None:
    tell(world, steps)


@pytest.mark.parametrize("guard", ["facts", "decisions"])
def test_the_replay_finds_an_entry_that_says_something_else(
    world: World, guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard off: an entry with other facts, or without one of its decisions, is found."""
    now = Story(world, "replay")
    if guard == "facts":
        monkeypatch.setattr("hub.disclosure.entries.facts_digest", lambda _: "0" * 64)
    else:
        choose = choosing.choose

        def forgetful(*given_: Any, **named: Any) -> Any:
            choice = choose(*given_, **named)
            return choosing.Choice(choice.permits, choice.decisions[:-1], choice.rows, choice.incomplete)

        monkeypatch.setattr("hub.disclosure.deciding.choose", forgetful)
    with recorded(now), pytest.raises(AssertionError):
        now.run(STEPS["fia reads"])


def seen_before_and_after(world: World, scene: Scene) -> tuple[dict[str, set[str]], dict[str, set[str]], str]:
    """Let Fia add an activity; give which items each could read before and after it, and its id."""

    def seen() -> dict[str, set[str]]:
        found = {}
        for name in (*NAMED, "otto", "cia"):
            answer = world.api(name).get(f"/cases/{scene.who.case}")
            plans = answer.json["plans"] if answer.status == 200 else []
            found[name] = {item["id"] for plan in plans for item in plan["items"]}
        return found

    before = seen()
    item = {"type": "studies", "title": "Ny", "slots": SLOTS}
    added = world.api("fia").post(f"/plans/{scene.ids['plan:fia']}/activities", item).json["id"]
    return before, seen(), added


def test_a_write_changes_nothing_that_others_read_but_what_was_written(world: World) -> None:
    """I15, through the API: the same items as before, and for who has the line the new one."""
    before, after, added = seen_before_and_after(world, play(world, "write"))
    assert after == {name: ids | ({added} if name in {"fia", "amir"} else set()) for name, ids in before.items()}


@ONE_DATABASE
def test_what_is_written_as_anothers_would_be_read_by_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: an item is of the source that its writer names, not of her own unit."""
    scene, store, arvids = play(world, "write"), saving.store_new, world.units["AF Rehabteam"]

    def as_arvids(tx: Any, ground: Any, facts: Facts, items: Any) -> Any:
        return store(tx, ground, facts, [replace(one, source=arvids) for one in items])

    monkeypatch.setattr(saving, "store_new", as_arvids)
    before, after, added = seen_before_and_after(world, scene)
    assert after["arvid"] == before["arvid"] | {added}
