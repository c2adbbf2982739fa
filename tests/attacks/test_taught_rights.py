"""No act gives a right by another's row, which a database was taught to give for the one asked for (T4, T8)."""

from datetime import timedelta

import pytest

from hub.grants.absences import set_absence
from hub.grants.handing_over import coaches, hand_over
from hub.officers.job_seals import role_of
from hub.store import row_seals
from hub.store.days import day_of
from hub.store.engine import UNTOLD
from hub.store.errors import HubError, NotShown
from keys.errors import Tampered
from tests.attacks.test_taught_databases import taken_for, unasked
from tests.cast import World

__all__ = ["unasked"]

# In SQLite nobody makes a function or an operator but who opens the file.
pytestmark = [
    pytest.mark.parametrize("database", ["postgres"], indirect=True),
    pytest.mark.parametrize("guarded", [True, False]),
    pytest.mark.usefixtures("unasked"),
]


@pytest.fixture(autouse=True)
def _guard(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    if not guarded:
        monkeypatch.setattr(row_seals, "is_asked_for", lambda _found, _asked: True)


def test_nobody_is_away_because_another_says_that_he_is(world: World, *, guarded: bool) -> None:
    """Her substitute would read while she is there."""
    otto, fia, day = world.actor("otto"), world["fia"], day_of(world.now) + timedelta(days=1)
    his, unit = str(otto.id), str(otto.unit)
    with taken_for(world, officer=(his, fia.officer), unit=(unit, fia.unit)), world.store.write() as tx:
        try:
            set_absence(tx, world.ground, otto, officer_id=his, first_day=day, last_day=day)
        except HubError:
            assert guarded
        else:
            assert not guarded
        tx.info.pop(UNTOLD, None)


def test_no_case_is_given_to_who_is_no_coach(world: World, *, guarded: bool) -> None:
    otto, cia = world["otto"].officer, world["cia"].officer
    with taken_for(world, officer=(otto, cia)), world.store.write() as tx:
        bea = world.actor("bea")
        try:
            hand_over(tx, world.ground, bea, number=world.dana.number, officer_id=otto)
        except HubError:
            assert guarded
        else:
            assert not guarded
        tx.info.pop(UNTOLD, None)


def test_no_case_is_given_away_by_a_unit_that_never_coached_it(world: World, *, guarded: bool) -> None:
    """Who knows a case's number would choose its coach, for whichever unit."""
    otto, amir = world.actor("otto"), world["amir"]
    with taken_for(world, unit=(str(otto.unit), amir.unit)), world.store.write() as tx:
        try:
            hand_over(tx, world.ground, otto, number=world.dana.number, officer_id=world["cia"].officer)
        except NotShown:
            assert guarded
        else:
            assert not guarded
        tx.info.pop(UNTOLD, None)


def test_who_coaches_a_case_is_nobody_else(world: World, *, guarded: bool) -> None:
    otto, amir, at = world["otto"].officer, world["amir"].officer, world.now
    with taken_for(world, officer=(otto, amir)), world.store.read() as tx:
        assert coaches(tx, world.ground, case_id=world.dana.case, officer=otto, at=at) is not guarded


def test_nobody_is_employed_in_anothers_role(world: World, *, guarded: bool) -> None:
    otto, amir = world["otto"].officer, world["amir"].officer
    with taken_for(world, officer=(otto, amir)), world.store.read() as tx:
        try:
            role = role_of(tx, world.ground, otto)
        except Tampered:
            assert guarded
        else:
            assert (guarded, role) == (False, "coach")
