"""What hinders a command: each ends with a line that names the setting or the thing to mend, and tells no secret."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
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
        assert f"HUB_DATABASE_URL_FILE: others can read or write {file}" in refused("log", "verify")
    for mode in (0o600, 0o640):
        file.chmod(mode)
        assert read_settings(Mode.PRODUCTION).database_url.endswith("@db/hub")
