"""The service manager's files: each starts a command that there is, shut in as the hub itself is."""

import shlex
from pathlib import Path
from typing import Final

import click
import pytest

from hub.cli import main
from tests.architecture.source import ROOT

SERVICES: Final = sorted((ROOT / "deploy").glob("*.service"))
# What a unit does; all else of its [Service] part is what it may not do.
_OWN: Final = {
    "Type",
    "ExecStart",
    "KillMode",
    "OOMPolicy",
    "Restart",
    "RestartSec",
    "TimeoutStartSec",
    "TimeoutStopSec",
}


def settings(unit: Path) -> dict[str, str]:
    part = unit.read_text().split("[Service]\n")[1].split("\n[")[0]
    lines = [line for line in part.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_it_starts_what_there_is(unit: Path) -> None:
    program, *words = shlex.split(settings(unit)["ExecStart"])
    assert program.endswith("/.venv/bin/hub")
    command: click.Command | None = main
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words.pop(0))
    assert command is not None
    known = {option for param in command.params for option in param.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_it_is_shut_in_as_the_hub_is(unit: Path) -> None:
    hub = settings(ROOT / "deploy/hub.service")
    assert {key: value for key, value in settings(unit).items() if key not in _OWN} == {
        key: value for key, value in hub.items() if key not in _OWN
    }


def test_each_timer_has_its_service() -> None:
    assert {timer.stem for timer in (ROOT / "deploy").glob("*.timer")} == {one.stem for one in SERVICES} - {"hub"}


def test_started_is_what_listens() -> None:
    """Else `systemctl start` ends well where the hub refuses to serve; test_serving asks whether it says so."""
    assert settings(ROOT / "deploy/hub.service")["Type"] == "notify"
