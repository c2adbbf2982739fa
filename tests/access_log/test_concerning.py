"""Which units a case concerns, by entries of now and of a version that gave no tags."""

from dataclasses import replace

import pytest
from sqlalchemy import literal, select

from hub.access_log.entry import Record
from hub.access_log.reader import catch_up, concerned
from hub.access_log.sealer import seal_pending
from hub.store import entry_tags
from hub.store.ground import Ground
from policies.vocabulary import Action, Outcome
from tests.access_log.acts import CASE, DANA, FK, NOW, READ, REGION, tamper, write
from tests.databases import ONE_DATABASE

SIGNED = (Record("consent", "c" * 32, 1, "0" * 64),)
SIGN = replace(READ, act=Action.SIGN, decisions=(), rec=SIGNED)


def ask(ground: Ground, *, opens: bool) -> set[str]:
    seal_pending(ground)
    catch_up(ground)
    nobody = select(literal("nobody"))
    with ground.store.read() as tx:
        found = concerned(tx, ground, units=(FK, REGION), case=CASE, subject=DANA, apart_from=nobody, opens=opens)
    return set(found)


@pytest.mark.parametrize("opens", [True, False])
@pytest.mark.parametrize("unit", [FK, REGION])
def test_what_one_unit_has_done_since_hides_no_other(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, unit: str, *, opens: bool
) -> None:
    """Both signed something before there were tags; one of them does again."""
    signs = [replace(SIGN, unit=one) for one in (FK, REGION)]
    with monkeypatch.context() as before:
        before.setattr(entry_tags, "tagged", lambda ground, made: made(ground.random(16).hex()))
        write(ground, *signs)
    write(ground, replace(SIGN, unit=unit, ts=NOW + 1))
    assert ask(ground, opens=opens) == ({unit} if opens else {FK, REGION})


@ONE_DATABASE
def test_an_entry_of_another_type_says_nothing_and_hinders_none(ground: Ground) -> None:
    first, _ = write(ground, replace(SIGN, units=(FK, REGION)), replace(SIGN, unit=REGION, ts=NOW + 1))
    assert ask(ground, opens=True) == {FK, REGION}
    tamper(ground, "UPDATE log_entry SET body = CAST(body AS TEXT) WHERE id = :id", id=first.entry)
    assert ask(ground, opens=True) == {REGION}


def test_only_a_signature_or_a_registration_opens_something(ground: Ground) -> None:
    """What else is done tells what was decided, by rows that lie in clear; who looks at a paper signs nothing."""
    hers = replace(READ, unit=REGION, decisions=(), units=(FK,))
    write(ground, *(replace(hers, act=one) for one in set(Action) - {Action.SIGN, Action.COMPARE, Action.REGISTER}))
    write(
        ground,
        replace(hers, act=Action.COMPARE, reason="differs", rec=SIGNED),
        replace(hers, act=Action.COMPARE),
        replace(hers, act=Action.SIGN, outcome=Outcome.REFUSED),
    )
    assert ask(ground, opens=True) == set()
    assert ask(ground, opens=False) == {FK, REGION}
    write(ground, replace(hers, act=Action.REGISTER))
    assert ask(ground, opens=True) == {REGION}, "who registers her, not whom that names"
    write(ground, replace(hers, act=Action.COMPARE, rec=SIGNED))
    assert ask(ground, opens=True) == {FK, REGION}
