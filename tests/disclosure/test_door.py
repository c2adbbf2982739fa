"""The door on a real case: decided, logged, committed, and only then opened; each way in which it stays shut."""

from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import delete, update

from hub.access_log.reader.parsing import Entry
from hub.cases.showing import open_case
from hub.disclosure.choosing import GATE
from hub.disclosure.deciding import decide_read
from hub.disclosure.door import _opened, disclose, disclose_list
from hub.disclosure.records import Asked, CaseRef, Disclosure
from hub.grants import loading
from hub.grants.tables import consent, consent_line, consent_person
from hub.plans.gathering import gather
from hub.store import key_store
from hub.store.actor import Actor, ActorKind
from hub.store.errors import Invalid, NotShown, TooMany
from hub.store.heads import head_hash
from hub.store.key_tables import wrapped_key
from hub.store.sealing import ring_for
from keys.errors import KeyMissing, Tampered
from keys.keyring import DATA
from keys.sealed import Label
from keys.sealing import seal_record
from policies.vocabulary import Action, Outcome, Purpose
from tests.attacks.scene import NAME, NAMED, Scene, made, play
from tests.cast import World
from tests.log_entries import entries
from tests.rewriting import rewrite

TWO: Final = "coordinate_plans follow_up"


@pytest.fixture
def scene(world: World) -> Scene:
    return play(world, "door")


def with_two_purposes(world: World, state: str) -> Scene:
    scene = play(world, state)
    rewrite(world, update(consent).where(consent.c.id == scene.paper.id).values(purposes=TWO))
    return scene


def asking(world: World, name: str, case: str | None, **more: Any) -> Disclosure:
    gathered = gather(world.ground, world.actor(name), case_id=case or "0" * 32)
    asked: Any = {"action": Action.READ, "rows": gathered.rows, "whole": True} | more
    return disclose(world.ground, Asked(world.actor(name), gathered.case, **asked))


def told_by(world: World, name: str, case: str | None, **more: Any) -> tuple[Exception, Entry]:
    """Ask for what is refused; give the refusal and the one entry that it left."""
    before = entries(world)
    with pytest.raises((NotShown, Invalid, TooMany)) as refused:
        asking(world, name, case, **more)
    (new,) = [entry for key, entry in entries(world).items() if key not in before]
    return refused.value, new


def test_what_opens_stands_in_one_entry(world: World, scene: Scene) -> None:
    before = entries(world)
    opened = asking(world, "fia", scene.who.case)
    (told,) = [entry for key, entry in entries(world).items() if key not in before]
    assert opened.receipt.entry in entries(world)
    assert (told.act, told.outcome.value, told.reason) == (Action.READ, "permitted", None)
    assert (told.case, told.subj, told.purpose) == (scene.who.case, scene.who.id, "coordinate_plans")
    assert told.auth is not None
    assert told.n == len(opened.opened) > 3
    permitted = {(one.source, one.category) for one in told.decisions if one.outcome == Outcome.PERMITTED.value}
    assert permitted == set(opened.permits) >= {GATE, (world["fia"].unit, "C04")}
    assert opened.facts.consent is not None
    assert (opened.at, opened.facts.consent.version) == (world.now, 1)
    assert scene.marks[NAME] in str([one.fields for one in opened.opened])


@pytest.mark.parametrize("name", ["otto", "dora", "cia"])
def test_who_is_not_named_leaves_a_refusal_and_no_word(world: World, scene: Scene, name: str) -> None:
    refused, told = told_by(world, name, scene.who.case)
    assert type(refused) is NotShown
    assert (told.outcome.value, told.n, told.case, told.reason) == ("refused", 0, scene.who.case, None)


def test_a_case_that_is_not_there_leaves_a_refusal_too(world: World, scene: Scene) -> None:
    refused, told = told_by(world, "fia", None)
    assert type(refused) is NotShown
    assert (told.outcome.value, told.n, told.case, told.subj, told.decisions) == ("refused", 0, None, None, ())


def test_refusals_are_counted_and_then_too_many(world: World, scene: Scene) -> None:
    actor = world.actor("otto")
    for _ in range(60):
        with pytest.raises(NotShown):
            disclose(world.ground, Asked(actor, None, Action.READ, ()))
    with pytest.raises(TooMany):
        disclose(world.ground, Asked(actor, None, Action.READ, ()))


def test_one_of_several_purposes_is_chosen_not_guessed(world: World) -> None:
    scene = with_two_purposes(world, "two")
    refused, told = told_by(world, "fia", scene.who.case)
    assert isinstance(refused, Invalid)
    assert refused.errors == {"purpose": ["Medgivandet har flera syften. Ange vilket du läser för."]}
    assert (told.outcome.value, told.reason, told.n) == ("refused", "purpose_missing", 0)
    opened = asking(world, "fia", scene.who.case, purpose="follow_up")
    assert opened.opened
    assert entries(world)[opened.receipt.entry].purpose == "follow_up"


def test_a_purpose_that_she_did_not_sign_opens_nothing(world: World, scene: Scene) -> None:
    for name in NAMED:
        refused, told = told_by(world, name, scene.who.case, purpose=Purpose.FOLLOW_UP.value)
        assert isinstance(refused, Invalid)
        assert refused.errors == {"purpose": ["Medgivandet har inte det syftet. Välj ett som det har."]}
        assert (told.outcome.value, told.reason, told.n) == ("refused", "purpose_strange", 0)


def test_she_needs_no_purpose_for_her_own(world: World) -> None:
    scene = with_two_purposes(world, "hers")
    world.participants["dana"] = scene.who
    opened = asking(world, "dana", scene.who.case)
    assert len(opened.opened) > len(NAMED)
    assert not opened.incomplete


def test_a_purpose_is_no_question_to_her(world: World, scene: Scene) -> None:
    world.participants["dana"] = scene.who
    assert asking(world, "dana", scene.who.case, purpose=Purpose.JOINT_DECISION.value).opened


def test_before_a_signature_there_is_no_purpose_to_choose(world: World) -> None:
    new = world.add_participant("Ny Demosson")
    gathered = gather(world.ground, world.actor("amir"), case_id=new.case)
    rows = [row for row in gathered.rows if row.category == "name"]
    for purpose in (None, Purpose.FOLLOW_UP.value):
        opened = asking(world, "amir", new.case, rows=rows, purpose=purpose)
        assert [one.category for one in opened.opened] == ["name"]
        assert opened.facts.consent is None


def test_who_is_refused_altogether_learns_nothing_of_purposes(world: World, scene: Scene) -> None:
    refused, told = told_by(world, "otto", scene.who.case, purpose=Purpose.FOLLOW_UP.value)
    assert type(refused) is NotShown
    assert told.reason is None


def test_who_reads_only_her_own_units_part_chooses_no_purpose(world: World) -> None:
    scene = with_two_purposes(world, "alone")
    hers = (consent_line.c.consent_id == scene.paper.id, consent_line.c.officer_id == world["rut"].officer)
    rewrite(world, update(consent_line).where(*hers).values(withdrawn_at=world.now))
    opened = asking(world, "rut", scene.who.case)
    assert {one.source for one in opened.opened if one.category != "name"} == {world["rut"].unit}


def test_what_is_not_asked_for_is_not_missing(world: World, scene: Scene) -> None:
    opened = asking(world, "fia", scene.who.case, rows=(), whole=False)
    assert (opened.opened, opened.incomplete, set(opened.permits)) == ((), False, {GATE})
    assert asking(world, "fia", scene.who.case).incomplete


def test_without_her_key_nothing_opens_but_the_entry_stands(world: World, scene: Scene) -> None:
    with world.ground.key_store.write() as tx:
        tx.execute(delete(wrapped_key).where(wrapped_key.c.participant_id == scene.who.id))
    before = entries(world)
    with pytest.raises(KeyMissing):
        asking(world, "fia", scene.who.case)
    assert [one.outcome.value for key, one in entries(world).items() if key not in before] == ["permitted"]
    assert asking(world, "fia", scene.who.case, rows=(), whole=False).opened == ()


def test_another_participants_key_opens_nothing(world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    other = key_store.fetch(world.ground, world.dana.id, "data")
    monkeypatch.setattr(key_store, "fetch", lambda *_: other)
    with pytest.raises(Tampered, match="another participant"):
        asking(world, "fia", scene.who.case)


@pytest.mark.parametrize("what", [{"head_version": 9}, {"head_sha256": b"0" * 32}, {"head_sha256": None}])
def test_a_record_that_its_head_does_not_stand_for_opens_nothing(
    world: World, scene: Scene, what: dict[str, Any]
) -> None:
    gathered = gather(world.ground, world.actor("fia"), case_id=scene.who.case)
    rows = [row._replace(**what) for row in gathered.rows]
    with pytest.raises(Tampered, match="head row"):
        asking(world, "fia", scene.who.case, rows=rows)


def test_the_order_of_the_rows_is_kept(world: World, scene: Scene) -> None:
    gathered, opened = open_case(world.ground, world.actor("amir"), case_id=scene.who.case, purpose=None)
    wanted = [row.record for row in gathered.rows]
    found = [one.record for one in opened.opened]
    assert found == [record for record in wanted if record in set(found)]
    assert len(found) == len(set(found)) > 4


def test_a_list_leaves_an_entry_for_each_case_that_it_shows(world: World, scene: Scene) -> None:
    other = play(world, "other")
    # Fia's part in the other case has never been.
    hers = (consent_person.c.consent_id == other.paper.id, consent_person.c.officer_id == world["fia"].officer)
    rewrite(world, update(consent_person).where(*hers).values(withdrawn_at=world.now))
    before = entries(world)
    actor = world.actor("fia")
    cases = []
    for each in (other, scene):
        gathered = gather(world.ground, world.actor("amir"), case_id=each.who.case)
        assert gathered.case is not None
        named = [row for row in gathered.rows if row.category == "name"]
        cases.append(Asked(actor, gathered.case, Action.LIST, named))
    shown = disclose_list(world.ground, cases)
    assert [(one.case.id, len(one.opened)) for one in shown] == [(scene.who.case, 1)]
    new = {key: one for key, one in entries(world).items() if key not in before}
    assert [(one.case, one.act, one.n) for one in new.values()] == [(scene.who.case, Action.LIST, 1)]
    assert [one.receipt.entry for one in shown] == list(new)


def test_a_list_asks_whole_for_what_is_wanted_whole_and_hides_nothing_behind_what_is_damaged(
    world: World, scene: Scene
) -> None:
    other, fia, cases = play(world, "beside"), world.actor("fia"), []
    for each in (scene, other):
        gathered = gather(world.ground, fia, case_id=each.who.case)
        assert gathered.case is not None
        named = [row for row in gathered.rows if row.category == "name"]
        cases.append(Asked(fia, gathered.case, Action.LIST, named, whole=each is scene))
    permits = {one.case.id: set(one.permits) for one in disclose_list(world.ground, cases)}
    assert permits[scene.who.case] > {GATE}
    assert permits[other.who.case] == {GATE}
    damaged = replace(cases[0], rows=[row._replace(head_version=99) for row in cases[0].rows], whole=False)
    shown = disclose_list(world.ground, [damaged, cases[1]])
    assert {one.case.id: len(one.opened) for one in shown} == {scene.who.case: 0, other.who.case: 1}


def test_a_list_locks_its_cases_in_the_order_of_their_ids(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As each who holds several does: two in different orders would wait for each other."""
    cases, held = [CaseRef(f"{n}" * 32, scene.who.id, "SK") for n in (2, 3, 1)], []

    def lock(*given: Any, case_id: str, **named: Any) -> loading.Locked | None:
        held.append(case_id[0])
        return real(*given, case_id=case_id, **named)

    real = loading.lock
    monkeypatch.setattr(loading, "lock", lock)
    fia = world.actor("fia")
    assert disclose_list(world.ground, [Asked(fia, one, Action.LIST, ()) for one in cases]) == []
    assert held == ["1", "2", "3"]


def test_a_line_that_no_act_drew_opens_nothing(world: World, scene: Scene) -> None:
    hers = (consent_line.c.consent_id == scene.paper.id, consent_line.c.officer_id == world["fia"].officer)
    with world.store.write() as tx:
        tx.execute(update(consent_line).where(*hers).values(covers_earlier=True))
    with pytest.raises(Tampered, match="not the one that was signed"):
        asking(world, "fia", scene.who.case)
    assert asking(world, "rut", scene.who.case).opened, "what is not hers says nothing about others"


def test_a_field_that_holds_two_values_is_none(world: World, scene: Scene) -> None:
    """Whoever could seal would else move what stands in one field into the next."""
    gathered = gather(world.ground, world.actor("fia"), case_id=scene.who.case)
    (name,) = (row for row in gathered.rows if row.category == "name")
    ring = ring_for(world.ground, scene.who.id)
    two = seal_record(ring, Label._make(name[:5]), [(column, b'"a","b"') for column in name.columns])
    frame = (name.first_written, name.basis_version, name.kind, name.group)
    forged = name._replace(sealed=two, head_sha256=head_hash(two, *frame))
    with pytest.raises(Tampered, match="not one value"):
        asking(world, "fia", scene.who.case, rows=(forged,))


def test_the_door_builds_the_label_from_its_own_participant(world: World, scene: Scene) -> None:
    """What a row says of its owner is not asked: another's record under this case does not open."""
    other = play(world, "theirs")
    theirs = gather(world.ground, world.actor("amir"), case_id=other.who.case)
    mine = gather(world.ground, world.actor("amir"), case_id=scene.who.case)
    assert mine.case is not None
    with pytest.raises(Tampered):
        disclose(world.ground, Asked(world.actor("amir"), mine.case, Action.READ, theirs.rows, whole=True))


def test_a_machine_reads_nothing_by_reading(world: World, scene: Scene) -> None:
    machine = Actor(ActorKind.SYSTEM, "system:collision_check")
    gathered = gather(world.ground, world.actor("amir"), case_id=scene.who.case)
    with pytest.raises(NotShown):
        disclose(world.ground, Asked(machine, gathered.case, Action.READ, gathered.rows))


def test_somebody_elses_session_is_not_hers(world: World, scene: Scene) -> None:
    forged = replace(world.actor("otto"), unit=world["fia"].unit)
    gathered = gather(world.ground, forged, case_id=scene.who.case)
    with pytest.raises(NotShown):
        disclose(world.ground, Asked(forged, gathered.case, Action.READ, gathered.rows))
    assert made(world.api("fia").get(f"/cases/{scene.who.case}"))["plans"]


def test_what_was_refused_does_not_open_by_a_way_that_forgot_it(world: World, scene: Scene) -> None:
    """The last step asks again, whoever calls it; what was permitted opens by the same call."""
    opened = asking(world, "fia", scene.who.case)
    gathered = gather(world.ground, world.actor("fia"), case_id=scene.who.case)
    assert gathered.case is not None
    wrapped = key_store.fetch(world.ground, gathered.case.participant, DATA)
    asked = Asked(world.actor("fia"), gathered.case, Action.READ, gathered.rows, whole=True)
    with world.store.write() as tx:
        decided = decide_read(tx, world.ground, asked)
    assert _opened(world.ground, decided, opened.receipt, wrapped).opened == opened.opened
    for forgotten in (replace(decided, refused=NotShown()), replace(decided, choice=None)):
        with pytest.raises(NotShown):
            _opened(world.ground, forgotten, opened.receipt, wrapped)
