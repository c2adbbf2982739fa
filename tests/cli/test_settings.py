"""Settings are refused with one line when they are unsafe, missing or misspelt; nothing secret has a default."""

from pathlib import Path

import pytest

from hub.cli.preparing import prepare
from hub.web.ground_building import build_ground
from hub.web.settings import Mode, SettingsError, form_secret, read_settings
from keys.errors import ProviderRefused


def test_a_demo_needs_no_setting(clean: Path) -> None:
    found = read_settings(Mode.DEMO)
    assert (found.demo, found.production, found.installation) == (True, False, "demo")
    assert found.database_url == f"sqlite:///{clean}/hub.db"
    assert found.keys_url == f"sqlite:///{clean}/hub_keys.db"
    assert (found.bind, found.port, found.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")


def test_production_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="HUB_INSTALLATION"):
        read_settings(Mode.PRODUCTION)
    monkeypatch.setenv("HUB_INSTALLATION", "test")
    with pytest.raises(SettingsError, match="HUB_BASE_URL"):
        read_settings(Mode.PRODUCTION)


@pytest.mark.usefixtures("set_production")
def test_production_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_BIND", "0.0.0.0")  # noqa: S104 - behind a proxy on another machine
    found = read_settings(Mode.PRODUCTION)
    assert (found.demo, found.production) == (False, True)


@pytest.mark.usefixtures("set_production")
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HUB_BASE_URL", "http://ingangen.example", "https://"),
        ("HUB_BASE_URL", "ingangen.example", "HUB_BASE_URL"),
        ("HUB_BASE_URL", "https://[::1", "HUB_BASE_URL"),
        # Of these each page was an error, or each passkey.
        *(("HUB_BASE_URL", f"https://{rest}", "HUB_BASE_URL") for rest in ("x..se", f"{'a' * 64}.se", "x.se:https")),
        *(("HUB_BASE_URL", f"https://{rest}", "HUB_BASE_URL") for rest in ("ingången.se", "me@x.se", "x.se?a=b")),
        *(("HUB_BASE_URL", f"https://{rest}", "HUB_BASE_URL") for rest in ("x.se?", "x y.se", "x%2e.se", "x.se:")),
        ("HUB_BASE_URL", "HTTPS://x.se", "HUB_BASE_URL"),  # taken for http: no Secure on the form's cookie, no HSTS
        ("HUB_INSTALLATION", "demo", "HUB_INSTALLATION"),
        # What stands in the origin line of the log's checkpoints takes neither a blank nor a plus (C2SP).
        *(("HUB_INSTALLATION", name, "HUB_INSTALLATION") for name in ("Vår kommun", "two words", "a+b", "a\nb")),
        ("HUB_PORT", "70000", "HUB_PORT"),
        ("HUB_PORT", "http", "HUB_PORT"),
        ("HUB_THREADS", "0", "HUB_THREADS"),
        ("HUB_REVIEWED_TEXTS", f"{'a' * 64},{'b' * 64}", "HUB_REVIEWED_TEXTS"),
        ("HUB_REVIEWED_TEXTS", "a" * 63, "HUB_REVIEWED_TEXTS"),
        ("HUB_DATABSE_URL", "postgresql:///hub", "HUB_DATABSE_URL"),
        ("HUB_DATABASE_URL", "mysql://root:hunter2@db/hub", "database address"),
        ("HUB_DATABASE_URL_FILE", "/no/such/file", "No such file"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told) as refused:
        read_settings(Mode.PRODUCTION)
    assert "hunter2" not in str(refused.value)


def test_a_port_that_is_none_is_named_where_the_address_is_made_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for port in ("0", "99999"):
        monkeypatch.setenv("HUB_PORT", port)
        with pytest.raises(SettingsError, match="HUB_PORT"):
            read_settings(Mode.DEMO)


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.0.2.7", "example.org"])  # noqa: S104 - refused
def test_the_demo_over_http_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch, bind: str) -> None:
    monkeypatch.setenv("HUB_BIND", bind)
    with pytest.raises(SettingsError, match="HUB_BIND"):
        read_settings(Mode.DEMO)


def test_addresses_with_passwords_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://hub:hunter2@db/hub\n")
    file.chmod(0o600)
    monkeypatch.setenv("HUB_DATABASE_URL_FILE", str(file))
    found = read_settings(Mode.DEMO)
    assert found.database_url == "postgresql://hub:hunter2@db/hub"
    assert found.keys_url.endswith("/hub_keys")
    assert "hunter2" not in repr(found)
    monkeypatch.setenv("HUB_DATABASE_URL", "sqlite:////tmp/x.db")
    with pytest.raises(SettingsError, match="both"):
        read_settings(Mode.DEMO)


def test_tools_know_a_demo_by_its_folder(clean: Path) -> None:
    with pytest.raises(SettingsError, match="HUB_INSTALLATION"):
        read_settings(Mode.TOOL)
    (clean / "demo").mkdir(parents=True)
    assert read_settings(Mode.TOOL).installation == "demo"


def test_a_demo_and_an_installation_are_told_apart(monkeypatch: pytest.MonkeyPatch, clean: Path) -> None:
    monkeypatch.setenv("HUB_INSTALLATION", "test")
    with pytest.raises(SettingsError, match="this command is for a demo alone"):
        read_settings(Mode.DEMO)
    (clean / "demo").mkdir(parents=True)
    with pytest.raises(SettingsError, match="HUB_HOME holds a demo"):
        read_settings(Mode.TOOL)
    (clean / "demo").rmdir()
    monkeypatch.setenv("HUB_INSTALLATION", "demo")
    for mode in (Mode.TOOL, Mode.PRODUCTION):
        with pytest.raises(SettingsError, match="the installation's own name"):
            read_settings(mode)


def test_the_forms_secret_is_long_and_private(clean: Path) -> None:
    settings = read_settings(Mode.DEMO)
    with pytest.raises(SettingsError, match="hub init"):
        form_secret(settings)
    clean.mkdir()
    settings.form_secret_file.write_bytes(bytes(32))
    settings.form_secret_file.chmod(0o644)
    with pytest.raises(SettingsError, match="0600"):
        form_secret(settings)
    settings.form_secret_file.chmod(0o600)
    assert form_secret(settings) == bytes(32)
    (clean / ".git").mkdir()
    with pytest.raises(SettingsError, match="git work tree"):
        form_secret(settings)
    settings.form_secret_file.write_bytes(bytes(31))
    with pytest.raises(SettingsError, match="32"):
        form_secret(settings)


def test_a_file_with_an_address_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, clean: Path) -> None:
    monkeypatch.setenv("HUB_KEYS_URL_FILE", str(clean / "none"))
    with pytest.raises(SettingsError, match="HUB_KEYS_URL_FILE: cannot read"):
        read_settings(Mode.DEMO)


def test_a_file_with_an_address_is_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "address").write_bytes("postgresql://hub:lösen@db/hub".encode("latin-1"))
    (tmp_path / "address").chmod(0o600)
    monkeypatch.setenv("HUB_DATABASE_URL_FILE", str(tmp_path / "address"))
    with pytest.raises(SettingsError, match="is no text in UTF-8"):
        read_settings(Mode.DEMO)


def test_a_file_with_an_address_that_another_owns_says_whose_it_must_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "address").touch(mode=0o600)
    monkeypatch.setenv("HUB_KEYS_URL_FILE", str(tmp_path / "address"))
    monkeypatch.setattr(Path, "read_text", refuse)  # root, who may run the tests, reads all files
    with pytest.raises(SettingsError, match=r"HUB_KEYS_URL_FILE: cannot read .* must belong to the user that runs"):
        read_settings(Mode.DEMO)


@pytest.mark.parametrize("name", ["HUB_DATABASE_URL", "HUB_KEYS_URL"])
def test_an_address_that_is_not_understood_is_named_by_its_setting(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It may hold a password and is not repeated, so that nothing else tells which of the two is meant."""
    (tmp_path / "address").touch(mode=0o600)  # nothing stands in it
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "address"))
    with pytest.raises(SettingsError, match=f"^{name}_FILE: the database address"):
        read_settings(Mode.DEMO)
    monkeypatch.delenv(f"{name}_FILE")
    monkeypatch.setenv(name, "mysql://hub:hunter2@db/hub")
    with pytest.raises(SettingsError, match=f"^{name}: the database address") as told:
        read_settings(Mode.DEMO)
    assert "hunter2" not in str(told.value)


@pytest.mark.usefixtures("set_production")
def test_a_key_file_that_is_a_link_is_refused(clean: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", f"sqlite:///{tmp_path / 'hub.db'}")
    prepare(read_settings(Mode.TOOL), print)
    (clean / "link").symlink_to(clean / "keys.json")
    monkeypatch.setenv("HUB_KEY_FILE", str(clean / "link"))
    with pytest.raises(ProviderRefused, match="symbolic link"):
        build_ground(read_settings(Mode.TOOL))
