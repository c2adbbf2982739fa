"""Who writes to the case database lets no officer be found, named or employed under another's name (T4, T8).

Each attack is shown to work with the comparing of seals off.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import insert, select, update

from hub.grants.binding import pending
from hub.grants.tables import consent_person
from hub.officers.importing import take_in
from hub.officers.reading import FileRefused, read_officers
from hub.officers.roles import Role
from hub.officers.tables import employment, officer, reviewed_unit
from hub.store import row_seals
from tests.attacks.test_forged_rows import write
from tests.cast import Answer, World
from tests.consents.story import Paper, drafted, presented, proposal
from tests.consents.test_team import proposed, staffed
from tests.officers.test_importing import BY, file_of
from tests.staffing.conftest import NEW

__all__ = ["staffed"]

Attack = Callable[[World], bool]


def call(world: World, key: str, **values: Any) -> None:
    write(world, update(officer).where(officer.c.id == world[key].officer).values(values))


def otto_is_fia(world: World) -> None:
    call(world, "otto", name="Fia Falk", title="handläggare")


def in_the_directory(world: World) -> bool:
    otto_is_fia(world)
    found = world.api("amir").get("/directory").json["items"]
    return (world["otto"].officer, "Fia Falk") in {(one["id"], one["name"]) for one in found}


def at_another_unit(world: World) -> bool:
    """Let the directory say that Otto works where Arvid does."""
    job = update(employment).where(employment.c.id == world["otto"].employment)
    write(world, job.values(unit_id=world["arvid"].unit))
    found = world.api("amir").get("/directory").json["items"]
    return (world["otto"].officer, world["arvid"].unit) in {(one["id"], one["unit"]) for one in found}


def named(world: World) -> bool:
    otto_is_fia(world)
    wanted = proposal(world, named=("otto", "amir"), rows=(("AME", "C04"),))
    return world.api("amir").post(f"/cases/{world.dana.case}/consents", wanted).status == 201


def in_the_text(world: World) -> bool:
    view = drafted(world, named=("otto", "arvid", "rut", "amir"), rows=(("AME", "C04"),))
    otto_is_fia(world)
    return world.api("amir").post(f"/consents/{view['id']}/presentation", {}).status == 200


def asked(world: World) -> Answer:
    paper: Paper = presented(world, named=("otto", "arvid", "rut", "amir"), rows=(("AME", "C04"),))
    otto_is_fia(world)
    return world.api("dana").get(f"/consents/{paper.id}")


def in_a_question(world: World) -> bool:
    return "Fia Falk" in {one["name"] for one in asked(world).json["persons"]}


def by_a_file(world: World) -> bool:
    """Let the operator's file, which employs somebody by her e-mail, employ Otto."""
    call(world, "otto", email="nina@demo.example", name="Nina Ny", title="titel")
    place, herself = "Arbetsförmedlingen;arbetsförmedlingen;AF Rehabteam", "Nina Ny;titel;arbetsförmedlare"
    try:
        rows = read_officers(file_of(f"{place};{herself};nina@demo.example;handläggare;2026-01-01;;"))
        with world.store.write() as tx:
            take_in(tx, world.ground, rows, by=BY, at=world.now)
    except FileRefused:
        return False
    return works_at(world, "otto", "AF Rehabteam")


def by_an_invitation(world: World) -> bool:
    """Let Bea, who invites somebody of another unit by her e-mail, employ Otto."""
    call(world, "otto", email=NEW["email"], name=NEW["name"])
    world.api("bea").post("/officers", {**NEW, "job": "social_secretary"})
    return works_at(world, "otto", "AME")


def confirmed_as_who_was_proposed(world: World) -> bool:
    paper = proposed(world)
    call(world, "arvid", name="Nina Ny", title="arbetsförmedlare", email="nina@demo.example")
    with world.store.read() as tx:
        (waits,) = pending(tx, unit=world["maja"].unit)
    world.api("maja").put(f"/proposals/{waits.id}", {"officer": world["arvid"].officer})
    with world.store.read() as tx:
        hers = consent_person.c.officer_id == world["arvid"].officer
        return (
            tx.execute(select(consent_person).where(hers, consent_person.c.consent_id == paper.id)).first() is not None
        )


def complained_to(world: World) -> bool:
    """Let Otto be whom Dana complains to, by rows alone."""
    call(world, "otto", role=Role.DPO.value)
    write(
        world,
        insert(reviewed_unit).values(officer_id=world["otto"].officer, unit_id=world.units["AME"], seal=bytes(32)),
    )
    paper = presented(world, named=("arvid", "rut", "amir"), rows=(("AME", "C04"),))
    return world["otto"].username in str(world.api("dana").get(f"/consents/{paper.id}").json["text"])


def works_at(world: World, name: str, unit: str) -> bool:
    with world.store.read() as tx:
        hers = select(employment.c.unit_id).where(employment.c.officer_id == world[name].officer)
        return world.units[unit] in tx.execute(hers).scalars().all()


ATTACKS: Final[tuple[Attack, ...]] = (
    in_the_directory,
    at_another_unit,
    named,
    in_the_text,
    in_a_question,
    complained_to,
    by_a_file,
    by_an_invitation,
    confirmed_as_who_was_proposed,
)


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nobody_is_taken_for_another(
    staffed: World, monkeypatch: pytest.MonkeyPatch, attack: Attack, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert attack(staffed) is not guarded


def test_a_name_that_is_not_the_hubs_is_not_told(staffed: World) -> None:
    persons = asked(staffed).json["persons"]
    assert "okänd person" in {one["name"] for one in persons}
    assert "Arvid Alm" in {one["name"] for one in persons}
