"""What stands in clear beside sealed bytes, rewritten by somebody who may write to the database: nothing opens (T5).

Who rewrites a row's frame is refused at the read; who moves its head along is found by the check of the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import pytest
from sqlalchemy import Table, select, update

from hub.access_log.reader import record_heads
from hub.access_log.reader.findings import Finding
from hub.access_log.reader.verifying import verify
from hub.access_log.sealer import seal_pending
from hub.cases import saving
from hub.cases.tables import report, report_answer
from hub.cli.sealed_records import sealed_records
from hub.consents.tables import document
from hub.grants.tables import acceptance
from hub.participants.tables import identity
from hub.plans.tables import item
from hub.store.tables import record_head
from tests.attacks.scene import Scene, made, play
from tests.cases.agreeing import agree
from tests.cast import DAY, World
from tests.consents import story

TELLS: Final = ("AF Rehabteam", "C04")  # the mark of what Fia reads of Arvid's
LATER: Final = 4_000_000_000_000_000  # within every line's reach; what is moved out of reach is not opened at all


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One column of one row, what is put there, and who would read it where."""

    table: Table
    column: str
    value: Callable[[Scene], Any]
    reader: str
    path: Callable[[Scene], str]

    def __str__(self) -> str:
        return f"{self.table.name}.{self.column}"


def _case(scene: Scene) -> str:
    return f"/cases/{scene.who.case}"


def _reports(scene: Scene) -> str:
    return f"/cases/{scene.who.case}/reports"


def _consent(scene: Scene) -> str:
    return f"/consents/{scene.paper.id}"


REWRITINGS: Final = (
    Rewriting(item, "first_written", lambda _: LATER, "amir", _case),
    Rewriting(item, "basis_version", lambda _: None, "amir", _case),
    Rewriting(item, "plan_id", lambda scene: scene.ids["plan:rut"], "amir", _case),
    Rewriting(item, "kind", lambda _: "plan", "amir", _case),
    Rewriting(identity, "first_written", lambda _: LATER, "amir", _case),
    Rewriting(document, "first_written", lambda _: LATER, "amir", _consent),
    Rewriting(acceptance, "at", lambda _: LATER, "amir", _consent),
    Rewriting(report, "made_at", lambda _: LATER, "fia", _reports),
    Rewriting(report, "basis_version", lambda _: None, "fia", _reports),
    Rewriting(report, "item_id", lambda scene: scene.ids["activity:rut"], "fia", _reports),
    Rewriting(report_answer, "made_at", lambda _: LATER, "fia", _reports),
    Rewriting(report_answer, "basis_version", lambda _: None, "fia", _reports),
    Rewriting(report_answer, "outcome", lambda _: "corrected", "fia", _reports),
)


class Bench:
    """One case in which each sealed table holds a row, and what somebody with the database open can do to them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.scene = scene = play(world, "frame")
        answer = {"outcome": "stands", "text": "Det är bestämt."}
        made(world.api("fia").patch(f"/reports/{scene.ids['report:fia']}", answer))
        rows = {one["id"]: False for one in scene.paper.view["rows"] if one["source"] == world["arvid"].unit}
        declined = {"rows": rows, "reason": "Vi ger inte det här."}
        made(world.api("arvid").post(f"/consents/{scene.paper.id}/acceptances", declined))

    def record(self, table: Table) -> str:
        """Give the id of the table's row that is rewritten."""
        scene = self.scene
        if table is item:
            return scene.ids["activity:fia"]
        where = {
            identity: (identity.c.participant_id == scene.who.id, identity.c.category == "name"),
            document: (document.c.consent_id == scene.paper.id, document.c.part == "text"),
            acceptance: (acceptance.c.reason.is_not(None),),
            report: (report.c.id == scene.ids["report:fia"],),
            report_answer: (report_answer.c.report_id == scene.ids["report:fia"],),
        }[table]
        with self.world.store.read() as tx:
            return str(tx.execute(select(table.c.id).where(*where).order_by(table.c.id).limit(1)).scalar_one())

    def put(self, table: Table, column: str, value: Any, *, head: bool) -> Any:
        """Rewrite one column, and with `head` the row's head as the hub would; give what stood there."""
        record = self.record(table)
        with self.world.store.write() as tx:
            before = tx.execute(select(table.c[column]).where(table.c.id == record)).scalar_one()
            tx.execute(update(table).where(table.c.id == record).values({column: value}))
            if head:
                hers = (record_head.c.record_table == table.name, record_head.c.record_id == record)
                (digest,) = (one.ct_sha256 for one in sealed_records(tx) if (one.table, one.id) == (table.name, record))
                tx.execute(update(record_head).where(*hers).values(ct_sha256=digest))
        return before

    def opens(self, rewriting: Rewriting) -> bool:
        return self.world.api(rewriting.reader).get(rewriting.path(self.scene)).status == 200

    def found(self) -> list[Finding]:
        seal_pending(self.world.ground, reach=None)
        return verify(self.world.ground, lambda *_: None, records=sealed_records).found


_HASHES = (
    "store.sealing",
    "disclosure.door",
    "cli.sealed_records",
    "plans.begun",
    "plans.saving",
    "cases.report_answering",
)


def _frames_unbound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: as it was before, head and log hold the hash of the sealed bytes alone."""
    for module in _HASHES:
        monkeypatch.setattr(f"hub.{module}.head_hash", lambda sealed, *_: sha256(sealed).digest())


def _births_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: as it was before, nobody asks when the log first told of a record."""
    monkeypatch.setattr(record_heads, "_BORN_ELSE", "SELECT name, id FROM row WHERE 0")


def test_a_rewritten_frame_opens_nothing_and_is_found(world: World) -> None:
    """Each column by itself: the row alone is refused at the read; with its head it opens, and the log tells both."""
    bench = Bench(world)
    assert bench.found() == []
    for each in REWRITINGS:
        assert bench.opens(each), each
        where = f"record {each.table.name}/{bench.record(each.table)}"
        before = bench.put(each.table, each.column, each.value(bench.scene), head=False)
        assert before != each.value(bench.scene), each
        assert not bench.opens(each), each
        bench.put(each.table, each.column, each.value(bench.scene), head=True)
        both = [("record_changed", where), ("head_differs", where)]
        assert [(one.fault.value, one.where) for one in bench.found()] == both, each
        bench.put(each.table, each.column, before, head=True)
    assert bench.found() == []
    assert all(bench.opens(each) for each in REWRITINGS)
    for each in REWRITINGS:
        bench.put(each.table, each.column, each.value(bench.scene), head=False)
    assert {(one.fault.value, one.where) for one in bench.found()} == {
        ("record_changed", f"record {each.table.name}/{bench.record(each.table)}") for each in REWRITINGS
    }


def test_without_frames_in_the_hash_nothing_finds_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _frames_unbound(monkeypatch)
    _births_unknown(monkeypatch)
    bench = Bench(world)
    for each in REWRITINGS:
        bench.put(each.table, each.column, each.value(bench.scene), head=False)
    assert bench.found() == []


def _saved_over(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Bench, list[int]]:
    """Rewrite two frames just after the rows were read, and let the hub save both records anew; give the answers."""
    bench = Bench(world)
    draft = made(world.api("amir").post(f"{_case(bench.scene)}/consents", story.proposal(world)))["id"]
    presentation = f"/consents/{draft}/presentation"
    made(world.api("amir").post(presentation, {}))
    with world.store.write() as tx:
        tx.execute(update(document).where(document.c.consent_id == draft).values(first_written=LATER))
    check: Final = saving.checked_for_officers

    def meanwhile(*args: Any) -> Any:
        bench.put(item, "first_written", LATER, head=False)
        return check(*args)

    monkeypatch.setattr(saving, "checked_for_officers", meanwhile)
    answers = [
        world.api("fia").patch(f"/activities/{bench.record(item)}", {"version": 1, "title": "Nytt"}),
        world.api("amir").post(presentation, {}),
    ]
    return bench, [answer.status for answer in answers]


def test_the_next_save_takes_over_no_rewritten_frame(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be told to the log as genuine, and nothing would find it any more."""
    bench, answers = _saved_over(world, monkeypatch)
    assert not set(answers) & {200, 201}
    assert [one.fault.value for one in bench.found()] == ["record_changed"] * 2


def test_unchecked_it_would(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("hub.plans.saving", "hub.consents.documents"):
        monkeypatch.setattr(f"{module}.check_head", lambda *_: None)
    _entries_unasked(monkeypatch)
    _births_unknown(monkeypatch)
    bench, answers = _saved_over(world, monkeypatch)
    assert answers == [200, 200]
    assert bench.found() == []
    assert bench.put(item, "first_written", LATER, head=False) == LATER


def _entries_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a save go on whatever the entry says that the head names: the check of the log is tried by itself."""
    for module in ("hub.plans.saving", "hub.consents.documents"):
        monkeypatch.setattr(f"{module}.check_told", lambda *_, **__: None)


def _moved_along(world: World) -> list[str]:
    """Let an item be younger than it is, head and all, so that the next save tells the log so; give what is found."""
    bench = Bench(world)
    bench.put(item, "first_written", LATER, head=True)
    made(world.api("fia").patch(f"/activities/{bench.record(item)}", {"version": 1, "title": "Nytt"}))
    return [one.fault.value for one in bench.found()]


def test_a_head_that_was_moved_along_is_not_saved_over(world: World) -> None:
    bench = Bench(world)
    bench.put(item, "first_written", LATER, head=True)
    saved = world.api("fia").patch(f"/activities/{bench.record(item)}", {"version": 1, "title": "Nytt"})
    assert saved.status == 500


def test_what_began_later_than_the_log_tells_is_found_after_a_save_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _entries_unasked(monkeypatch)
    assert _moved_along(world) == ["record_changed"]


def test_with_births_unknown_it_would_not_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _births_unknown(monkeypatch)
    _entries_unasked(monkeypatch)
    assert _moved_along(world) == []


def _out_of_reach(world: World) -> Scene:
    """Sign anew a day later, by lines that do not cover what is earlier: Arvid's activity is out of Fia's reach."""
    scene = play(world, "earlier")
    world.clock.move(DAY)
    agree(world, scene.who, gives={"arvid": ("C04",), "fia": ("C04",)}, persons=("arvid", "fia"))
    answer = world.api("fia").get(_case(scene))
    assert answer.status == 200
    assert TELLS not in scene.found_in(answer.data)
    return scene


def _stretch(world: World, scene: Scene) -> set[tuple[str, str]]:
    """Let the activity be as new as the line; tell what Fia is shown then."""
    with world.store.write() as tx:
        tx.execute(update(item).where(item.c.id == scene.ids["activity:arvid"]).values(first_written=world.now))
    return scene.found_in(world.api("fia").get(_case(scene)).data)


def test_a_line_reaches_back_no_further(world: World) -> None:
    assert _stretch(world, _out_of_reach(world)) == set()


def test_without_frames_in_the_hash_it_would(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _frames_unbound(monkeypatch)
    assert TELLS in _stretch(world, _out_of_reach(world))
