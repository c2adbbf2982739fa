"""Where somebody is spared the work, the log or the count for what is not there, the oracle of test_oracle tells.

Guards off, one by one: each is put in the place of what does the same for what is there and for what is not.
"""

from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from hub.cases import importing, showing
from hub.disclosure.permitting import refuse, require
from hub.grants import asking
from hub.grants.asking import more_facts
from hub.participants import registering
from hub.participants.tables import participant, unit_todo
from hub.plans.gathering import Gathered, gather
from hub.signin import signing_in, starting
from hub.signin.looking_up import session_id
from hub.signin.tables import link
from hub.store import row_marks, row_seals
from hub.store.errors import Conflict, NotShown
from hub.store.ground import Ground
from hub.web import admission
from policies.vocabulary import Action
from tests.attacks import test_oracle as oracle
from tests.attacks.addresses import all_addresses
from tests.attacks.scene import Scene
from tests.attacks.test_oracle import REVIEWERS_WAYS, STRANGE, asked_strangely, scenes, taking_ids, told_apart, unequal
from tests.cast import API, World
from tests.databases import ONE_DATABASE

__all__ = ["scenes"]
pytestmark = ONE_DATABASE


def _refuse_misshaped(parts: dict[str, object]) -> None:
    if not admission.is_an_address(parts):
        raise NotShown


def test_the_oracle_sees_a_shape_that_is_refused_early(
    world: World, scenes: dict[str, Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever refuses by the shape alone spares the log and the count."""
    monkeypatch.setattr(admission, "_replace_misshaped", _refuse_misshaped)
    case = next(address for address in taking_ids(world) if address.rule == f"{API}/cases/<case_id>")
    assert len(told_apart(world, scenes["active"], [("otto", case, shape) for shape in STRANGE])) == len(STRANGE)


@pytest.mark.parametrize(("role", "path"), [("fia", "/cases/<id>"), ("fia", "/arenden/<id>")])
def test_strange_ids_would_be_tried_without_end(
    world: World, monkeypatch: pytest.MonkeyPatch, role: str, path: str
) -> None:
    monkeypatch.setattr(admission, "_replace_misshaped", _refuse_misshaped)
    assert asked_strangely(world, role, path) == ({404}, 0, {404})


def test_the_oracle_sees_work_that_is_spared(
    world: World, scenes: dict[str, Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever answers an absent case before the door spares the log, and tells."""

    def hasty(*given: Any, **named: Any) -> Gathered:
        found = gather(*given, **named)
        if found.case is None:
            raise NotShown
        return found

    monkeypatch.setattr(showing, "gather", hasty)
    case = [address for address in all_addresses(world) if address.rule == f"{API}/cases/<case_id>"]
    assert unequal(world, scenes, "otto", "active", case)


def test_it_sees_a_number_that_is_looked_for_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_first(tx: Connection, ground: Ground, added: str, *, unit: str, index: bytes | None, at: int) -> None:
        """Put a row with the number where nobody has it, else one without, and say so to the unit."""
        has_it = (participant.c.unit_id == unit, participant.c.number_index == index)
        known = index is not None and tx.execute(select(participant.c.id).where(*has_it)).first() is not None
        seal = row_seals.seal_of(ground, participant.name, {"id": added, "unit_id": unit})
        row = {"id": added, "registered_at": at, "unit_id": unit, "seal": seal}
        tx.execute(insert(participant), {**row, "number_index": None if known else index})
        row_marks.written(tx, participant.name, added, seal=seal)
        if known:
            todo = {"id": added, "unit_id": unit, "participant_id": added, "kind": registering.TODO_KNOWN, "at": at}
            tx.execute(insert(unit_todo), todo)

    monkeypatch.setattr(registering, "_insert", look_first)
    known, new, _ = oracle.registered(world)
    assert known[0].statements != new[0].statements


def test_it_sees_a_number_that_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a plain unique number would: the same row twice is refused."""
    plain = {name: insert(participant) for name in registering._WITH_INDEX}
    monkeypatch.setattr(registering, "_WITH_INDEX", plain)
    known, new, _ = oracle.registered(world)
    assert known[1] != new[1] == 201


def test_it_sees_a_name_of_nobody_that_leaves_no_entry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tell = signing_in._log_failure

    def of_somebody(tx: Connection, ground: Ground, found: Any, *rest: Any, **more: Any) -> None:
        if found is not None:
            tell(tx, ground, found, *rest, **more)

    monkeypatch.setattr(signing_in, "_log_failure", of_somebody)
    hers, nobodys, _ = oracle.signed_in_wrongly(world)
    assert hers != nobodys


def test_it_sees_a_link_that_is_told_to_have_been_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use = starting.use_link

    def tells(tx: Connection, ground: Ground, secret: str, *rest: Any, **more: Any) -> Any:
        was = select(link.c.used_at).where(link.c.id == session_id(secret))
        if tx.execute(was).scalar_one_or_none() is not None:
            raise Conflict("link_used", "Länken har använts.")
        return use(tx, ground, secret, *rest, **more)

    monkeypatch.setattr(starting, "use_link", tells)
    used, never = oracle.told_of_links(world)
    assert (used[0], never[0]) == (409, 401)


def test_it_sees_a_number_in_a_file_that_spares_the_work(
    world: World, scenes: dict[str, Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(tx: Connection, ground: Ground, actor: Any, *, case_id: str | None, **what: Any) -> Any:
        if case_id is None:
            with ground.store.read() as reading:
                raise refuse(ground, actor, at=ground.clock.now(reading), action=Action.IMPORT)
        return require(tx, ground, actor, case_id=case_id, **what)

    monkeypatch.setattr(importing, "require", hasty)
    real, absent_one = oracle.told_of_numbers_in_a_file(world, scenes)
    assert real[:2] == absent_one[:2]
    assert real[2] != absent_one[2]


@pytest.mark.parametrize("path", REVIEWERS_WAYS)
def test_it_sees_a_reviewers_number_that_spares_the_work(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def of_a_case(*given: Any, facts: Any, **more: Any) -> Any:
        return more_facts(*given, facts=facts, **more) if facts is not None else None

    monkeypatch.setattr(asking, "more_facts", of_a_case)
    others, nobodys = oracle.tried_by_a_reviewer(world, path)
    assert others[:2] == nobodys[:2]
    assert others[2] != nobodys[2]
