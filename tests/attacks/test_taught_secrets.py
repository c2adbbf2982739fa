"""Whom a database was taught to give for a secret that nobody has made is let in by none: not by hers, nor by his own.

Each row that then comes back is as the hub wrote it, seal and all, but another than was asked for (T4, T8).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from hub.signin import sessions
from hub.signin.cookies import cookie_name
from hub.signin.current import Surface
from hub.signin.ended import ended_session
from hub.signin.enrolling import choose_password
from hub.signin.linking import LinkPurpose
from hub.signin.living_invitations import InvitationSpent
from hub.signin.looking_up import look_up, session_id
from hub.signin.starting import LinkSpent, start
from hub.signin.tables import session
from hub.store import row_seals
from keys.errors import Tampered
from tests.attacks.test_forged_rows import HERE
from tests.attacks.test_taught_databases import taught, unasked
from tests.cast import MINUTE, World
from tests.signin.calling_in import PASSWORD, call_in
from tests.signin.test_links import given_link

__all__ = ["unasked"]

# In SQLite nobody makes a function or an operator but who opens the file.
pytestmark = [
    pytest.mark.parametrize("database", ["postgres"], indirect=True),
    pytest.mark.parametrize("guarded", [True, False]),
    pytest.mark.usefixtures("unasked"),
]

_HIS = "a secret that he has made up"


@contextmanager
def serves_as(world: World, table: str, hers: str, *, his: str = _HIS) -> Iterator[None]:
    """Let what is kept of her secret be found where his own is looked for."""
    mine, other = (f"'\\x{session_id(secret).hex()}'::bytea" for secret in (his, hers))
    found = f"SELECT $1::bytea = CASE $2 WHEN {mine} THEN {other} ELSE $2 END"
    made = (
        "CREATE DOMAIN kept AS bytea",
        f"ALTER TABLE {table} ALTER id TYPE kept",
        f"CREATE FUNCTION taught(kept, bytea) RETURNS boolean LANGUAGE sql AS $$ {found} $$",
        "CREATE OPERATOR = (LEFTARG = kept, RIGHTARG = bytea, FUNCTION = taught)",
    )
    with taught(world, *made, undo=(f"ALTER TABLE {table} ALTER id TYPE bytea", "DROP DOMAIN kept CASCADE")):
        yield


@pytest.fixture(autouse=True)
def _guard(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    if not guarded:
        monkeypatch.setattr(row_seals, "is_asked_for", lambda _found, _asked: True)


def test_a_link_lets_in_nobody_who_has_it_not(world: World, *, guarded: bool) -> None:
    """He would have chosen her code, and be she."""
    link = given_link(world, world.dana, LinkPurpose.CODE_RESET)
    with serves_as(world, "link", link.secret):
        try:
            started = start(world.ground, link_secret=_HIS, code="839215", client=HERE)
        except LinkSpent:
            assert guarded
        else:
            assert not guarded
            assert started.username == world.dana.username


def test_nor_an_invitation(world: World, *, guarded: bool) -> None:
    secret = call_in(world).secret
    with serves_as(world, "invitation", secret):
        try:
            choose_password(world.ground, _HIS, PASSWORD)
        except InvitationSpent:
            assert guarded
        else:
            assert not guarded


def test_nor_does_it_prove_who_she_is(world: World, *, guarded: bool) -> None:
    """He holds hers too, and could not prove by it that he is she."""
    hers, his = world.session("fia"), world.session("otto")
    later = world.now + MINUTE
    with serves_as(world, "session", hers, his=his), world.store.write() as tx:
        try:
            assert sessions.prove_again(tx, world.ground, session_id(his), at=later)
        except Tampered:
            assert guarded
        else:
            assert not guarded
    with world.store.read() as tx:
        proved = tx.execute(select(session.c.stepped_up_at).where(session.c.id == session_id(hers))).scalar_one()
    assert (proved == later) is not guarded


def test_what_he_left_unsent_is_kept_for_nobody_else(world: World, *, guarded: bool) -> None:
    """Of a session that ran out, what a form held is given back to the account that wrote it."""
    hers, his = world.session("fia", Surface.PAGE), "made-up"
    cookie = {"Cookie": f"{cookie_name(world.ground.settings)}={his}"}
    with serves_as(world, "session", hers, his=his), world.app.test_request_context("/", headers=cookie):
        found = ended_session()
    assert (found is not None and found.account == world["fia"].account) is not guarded


def test_who_proves_who_he_is_goes_on_as_nobody_else(world: World, *, guarded: bool) -> None:
    """His session ends for a fresh one, which would be hers."""
    hers, his = world.session("fia"), world.session("otto")
    with serves_as(world, "session", hers, his=his), world.store.write() as tx:
        secret = sessions.rotate(tx, world.ground, session_id(his), at=world.now)
    assert (secret is None) is guarded
    who = look_up(world.ground, secret, world.who("fia").surface) if secret is not None else None
    assert (who is not None and who.officer == world["fia"].officer) is not guarded
