"""What every test may ask for: fresh databases of both kinds, in one directory that goes when the run ends."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from tests import databases, postgresql
from tests.databases import KINDS, Databases, fresh

pytest_plugins = ("tests.warm", "tests.untouched", "tests.cast")

_RUN: Final = "HUB_TEST_RUN"
_PREFIX: Final = "hub-tests-"
_NEEDED_BYTES: Final = 2 * 1024**3


# A test asserts no time: a busy machine is no failure.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's directory once; the workers of the run find it in their environment."""
    if not hasattr(config, "workerinput"):
        memory = Path("/dev/shm")  # noqa: S108 - a memory disk makes synced commits cheap
        roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _NEEDED_BYTES
        place = memory if roomy else Path(tempfile.gettempdir())
        _sweep(place)
        run = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
        run.chmod(0o711)  # the database server's user passes through to its own directory
        os.environ[_RUN] = str(run)
        os.environ["HUB_TEST_RUN_PROCESS"] = str(os.getpid())
        if roomy and config.option.basetemp is None:  # each world syncs its keys, each command its database
            config.option.basetemp = str(run / "tmp")


def _sweep(place: Path) -> None:
    """Remove what runs left behind that were killed; their servers have ended by themselves."""
    for left in place.glob(f"{_PREFIX}*-*"):
        owner = left.name.removeprefix(_PREFIX).partition("-")[0]
        if not Path(f"/proc/{owner}").exists():
            shutil.rmtree(left, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    databases.let_go()
    postgresql.let_go()
    if not hasattr(config, "workerinput") and _RUN in os.environ:
        run = Path(os.environ.pop(_RUN))
        postgresql.stop(run)
        shutil.rmtree(run, ignore_errors=True)


# Begun first, so that no worker is left alone with a long one at the end; what is short evens out by being stolen.
_LONG: Final = (
    "browser/test_page_journey.py",
    "attacks/test_sweep.py",
    "browser/test_every_page.py",
    "browser/",
    "attacks/test_kill.py",
    "journeys/",
    "cli/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((turn for turn, part in enumerate(_LONG) if f"/{part}" in path), len(_LONG))


@pytest.fixture(scope="session")
def run_directory() -> Path:
    """Return the run's own directory, shared by its workers, on a memory disk where there is one."""
    return Path(os.environ[_RUN])


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, run_directory: Path) -> Iterator[Databases]:
    """Fresh case and key databases; the test runs once on each kind.

    The mark `own_databases` asks for such as nobody has used: for a test that looks into their files.
    """
    own = request.node.get_closest_marker("own_databases") is not None
    name = f"o{os.getpid()}" if own else f"t{os.getpid()}"
    with fresh(request.param, run_directory, name, keep=not own) as made:
        yield made
