"""The commands: what they leave, and the one line with which they refuse."""

import json
import re
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select

from hub.access_log.reader.parsing import parse
from hub.access_log.sealer import seal_pending
from hub.access_log.tables import log_entry
from hub.cli import main
from hub.cli.preparing import acting, prepare, seal_all, writing
from hub.officers.tables import officer
from hub.organisations.tables import unit
from hub.participants.tables import participant
from hub.signin.beginning import Client
from hub.signin.current import Surface
from hub.signin.enrolling import choose_password, enrol, invited
from hub.signin.living_invitations import InvitationSpent
from hub.signin.second_factor import Shown
from hub.store import entry_tags
from hub.store.days import written
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, form_secret, read_settings
from tests.access_log.acts import READ, SECOND, reads, write
from tests.databases import Databases

HEADERS = "organisation;myndighetstyp;enhet;namn;titel;funktion;e-post;roll;från;till;granskar"
FIA = (
    "Försäkringskassan;försäkringskassan;FK Nordost;Fia Falk;handläggare;fk-handläggare;fia@fk.example;{};2026-01-01;;"
)


def hub(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def installed(set_production: None, database: Databases, monkeypatch: pytest.MonkeyPatch, clean: Path) -> Path:
    """Give an installation with keys and a secret, whose databases have their tables and nothing in them."""
    monkeypatch.setenv("HUB_DATABASE_URL", database.url)
    prepare(read_settings(Mode.TOOL), lambda _: None)
    return clean


@pytest.mark.parametrize(
    "command",
    [
        "",
        "init",
        "migrate",
        "serve",
        "run",
        "log",
        "log verify",
        "import",
        "import officers",
        "demo",
        "demo accounts",
        "housekeeping",
        "restored",
    ],
)
def test_every_command_says_what_it_is_for(command: str) -> None:
    told = hub(*command.split(), "--help")
    assert (told.exit_code, "..." in told.output.partition("Commands:")[2]) == (0, False), "a list says all"
    assert len(told.output.split()) > 15


@pytest.mark.usefixtures("set_production")
def test_init_makes_private_files_once(clean: Path) -> None:
    assert hub("init").exit_code == 0
    assert (mode_of(clean), mode_of(clean / "keys.json"), mode_of(clean / "form.secret")) == (0o700, 0o600, 0o600)
    before = (clean / "keys.json").read_bytes()
    assert "made" not in hub("init").output
    assert (clean / "keys.json").read_bytes() == before


@pytest.mark.parametrize("known", [(), ("HUB_INSTALLATION",)])
def test_a_folder_without_a_database_is_told(
    clean: Path, monkeypatch: pytest.MonkeyPatch, known: tuple[str, ...]
) -> None:
    for name in known:
        monkeypatch.setenv(name, "test")
    told = hub("log", "verify")
    assert told.exit_code == 1
    assert f"there is no database {clean}/hub.db; " in told.output
    assert "HUB_HOME" in told.output
    assert "`hub init`" in told.output
    assert not clean.exists()


@pytest.mark.parametrize("address", [None, "http://ingangen.example"])
@pytest.mark.usefixtures("clean")
def test_a_link_that_leads_to_this_machine_alone_is_told(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    monkeypatch.setenv("HUB_INSTALLATION", "test")
    if address:
        monkeypatch.setenv("HUB_BASE_URL", address)
    told = hub("init")
    assert told.exit_code == 0
    assert "HUB_BASE_URL is missing, or does not begin with https://" in told.stderr


@pytest.mark.usefixtures("set_production")
def test_migrate_makes_both_databases(clean: Path) -> None:
    clean.mkdir(mode=0o700)
    first = hub("migrate")
    assert first.exit_code == 0
    assert "case database: upgrade 0001" in first.output
    assert "keys database: upgrade 0001" in first.output
    assert hub("migrate").output == ""
    assert mode_of(clean / "hub.db") == mode_of(clean / "hub_keys.db") == 0o600


@pytest.mark.usefixtures("set_production")
def test_a_lost_key_database_is_told_and_not_made_anew(clean: Path) -> None:
    """What is sealed opens with its keys alone; and an empty one in their place would take up new ones."""
    assert hub("init").exit_code == 0
    (clean / "hub_keys.db").unlink()
    told = f"Error: there is no database {clean / 'hub_keys.db'}; put it back from its backup\n"
    assert hub("log", "verify").output == told
    assert not (clean / "hub_keys.db").exists(), "what only reads makes nothing"
    assert hub("migrate").output.startswith("keys database"), "nobody is registered, so nothing was lost"
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.write() as tx:
        tx.execute(insert(participant).values(id="0" * 32, registered_at=1, unit_id=tx.scalar(select(unit.c.id))))
    (clean / "hub_keys.db").unlink()
    for command in ("migrate", "init"):
        refused = hub(command)
        assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
        assert "put its backup back" in refused.output


@pytest.mark.usefixtures("set_production")
@pytest.mark.parametrize("command", [("migrate",), ("serve", "--i-accept-file-keys"), ("import", "officers")])
def test_a_writing_command_takes_turns_on_sqlite(tmp_path: Path, command: tuple[str, ...]) -> None:
    hub("init")
    file = tmp_path / "officers.csv"
    file.touch()
    with writing(read_settings(Mode.TOOL)):
        refused = hub(*command, *([str(file)] if command[0] == "import" else []))
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: another process")
    assert refused.output.count("\n") == 1


@pytest.mark.usefixtures("set_production")
def test_it_takes_turns_from_another_home_too(clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names the database and forgets HUB_HOME would else write beside the hub that serves."""
    assert hub("init").exit_code == 0
    monkeypatch.setenv("HUB_DATABASE_URL", f"sqlite:///{clean}/hub.db")
    with writing(read_settings(Mode.TOOL)):
        monkeypatch.setenv("HUB_HOME", str(tmp_path / "elsewhere"))
        refused = hub("migrate")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: another process")


@pytest.mark.usefixtures("set_production")
def test_serve_says_in_one_line_why_it_does_not_start(clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub("init")
    assert "--i-accept-file-keys" in hub("serve").output
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("HUB_DATABASE_URL", f"sqlite:///{clean}/other.db")
        assert "HUB_DATABASE_URL" in hub("serve", "--i-accept-file-keys").output
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert "FLASK_DEBUG" in hub("serve", "--i-accept-file-keys").output
    monkeypatch.delenv("FLASK_DEBUG")
    (clean / "demo").mkdir()
    assert "demo" in hub("serve", "--i-accept-file-keys").output


def test_verify_finds_a_whole_log_and_a_changed_one(installed: Path, database: Databases, tmp_path: Path) -> None:
    file = tmp_path / "officers.csv"
    file.write_text(f"{HEADERS}\n{FIA.format('handläggare')}\n", encoding="utf-8")
    assert hub("import", "officers", str(file)).exit_code == 0
    whole = hub("log", "verify")
    assert whole.exit_code == 0, whole.output
    assert "2 entries, 2 sealed, 1 checkpoints" in whole.output, "nobody serves: the command seals what it wrote"
    assert "wait" not in whole.output
    with database.store.write() as tx:
        if database.kind == "sqlite":
            tx.exec_driver_sql("DROP TRIGGER log_entry_update")
        else:
            tx.exec_driver_sql("ALTER TABLE log_entry DISABLE TRIGGER ALL")
        tx.exec_driver_sql("UPDATE log_entry SET actor = 'somebody else'")
    broken = hub("log", "verify")
    assert broken.exit_code == 1
    assert "column_differs: entry " in broken.output


def test_verify_holds_the_log_against_what_was_written_down(installed: Path) -> None:
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        write(ground, READ)
        seal_all(ground)
        [(sealed, root)] = re.findall(r"(\d+) sealed,.* root (\w+)", hub("log", "verify").output)
        write(ground, replace(READ, ts=READ.ts + SECOND))
        seal_all(ground)
    assert "whole" in hub("log", "verify", "--written", sealed, root).output
    other = hub("log", "verify", "--written", sealed, "0" * 64)
    assert other.exit_code == 1
    assert f"root_differs: leaf 0 to {int(sealed) - 1}\n" in other.output
    assert "tail_cut" in hub("log", "verify", "--written", "99", root).output
    for wrong in (("0", root), (sealed, root[:-1]), (sealed, "z" * 64)):
        assert hub("log", "verify", "--written", *wrong).exit_code == 2


def test_verify_tells_what_waits_for_its_seal_after_a_kill(installed: Path, database: Databases) -> None:
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        with ground.store.read() as tx:
            killed = ground.clock.now(tx) - 3600 * SECOND
        write(ground, replace(READ, ts=killed))
    told = hub("log", "verify")
    assert told.exit_code == 0, told.output
    assert f"1 entry waits for its seal, since {written(killed)};" in told.output
    assert told.output.endswith("whole\n")
    assert hub("housekeeping").exit_code == 0
    assert "1 entries, 1 sealed, 1 checkpoints" in hub("log", "verify").output


def test_a_hindered_command_seals_too(installed: Path) -> None:
    with pytest.raises(RuntimeError), acting(read_settings(Mode.TOOL)) as ground:
        write(ground, READ)
        raise RuntimeError
    assert "1 entries, 1 sealed" in hub("log", "verify").output


def test_what_a_command_writes_vouches_for_the_log_before_it(installed: Path) -> None:
    for number in range(2):
        with acting(read_settings(Mode.TOOL)) as ground:
            write(ground, replace(READ, ts=READ.ts + number))
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body).order_by(log_entry.c.at)).scalars().all()
    assert [entry_tags.seen(parse(body).salt) for body in bodies] == [0, 1]


def test_commands_and_who_serves_seal_at_the_same_time(installed: Path) -> None:
    settings = read_settings(Mode.TOOL)
    with borrowed_ground(settings) as serving:
        begun = threading.Barrier(3)

        def command(number: int) -> None:
            with acting(settings) as ground:
                begun.wait()
                write(ground, *reads(20, ts=READ.ts + number * SECOND // 10))

        with ThreadPoolExecutor() as threads:
            done = [threads.submit(command, number) for number in range(2)]
            begun.wait()
            while not all(each.done() for each in done):
                seal_all(serving)
            for each in done:
                each.result()
    told = hub("log", "verify")
    assert told.exit_code == 0, told.output
    assert "40 entries, 40 sealed" in told.output


def test_officers_come_by_file_and_get_invitations(installed: Path, database: Databases, tmp_path: Path) -> None:
    file, out = tmp_path / "officers.csv", tmp_path / "invitations.json"
    file.write_text(f"{HEADERS}\n{FIA.format('handläggare')}\n", encoding="utf-8")
    taken = hub("import", "officers", str(file), "--invitations", str(out))
    assert taken.exit_code == 0, taken.output
    (invitation,) = json.loads(out.read_text(encoding="utf-8"))
    assert invitation["username"] == "fia@fk.example"
    assert mode_of(out) == 0o600
    assert invitation["password"] not in taken.output
    assert str(out) in taken.output
    assert pyotp.parse_uri(invitation["otpauth"]).secret == invitation["totp_secret"]
    assert "no new accounts" in hub("import", "officers", str(file)).output
    assert "exists" in hub("import", "officers", str(file), "--invitations", str(out)).output


def test_a_bad_row_refuses_the_officers_file(installed: Path, database: Databases, tmp_path: Path) -> None:
    file = tmp_path / "officers.csv"
    file.write_text(f"{HEADERS}\n{FIA.format('handläggare')}\n{FIA.format('canary')}\n", encoding="utf-8")
    refused = hub("import", "officers", str(file))
    assert refused.exit_code == 1
    assert "Rad 3, roll" in refused.output
    assert "canary" not in refused.output
    with database.store.read() as tx:
        assert tx.execute(select(officer.c.id)).all() == []


def test_a_database_out_of_reach_is_said_without_its_password(
    set_production: None, monkeypatch: pytest.MonkeyPatch, clean: Path
) -> None:
    hub("init")
    monkeypatch.setenv("HUB_DATABASE_URL", "postgresql://hub:hunter2@127.0.0.1:1/hub")
    refused = hub("migrate")
    assert refused.exit_code == 1
    assert "hunter2" not in refused.output
    assert refused.output.count("\n") == 1


def test_without_a_demo_there_are_no_accounts(clean: Path) -> None:
    assert "make run" in hub("demo", "accounts").output
    assert not (clean / "hub.db").exists()


@pytest.mark.usefixtures("set_production")
def test_init_invites_the_one_administrator_until_she_has_come() -> None:
    first, second = hub("init", "--administrator", "Ada@Demostad.Example"), hub("init")
    told = hub("log", "verify").output
    assert "2 entries, 2 sealed" in told, "nobody serves yet"
    for made in (first, second):
        assert made.exit_code == 0, made.output
        assert "https://ingangen.example/bjud-in/" in made.output
    assert invitation_of(first.output) != invitation_of(second.output)
    secret = invitation_of(second.output)
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        with ground.store.read() as tx:
            assert len(tx.execute(select(officer.c.id)).all()) == 1
            with pytest.raises(InvitationSpent):
                invited(tx, ground, invitation_of(first.output))
            seed = invited(tx, ground, secret).totp_secret
        chosen = choose_password(ground, secret, "kofta sjunger blå tratt")
        client = Client(address="", surface=Surface.PAGE)
        enrol(ground, secret, Shown(code=pyotp.TOTP(seed).now()), client, chosen=chosen)
    assert "/bjud-in/" not in hub("init").output, "she has come"
    again = hub("init", "--administrator", "ada@demostad.example", "--locked-out")
    assert "/bjud-in/" in again.output
    assert "no administrator" in hub("init", "--administrator", "eve@demostad.example", "--locked-out").output


def invitation_of(output: str) -> str:
    return output.strip().rpartition("/")[2]


@pytest.mark.usefixtures("set_production")
def test_init_takes_no_name_that_nobody_could_sign_in_with(clean: Path) -> None:
    refused = hub("init", "--administrator", "ada")
    assert refused.exit_code != 0
    assert "e-mail" in refused.output
    assert not clean.exists()


def full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_without_its_letter_no_account_is_made(
    installed: Path, database: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, letters = tmp_path / "officers.csv", tmp_path / "letters.json"
    file.write_text(f"{HEADERS}\n{FIA.format('handläggare')}\n", encoding="utf-8")
    command = ("import", "officers", str(file), "--invitations", str(letters))
    with monkeypatch.context() as broken:
        broken.setattr("keys.providers.file_place.os.fsync", full)
        assert f"{letters} cannot be written: No space left" in hub(*command).output
    with database.store.read() as tx:
        assert tx.execute(select(officer.c.id)).all() == []
    assert "1 new account" in hub(*command).output
    assert (mode_of(letters), len(json.loads(letters.read_bytes()))) == (0o600, 1)


@pytest.mark.usefixtures("set_production")
def test_half_a_secret_does_not_stay(clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub("init").exit_code == 0
    (clean / "form.secret").unlink()
    with monkeypatch.context() as broken:
        broken.setattr("keys.providers.file_place.os.fsync", full)
        assert "form.secret cannot be written: No space left" in hub("init").output
    assert not list(clean.glob("form.secret*"))
    assert hub("init").exit_code == 0
    assert len(form_secret(read_settings(Mode.TOOL))) == 32


def test_a_folder_of_somebody_else_is_one_line(
    set_production: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HUB_HOME", str(tmp_path / "file" / "home"))
    assert hub("init").output == f"Error: {tmp_path / 'file' / 'home'}: Not a directory\n"


def test_keys_of_another_installation_are_refused_before_anything_is_written(
    installed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "officers.csv").write_text(f"{HEADERS}\n{FIA.format('handläggare')}\n")
    assert hub("import", "officers", str(tmp_path / "officers.csv")).exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        seal_pending(ground, reach=None)
    monkeypatch.setenv("HUB_INSTALLATION", "another")
    assert "set both as they were" in hub("housekeeping").output
    monkeypatch.setenv("HUB_INSTALLATION", "test")
    (installed / "keys.json").unlink()
    assert "put its safe copy back" in hub("init").output
    assert not (installed / "keys.json").exists()
