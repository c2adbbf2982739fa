"""What tests of invitations share: a colleague who is called in, and the first steps of her link."""

import re

import pyotp

from hub.officers.employing import add_officer
from hub.officers.roles import Role
from hub.signin.calling import Called, Purpose, call
from policies.vocabulary import Function
from tests.cast import SECOND, World

PASSWORD = "kofta sjunger blå tratt"
EMAIL = "nils@demo.example"
_SECRET = re.compile(r"<code>([A-Z2-7 ]{32,40})</code>")


def call_in(world: World, *, purpose: Purpose = Purpose.COLLEAGUE, role: Role = Role.OFFICER) -> Called:
    """Add Nils Ny at FK Nordost and call him in by a link."""
    function = Function.FK_OFFICER if role is Role.OFFICER else Function.NONE
    with world.store.write() as tx:
        nils = add_officer(tx, world.ground, name="Nils Ny", title="handläggare", email=EMAIL, role=role)
        return call(
            tx,
            world.ground,
            officer_id=nils,
            unit_id=world.units["FK Nordost"],
            function=function,
            purpose=purpose,
            invited_by=None,
            at=world.now,
        )


def call_in_again(world: World) -> Called:
    """Let who makes links make one for Fia that serves who shows an old way in."""
    fia = world["fia"]
    with world.store.write() as tx:
        return call(
            tx,
            world.ground,
            officer_id=fia.officer,
            unit_id=fia.unit,
            function=Function.FK_OFFICER,
            purpose=Purpose.AGAIN,
            invited_by=None,
            at=world.now,
        )


def secret_on(page: str) -> str:
    """Read the secret that is typed into an app from the page that shows it."""
    found = _SECRET.search(page)
    assert found is not None
    return found.group(1).replace(" ", "")


def code_of(world: World, secret: str) -> str:
    """Give the app's code now, of a step that was not used."""
    world.clock.move(30 * SECOND)
    return pyotp.TOTP(secret).at(world.now // SECOND)
