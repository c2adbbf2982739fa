"""`bin/setup` chooses a Python that is new enough; what is there goes only once it is known that another can be made.

No network: each Python on the path is a script that says its version, and notes what it was asked for.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
_TOOLS: Final = ("sh", "sed", "sha256sum", "dirname", "rm", "cat", "mkdir", "cp", "flock")
_PYTHON: Final = """#!/bin/sh
case "$1 $2" in
    "-c import sys; sys.exit"*) exit {too_old} ;;
    *base_prefix*) [ {too_old} = 1 ] || echo "/of/{name}" ;;
    *ensurepip*) exit {no_venv} ;;
    "-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo {name} >>made ;;
esac
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a tree with nothing but what decides, and a path on which no Python and no uv lies."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "path").mkdir()
    for name in ("bin/setup", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for tool in _TOOLS:
        if found := shutil.which(tool):
            (tmp_path / "path" / tool).symlink_to(found)
    return tmp_path


def put(tree: Path, name: str, *, too_old: bool = False, no_venv: bool = False) -> None:
    python = tree / "path" / name
    python.write_text(_PYTHON.format(name=name, too_old=int(too_old), no_venv=int(no_venv)))
    python.chmod(0o755)


def set_up(tree: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHON", "HUB_SETUP_LOCKED"}}
    path = {"PATH": str(tree / "path")}
    return subprocess.run(
        [tree / "bin/setup"], env=kept | path | environment, capture_output=True, text=True, check=False
    )


def made(tree: Path) -> list[str]:
    return (tree / "made").read_text().split()


def test_one_that_is_too_old_is_passed_over(tree: Path) -> None:
    for name in ("python3", "python3.11"):
        put(tree, name, too_old=True)
    for name in ("python3.12", "python3.13"):
        put(tree, name)
    assert set_up(tree).returncode == 0
    assert made(tree) == ["python3.12"]


def test_what_is_set_up_is_left_alone(tree: Path) -> None:
    put(tree, "python3")
    assert [set_up(tree).returncode for _ in range(2)] == [0, 0]
    assert made(tree) == ["python3"]


def test_the_one_that_is_named_takes_the_place_of_another(tree: Path) -> None:
    put(tree, "python3")
    put(tree, "python3.12")
    assert set_up(tree).returncode == 0
    assert [set_up(tree, PYTHON="python3.12").returncode for _ in range(2)] == [0, 0]
    assert made(tree) == ["python3", "python3.12"]


def test_one_that_cannot_make_it_leaves_what_is_there(tree: Path) -> None:
    put(tree, "python3")
    put(tree, "python3.12", no_venv=True)
    assert set_up(tree).returncode == 0
    refused = set_up(tree, PYTHON="python3.12")
    assert (refused.returncode, refused.stderr) == (
        1,
        "setup: python3.12 has no module venv; mend it with: apt-get install python3-venv\n",
    )
    assert set_up(tree).returncode == 0
    assert made(tree) == ["python3"], "it is ready as it was"
