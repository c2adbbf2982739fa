"""What tests of who works where share: a world, an access manager at FK, and clients that are stepped up."""

from dataclasses import dataclass

import pytest

from hub.officers.employing import add_officer, employ
from hub.officers.roles import Role
from policies.vocabulary import Function
from tests.cast import Api, World
from tests.signin.calling_in import PASSWORD, code_of
from tests.staff import Member, give_account

NEW = {"name": "Nils Ny", "title": "personlig handläggare", "email": "nils@fk.example", "job": "fk_officer"}


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody who has used her link."""

    officer: str
    username: str
    secret: str
    check: str | None


@pytest.fixture
def fk_manager(world: World) -> str:
    """Make Gun access manager at FK Nordost, beside Bea at the town's AME."""
    add_member(world, "gun", "Gun Grahn", "FK Nordost", Role.ACCESS_MANAGER, Function.NONE)
    return "gun"


def add_member(world: World, key: str, name: str, unit: str, role: Role, function: Function) -> Member:
    with world.store.write() as tx:
        email = f"{key}@demo.example"
        officer = add_officer(tx, world.ground, name=name, title="enhetschef", email=email, role=role)
        unit_id = world.units[unit]
        job = employ(tx, world.ground, officer_id=officer, unit_id=unit_id, function=function, begins=world.now - 1)
        made = give_account(tx, world.ground, officer_id=officer, username=email)
    member = Member(name, officer, unit_id, job, made.account, email, made.password, made.totp_secret)
    world.members[key] = member
    return member


def use_link(world: World, url: str, **more: str) -> Enrolled:
    """Do what the invited person does with her link."""
    link = url.rpartition("/")[2]
    prepared = world.api().post("/enrolments/preparation", {"invitation": link}).json
    body = {"invitation": link, "password": PASSWORD, "code": code_of(world, prepared["totp_secret"]), **more}
    answer = world.api().post("/enrolments", body)
    assert answer.status == 201, answer.text
    return Enrolled("", prepared["username"], prepared["totp_secret"], answer.json["check_number"])


def sign_in(world: World, enrolled: Enrolled) -> Api | None:
    body = {"username": enrolled.username, "password": PASSWORD, "code": code_of(world, enrolled.secret)}
    answer = world.api().post("/sessions", body)
    return Api(world.app, answer.json["token"]) if answer.status == 201 else None
