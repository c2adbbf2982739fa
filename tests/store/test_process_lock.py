"""One writing process a database, and its lock goes with it."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from hub.store.errors import HeldByAnother
from hub.store.process_lock import hold

TRY = (
    "import sys; from pathlib import Path; from hub.store.process_lock import hold\nwith hold(Path(sys.argv[1])): pass"
)


def test_another_process_is_refused_until_it_is_let_go(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TRY, str(tmp_path / "hub.db")]
    with hold(tmp_path / "hub.db"):
        refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert HeldByAnother.__name__ in refused.stderr
    assert subprocess.run(command, check=False).returncode == 0


def test_the_same_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    with hold(tmp_path / "hub.db"), pytest.raises(HeldByAnother), hold(tmp_path / "hub.db"):
        pass


def test_the_lock_is_the_databases_by_whatever_way_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with hold(tmp_path / "there" / "hub.db"):
        with pytest.raises(HeldByAnother), hold(tmp_path / "link" / "hub.db"):
            pass
        with hold(tmp_path / "there" / "another.db"):
            pass


def test_an_older_hub_that_still_serves_holds_its_own(tmp_path: Path) -> None:
    """It knows nothing of the lock beside the database; once none runs, its file hinders nobody."""
    lock = tmp_path / "home" / "writing.lock"
    with hold(tmp_path / "hub.db", before=lock):
        assert not lock.exists()
    lock.parent.mkdir()
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(HeldByAnother), hold(tmp_path / "hub.db", before=lock):
            pass
    with hold(tmp_path / "hub.db", before=lock):
        pass
