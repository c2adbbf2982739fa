"""A row that is another between a look-up and the decision that rests on it (T4, T8): the act goes by neither.

Each attack is shown to work with its guard off.
"""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from hub.cases.showing import show
from hub.grants import loading
from hub.officers import job_seals
from hub.officers.employing import end_employment
from hub.officers.tables import employment
from hub.store.errors import NotShown
from policies.vocabulary import Function
from tests.attacks.test_leavers import begins, ends_by_date
from tests.cast import SECOND, World
from tests.consents.story import in_force
from tests.swapping import swapped


@pytest.fixture(params=[True, False], ids=["guarded", "unguarded"])
def job_is_held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if not request.param:
        believing = SimpleNamespace(COLUMNS=job_seals.COLUMNS, stands=lambda *_: True)
        monkeypatch.setattr(loading, "job_seals", believing)
    return bool(request.param)


def test_who_came_back_has_none_of_her_cases_back(world: World, *, job_is_held: bool) -> None:
    """Amir left and was hired anew: his new employment is put back to before he had the case, for the moment."""
    case = world.dana.case
    ends_by_date(world, "amir")
    world.clock.move(SECOND)
    begins(world, "amir", "AME", Function.AME_COACH)
    amir, job = world.api("amir"), employment.c.id == world["amir"].employment
    assert amir.get(f"/cases/{case}").status == 404
    put = [update(employment).where(job).values(begins=1)]
    back = [update(employment).where(job).values(begins=world.now)]
    with swapped(world, put, back):
        assert amir.get(f"/cases/{case}").status == (404 if job_is_held else 200)
        sent = amir.post(f"/cases/{case}/links", {"purpose": "code_reset"})
        assert sent.status == (404 if job_is_held else 201)


def test_who_was_ended_reads_no_more_where_her_end_is_taken_away(world: World, *, job_is_held: bool) -> None:
    """Fia was let in before she was ended; before her read decides, the end is gone from her row again."""
    in_force(world)
    fia, job = world.api("fia"), world["fia"].employment
    assert fia.get(f"/cases/{world.dana.case}").status == 200
    who = world.who("fia")
    with world.store.write() as tx:
        end_employment(tx, employment_id=job, ends=world.now)
    with world.store.write() as tx:
        tx.execute(update(employment).where(employment.c.id == job).values(ends=None))
    assert fia.get(f"/cases/{world.dana.case}").status == 401
    with pytest.raises(NotShown) if job_is_held else nullcontext():
        assert show(world.ground, who.actor, case_id=world.dana.case, purpose=None).name
