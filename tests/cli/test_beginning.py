"""Commands on an installation that has lived a while: `hub init` again, and a database of an older version."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from hub.cli.migrating import downgrade
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, read_settings
from tests.cli.test_commands import FIA, HEADERS

ADMINISTRATOR = "Demostads kommun;kommun;Drift;Ada Ahl;drift;ingen;ada@demostad.example;administratör;2026-01-01;;"


def hub(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def imported(place: Path, row: str) -> Result:
    place.write_text(f"{HEADERS}\n{row}\n", encoding="utf-8")
    return hub("import", "officers", str(place))


@pytest.mark.usefixtures("set_production")
def test_officers_from_a_file_do_not_end_the_administrators_invitation(tmp_path: Path) -> None:
    assert hub("init").exit_code == 0
    assert imported(tmp_path / "officers.csv", FIA.format("handläggare")).exit_code == 0
    again = hub("init", "--administrator", "ada@demostad.example")
    assert "https://ingangen.example/bjud-in/" in again.output


@pytest.mark.usefixtures("set_production")
def test_once_an_administrator_has_an_account_init_says_what_helps(tmp_path: Path) -> None:
    assert hub("init").exit_code == 0
    made = imported(tmp_path / "officers.csv", ADMINISTRATOR)
    assert made.exit_code == 0, made.output
    again = hub("init")
    assert again.exit_code == 0
    assert "/bjud-in/" not in again.output
    assert "--locked-out" in again.output


@pytest.mark.usefixtures("set_production")
def test_nothing_is_written_into_a_database_of_an_older_form(tmp_path: Path) -> None:
    assert hub("init").exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        downgrade(ground.store, "case", to="-1")
    for refused in (hub("housekeeping"), imported(tmp_path / "officers.csv", FIA.format("handläggare"))):
        assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
        assert "run `hub migrate`" in refused.output
    assert hub("migrate").exit_code == 0
    assert hub("housekeeping").exit_code == 0
