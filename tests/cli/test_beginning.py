"""`hub init` again, when an installation has lived a while."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
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
