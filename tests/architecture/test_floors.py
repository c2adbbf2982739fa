"""The import contracts hold, and each of them would notice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCT, ROOT

LINT = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*LINT, "--no-cache", "--no-logo", "--config", str(folder / "pyproject.toml")]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("hub/store/ids.py", "import hub.web.app", "the floors of the hub"),
        ("hub/plans/tables.py", "import hub.consents.tables", "the floors of the hub"),
        ("policies/rules.py", "import flask", "policies decide"),
        ("keys/sealed.py", "import sqlalchemy", "keys seal and open bytes"),
        ("hub/cases/showing.py", "import keys.opening", "opened by the door alone"),
        ("hub/plans/rows.py", "import keys.secrets", "have their own key"),
        ("hub/cases/listing.py", "import keys.blind_index", "serves registering alone"),
        ("hub/oversight/showing.py", "import hub.access_log.tables", "touched by the log alone"),
    ],
)
def test_an_import_that_goes_up_is_found(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for package in PRODUCT:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")
    result = lint(tmp_path)
    assert result.returncode == 1
    broken = [text for text in result.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(contract in text for text in broken), result.stdout
