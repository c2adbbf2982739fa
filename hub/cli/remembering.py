"""Remembers on this machine how far the log was sealed, so that its end is not taken away unseen while nobody serves.

Who writes to the database could, with all that was made of that end. What is remembered lies in HUB_HOME, where who
writes to the database of another machine does not.
"""

import os
from pathlib import Path
from typing import Final

import click

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.reader.standing import was_sealed
from hub.access_log.tree import HASH_BYTES
from hub.store.errors import StoreRefused
from hub.store.ground import Ground

SEALED: Final = "log-sealed"  # in HUB_HOME: how many entries, and the root, as `hub log verify --written` takes them


def remember(home: Path, ground: Ground, *, anew: bool = False) -> None:
    """Note what this process has seen sealed last. Raises OSError; what was noted before stands then.

    Less than what another process has noted meanwhile is noted only `anew`, of another log: the end would be let go.
    Who owns the database can keep one process waiting for long, while another goes on.
    """
    size, root = ground.store.sealed
    if not size or (not anew and _noted_size(home) > size):
        return
    new = home / f"{SEALED}.{os.getpid()}"
    with new.open("w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(f"{size} {root.hex()}\n")
        file.flush()
        os.fsync(file.fileno())  # else a power failure may leave an empty one in the old one's place: none would start
    new.replace(home / SEALED)


def remember_further(home: Path, ground: Ground) -> None:
    """Note what a command has sealed, where the log goes on from what was noted: else it is for `hub restored` to say.

    A disk that is full does not undo what the command did: that is told, on standard error.
    """
    if cut_after(home, ground) is not None:
        return
    try:
        remember(home, ground)
    except OSError as error:
        click.echo(
            f"not noted in {home / SEALED} ({error.strerror}): what this command wrote in the access log could be "
            "taken away unseen until `hub serve` has noted it; see that HUB_HOME is right, and can be written",
            err=True,
        )


def refuse_forgetful(home: Path) -> None:
    """Raise StoreRefused where nothing can be noted: the end of the log could be taken away unseen."""
    probe = home / f"{SEALED}.{os.getpid()}"
    try:
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise StoreRefused(
            f"HUB_HOME: nothing can be written in {home} ({error.strerror}), where the hub notes how far the log was "
            "sealed; it must belong to the user that runs the hub, and stand under ReadWritePaths in hub.service"
        ) from error


def remembered(home: Path) -> Checkpoint | None:
    """Give what was noted last; None where nothing was. Raises StoreRefused for what is no such note."""
    try:
        size, root = (home / SEALED).read_text(encoding="ascii").split()
        noted = Checkpoint(int(size), bytes.fromhex(root))
    except FileNotFoundError:
        return None
    except ValueError:
        noted = Checkpoint(0, b"")
    if noted.size < 1 or len(noted.root) != HASH_BYTES:
        raise StoreRefused(
            f"{home / SEALED} is not as the hub wrote it: run `hub log verify --written` with the pair that you wrote "
            "down last, and when it says whole, remove that file"
        )
    return noted


def _noted_size(home: Path) -> int:
    """Give how many were noted to be sealed; none where the note says nothing."""
    try:
        noted = remembered(home)
    except StoreRefused:
        return 0
    return noted.size if noted is not None else 0


def refuse_shorter(home: Path, ground: Ground) -> None:
    """Refuse a log that does not go on from what was noted: its end is gone, or another database stands in its place.

    Before anything is sealed on top of it. Raises StoreRefused.
    """
    noted = cut_after(home, ground)
    if noted is not None:
        raise StoreRefused(
            f"the access log has lost entries that were sealed: this machine saw {noted.size}, and the database that "
            "HUB_DATABASE_URL names does not go on from them. If you put a backup back, or another database is to take "
            "its place, do what deploy/README.md says under Restore, with `hub restored`, and start again. If not, "
            "somebody took them away: leave all as it is, and find out who"
        )


def cut_after(home: Path, ground: Ground) -> Checkpoint | None:
    """Give what this machine saw sealed last, where the log does not go on from it. Raises StoreRefused."""
    noted = remembered(home)
    if noted is None:
        return None
    with ground.store.read() as tx:
        return None if was_sealed(tx, noted) else noted
