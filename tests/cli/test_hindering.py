"""What hinders a command: each ends with a line that names the setting or the thing to mend, and tells no secret."""

import socket
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from hub.cli.hindering import about_database
from hub.cli.remembering import refuse_forgetful
from hub.store.errors import StoreRefused
from hub.web.settings import Mode, SettingsError, read_settings
from tests.databases import Databases


def hub(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def refused(*arguments: str) -> str:
    """Run a command that is hindered; give its one line."""
    told = hub(*arguments)
    assert told.exit_code == 1, told.output
    assert told.output.startswith("Error: ")
    assert told.output.count("\n") == 1
    return told.output


@pytest.fixture
def files(set_production: None, clean: Path) -> tuple[str, str]:
    """Give the addresses of an installation's two databases, which its migrations made."""
    assert hub("init").exit_code == 0
    return f"sqlite:///{clean / 'hub.db'}", f"sqlite:///{clean / 'hub_keys.db'}"


@pytest.mark.parametrize(
    "command", ["init", "migrate", "housekeeping", "restored", "log verify", "serve --i-accept-file-keys"]
)
def test_addresses_that_changed_places_are_told(
    files: tuple[str, str], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lines of forms begin at 0001: to bring the one on as the other would be tried, and fail without a reason."""
    before = [Path(file.removeprefix("sqlite:///")).read_bytes() for file in files]
    monkeypatch.setenv("HUB_DATABASE_URL", files[1])
    monkeypatch.setenv("HUB_KEYS_URL", files[0])
    told = refused(*command.split())
    assert "HUB_KEYS_URL" in told or "HUB_DATABASE_URL" in told
    assert [Path(file.removeprefix("sqlite:///")).read_bytes() for file in files] == before


@pytest.mark.parametrize(("form", "mends"), [("0024", "run `hub migrate`"), ("0999", "run that version")])
def test_the_log_of_another_form_is_not_said_to_be_broken(files: tuple[str, str], form: str, mends: str) -> None:
    """A night's check after new code came, and before its `hub migrate`: it knows the newest form alone."""
    with sqlite3.connect(files[0].removeprefix("sqlite:///")) as case:
        case.execute("UPDATE alembic_version SET version_num = ?", (form,))
    case.close()
    assert mends in refused("log", "verify")


@pytest.mark.usefixtures("set_production")
def test_the_two_databases_are_two(database: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    monkeypatch.setenv("HUB_KEYS_URL", database.url)
    with pytest.raises(SettingsError, match="same database"):
        read_settings(Mode.PRODUCTION)
    monkeypatch.delenv("HUB_KEYS_URL")
    assert read_settings(Mode.PRODUCTION).keys_url != database.url


@pytest.mark.usefixtures("set_production")
def test_another_port_or_user_is_the_same_database_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:a@one/hub")
    monkeypatch.setenv("HUB_KEYS_URL", "postgresql://hub_keys:b@one:5432/hub")
    with pytest.raises(SettingsError, match="same database"):
        read_settings(Mode.PRODUCTION)
    monkeypatch.setenv("HUB_KEYS_URL", "postgresql://hub_keys:b@one:5433/hub")
    assert read_settings(Mode.PRODUCTION).production


@pytest.mark.usefixtures("set_production")
def test_an_address_that_others_can_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "address"
    file.write_text("postgresql://hub:hunter2@db/hub\n")
    monkeypatch.setenv("HUB_DATABASE_URL_FILE", str(file))
    for mode in (0o644, 0o602):
        file.chmod(mode)
        # Not 600: where root owns it, who runs the hub reads it by its group.
        told = f"HUB_DATABASE_URL_FILE: others can read or write {file}; mend it with: chmod o= {file}"
        assert told in refused("log", "verify")
    for mode in (0o600, 0o640):
        file.chmod(mode)
        assert read_settings(Mode.PRODUCTION).database_url.endswith("@db/hub")


@pytest.mark.usefixtures("set_production")
@pytest.mark.parametrize("command", ["init", "migrate", "log verify", "housekeeping", "serve --i-accept-file-keys"])
def test_a_server_that_is_not_there_is_named(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub("init").exit_code == 0  # for the keys
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:hunter2@127.0.0.1:1/nowhere")
    told = hub(*command.split()).output
    assert "127.0.0.1, port 1, does not answer, or does not let hub into nowhere" in told
    assert "hunter2" not in told
    assert "HUB_DATABASE_URL" in told


@pytest.mark.usefixtures("files")
def test_what_the_driver_had_not_read_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:hunter2@127.0.0.1:1/hub?service=none")
    told = refused("log", "verify")
    assert "Error: the database does not answer; see that it runs, and that HUB_DATABASE_URL" in told
    assert "hunter2" not in told


@pytest.mark.usefixtures("files")
def test_a_host_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:hunter2@nowhere.invalid/hub")
    told = refused("log", "verify")
    assert "by a host that this machine can look up" in told
    assert "hunter2" not in told


def test_a_database_that_is_not_there_is_named(
    files: tuple[str, str], database: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, mark, query = database.url.partition("?")
    monkeypatch.setenv("HUB_DATABASE_URL", f"{address.rpartition('/')[0]}/never_made{mark}{query}")
    told = "there is no database" if database.kind == "sqlite" else " into never_made; "
    assert told in refused("log", "verify")
    assert files


@pytest.mark.usefixtures("set_production")
def test_a_port_that_is_taken_is_told(database: Databases, monkeypatch: pytest.MonkeyPatch, clean: Path) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    clean.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("HUB_PORT", str(other.getsockname()[1]))
        assert "HUB_BIND, HUB_PORT: cannot listen on 127.0.0.1" in refused("serve", "--i-accept-file-keys")
    monkeypatch.setenv("HUB_BIND", "192.0.2.7")
    assert "cannot listen on 192.0.2.7" in refused("serve", "--i-accept-file-keys")


@pytest.mark.usefixtures("set_production")
def test_it_does_not_serve_where_it_could_note_nothing(
    database: Databases, monkeypatch: pytest.MonkeyPatch, clean: Path
) -> None:
    """The end of the log could be taken away unseen: what tells of it next time is noted in HUB_HOME."""
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    assert "HUB_HOME: nothing can be written" in refused("serve", "--i-accept-file-keys")
    clean.mkdir()
    refuse_forgetful(clean)
    assert list(clean.iterdir()) == []
    with pytest.raises(StoreRefused, match="ReadWritePaths"):
        refuse_forgetful(clean / "nowhere")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("command", ["migrate", "log verify", "housekeeping", "serve --i-accept-file-keys"])
def test_a_key_file_that_is_not_there_is_named_by_its_setting(
    command: str, monkeypatch: pytest.MonkeyPatch, clean: Path
) -> None:
    if command == "migrate":  # it needs the keys for an older form alone
        monkeypatch.setattr("hub.cli.preparing.newest", lambda _: "another")
    for name, told in (("none", "No such file"), ("hub.db/none", "Not a directory")):
        monkeypatch.setenv("HUB_KEY_FILE", str(clean / name))
        said = refused(*command.split())
        assert "HUB_KEY_FILE: " in said
        assert told in said
        assert "belong to the user that runs the hub" in said
        assert "put back from its safe copy" in said
    (clean / "keys.json").chmod(0o644)
    monkeypatch.delenv("HUB_KEY_FILE")
    assert "HUB_KEY_FILE: " in (said := refused(*command.split()))
    assert "chmod 600" in said


@pytest.mark.usefixtures("files")
def test_a_file_of_officers_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Not as one that is not there: who runs the hub may not look into root's folder."""
    assert "No such file" in refused("import", "officers", str(tmp_path / "none.csv"))
    assert "Is a directory" in refused("import", "officers", str(tmp_path))


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("SQLITE_FULL", "the disk is full"),
        ("SQLITE_IOERR_SHMSIZE", "the disk is full"),  # before the first write, in the file beside the database
        ("SQLITE_IOERR_WRITE", "the disk fails"),
        ("SQLITE_READONLY", "cannot be opened or written"),
        ("SQLITE_CORRUPT", "put its backup back"),
        ("SQLITE_BUSY", "such as a backup; run it again"),
        ("SQLITE_TOOBIG", "refused it; the word in brackets is its own"),
    ],
)
def test_what_the_database_says_is_told_with_what_mends_it(word: str, told: str) -> None:
    error = sqlite3.OperationalError("a message that may hold a value")
    error.sqlite_errorname = word
    assert told in about_database(error)
    assert "value" not in about_database(error)
