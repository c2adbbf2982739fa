"""A key database older than the case database, or empty, and keys of elsewhere: what the hub says before any harm."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete

from hub.access_log.sealer import seal_pending
from hub.cli import main
from hub.cli.preparing import prepare
from hub.organisations.adding import add_organisation, add_unit
from hub.organisations.kinds import AuthorityKind
from hub.participants.registering import Person, register
from hub.store.key_tables import wrapped_key
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, read_settings
from keys.keyring import LOG
from tests.databases import Databases

TOLD = "without a key in the key database"


def hub(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def registered(count: int) -> list[str]:
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.write() as tx:
        at = ground.clock.now(tx)
        place = add_organisation(tx, ground, name="Demostads kommun", kind=AuthorityKind.MUNICIPALITY, at=at)
        unit = add_unit(tx, ground, organisation_id=place, name="AME", at=at)
        return [register(tx, ground, Person(name="Dana"), unit=unit, at=at).participant for _ in range(count)]


@pytest.mark.usefixtures("set_production")
def test_an_older_key_database_is_told(database: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    prepare(read_settings(Mode.TOOL), lambda _: None)
    one, another, _ = registered(3)
    assert TOLD not in hub("log", "verify").output
    with database.key_store.write() as tx:
        tx.execute(delete(wrapped_key).where(wrapped_key.c.participant_id == one))
        tx.execute(delete(wrapped_key).where(wrapped_key.c.participant_id == another, wrapped_key.c.purpose == LOG))
    assert f"{TOLD}: 2 of the participants" in hub("log", "verify").output


@pytest.mark.usefixtures("set_production")
def test_nobody_serves_or_goes_on_beside_a_key_database_without_keys(clean: Path) -> None:
    assert hub("init").exit_code == 0
    registered(1)
    for part in ("", "-wal", "-shm"):
        (clean / f"hub_keys.db{part}").unlink(missing_ok=True)
    empty = clean.with_name("empty")
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv("HUB_HOME", str(empty))
        assert hub("init").exit_code == 0
    (empty / "hub_keys.db").rename(clean / "hub_keys.db")
    for command in (("serve", "--i-accept-file-keys"), ("migrate",), ("init",)):
        refused = hub(*command)
        assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
        assert "the key database is empty" in refused.output


@pytest.mark.usefixtures("set_production")
def test_a_key_database_without_tables_is_told_in_one_line(
    database: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the middle of a restore, when the case database alone has been put back."""
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    prepare(read_settings(Mode.TOOL), lambda _: None)
    registered(1)
    with database.key_store.write() as tx:
        wrapped_key.drop(tx)
    told = hub("log", "verify")
    assert (told.exit_code, told.output.count("\n")) == (1, 1), told.output
    assert "a table is missing; see that HUB_DATABASE_URL and HUB_KEYS_URL are the hub's" in told.output


@pytest.mark.usefixtures("set_production")
def test_who_serves_beside_a_lost_key_database_is_not_sent_to_make_a_new_one(clean: Path) -> None:
    assert hub("init").exit_code == 0
    registered(1)
    for part in ("", "-wal", "-shm"):
        (clean / f"hub_keys.db{part}").unlink(missing_ok=True)
    told = hub("serve", "--i-accept-file-keys").output
    assert "the key database is empty, and the case database needs its keys" in told
    assert "hub init" not in told


@pytest.mark.usefixtures("set_production", "clean")
def test_a_log_that_another_installation_signed_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub("init").exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        seal_pending(ground)
    hint = "no checkpoint is signed by this log"
    assert hint not in hub("log", "verify").output
    monkeypatch.setenv("HUB_INSTALLATION", "elsewhere")
    told = hub("log", "verify")
    assert told.exit_code == 1
    assert hint in told.output
