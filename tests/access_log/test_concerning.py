"""Which units a case concerns, by entries of now and of a version that gave no tags."""

from dataclasses import replace

import pytest
from sqlalchemy import literal, select

from hub.access_log.reader import catch_up, concerned
from hub.access_log.sealer import seal_pending
from hub.store import entry_tags
from hub.store.ground import Ground
from tests.access_log.acts import CASE, DANA, FK, NOW, READ, REGION, tamper, write
from tests.databases import ONE_DATABASE


def ask(ground: Ground, *, tagged: bool) -> set[str]:
    seal_pending(ground)
    catch_up(ground)
    nobody = select(literal("nobody"))
    with ground.store.read() as tx:
        found = concerned(tx, ground, units=(FK, REGION), case=CASE, subject=DANA, apart_from=nobody, tagged=tagged)
    return set(found)


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("unit", [FK, REGION])
def test_what_one_unit_has_done_since_hides_no_other(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, unit: str, *, tagged: bool
) -> None:
    """Both read before there were tags; one of them has read again."""
    reads = [replace(READ, unit=one, decisions=()) for one in (FK, REGION)]
    with monkeypatch.context() as before:
        before.setattr(entry_tags, "tagged", lambda ground, made: made(ground.random(16).hex()))
        write(ground, *reads)
    write(ground, replace(READ, unit=unit, decisions=(), ts=NOW + 1))
    assert ask(ground, tagged=tagged) == ({unit} if tagged else {FK, REGION})


@ONE_DATABASE
def test_an_entry_of_another_type_says_nothing_and_hinders_none(ground: Ground) -> None:
    first, _ = write(ground, READ, replace(READ, unit=REGION, ts=NOW + 1, decisions=()))
    assert ask(ground, tagged=True) == {FK, REGION}
    tamper(ground, "UPDATE log_entry SET body = CAST(body AS TEXT) WHERE id = :id", id=first.entry)
    assert ask(ground, tagged=True) == {REGION}
