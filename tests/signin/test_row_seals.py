"""A seal covers all of a row that decides who gets in, and no two rows have the same."""

from dataclasses import replace
from typing import Final

import pytest

from hub.grants.tables import absence, assignment, coach_assignment
from hub.officers.tables import employment, officer, reviewed_unit
from hub.signin import account_seals
from hub.signin.tables import account, invitation, link, passkey, session
from hub.store import row_seals
from keys.errors import Tampered
from tests.cast import World
from tests.databases import ONE_DATABASE

# What only shortens, counts, names or dates a way in that stands: see hub.store.row_seals.
UNSEALED: Final = {
    absence: {"seal", "ended_at", "set_at", "set_by"},
    account: {"seal", "totp_last_step", "username"},
    assignment: {"seal", "ends"},
    coach_assignment: {"seal"},
    employment: {"seal"},
    invitation: {"seal", "expires_at", "password_hash", "settled_at", "settled_by", "used_at"},
    link: {"seal", "expires_at", "used_at"},
    officer: {"seal", "phone", "reached"},
    passkey: {"seal", "added_at", "id", "last_used_at", "name", "signatures"},
    reviewed_unit: {"seal"},
    session: {"seal", "last_seen", "refused_count", "refused_minute", "revoked_at"},
}

# What a seal covers of another row: whose account a session is of, in which role she works.
BESIDE: Final = {employment: {"role"}, session: {"officer_id", "participant_id"}}


@pytest.mark.parametrize("table", UNSEALED, ids=str)
def test_a_column_is_sealed_or_said_not_to_be(table: object) -> None:
    columns = set(table.c.keys())  # type: ignore[attr-defined] # each is a table
    sealed = set(row_seals.SEALED[str(table)]) - BESIDE.get(table, set())  # type: ignore[call-overload] # as said
    assert (sealed | UNSEALED[table], sealed & UNSEALED[table]) == (columns, set())  # type: ignore[index] # as said


@ONE_DATABASE
@pytest.mark.parametrize("table", row_seals.SEALED)
def test_another_value_is_another_seal(world: World, table: str) -> None:
    row = dict.fromkeys(row_seals.SEALED[table], "1")
    seals = {row_seals.seal_of(world.ground, table, row)}
    for column in row:
        for other in ("", None, "11", 2):
            seals.add(row_seals.seal_of(world.ground, table, {**row, column: other}))
    assert len(seals) == 1 + 4 * len(row)


@ONE_DATABASE
def test_tags_are_told_apart_by_what_they_are_of_and_where(world: World) -> None:
    elsewhere = replace(world.ground, installation="other")
    tags = [
        row_seals.tag(world.ground, "link", "a", "b"),
        row_seals.tag(world.ground, "invitation", "a", "b"),
        row_seals.tag(world.ground, "link", "ab", ""),
        row_seals.tag(world.ground, "link", "ab", None),
        row_seals.tag(elsewhere, "link", "a", "b"),
    ]
    assert len(set(tags)) == len(tags)


def test_no_seal_fits_nothing() -> None:
    assert not row_seals.fits(None, bytes(32))
    assert not row_seals.fits(b"", bytes(32))
    assert row_seals.fits(bytes(32), bytes(32))


def test_an_account_that_was_changed_past_the_hub_is_not_sealed_anew(world: World) -> None:
    fia = world["fia"]
    with world.store.write() as tx:
        account_seals.change(tx, world.ground, fia.account, {"totp_sealed": b"the hub's"})
        tx.execute(account.update().where(account.c.id == fia.account).values(totp_sealed=b"another"))
        with pytest.raises(Tampered):
            account_seals.change(tx, world.ground, fia.account, {"password_hash": "new"})
