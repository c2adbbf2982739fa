"""What an installation needs before it can serve: keys, secrets, databases in their form, and the lock on writing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from hub.cli.migrating import Line, upgrade
from hub.store.actor import Actor, ActorKind
from hub.store.engine import Store
from hub.store.process_lock import hold
from hub.web.settings import Mode, Settings, read_settings
from keys.providers.file import FileProvider

OPERATOR = Actor(ActorKind.OPERATOR, "operator:hub")  # who acts by these commands, for the access log
_SECRET_BYTES = 32


@click.command()
def migrate() -> None:
    """Bring both databases (case and keys) to the form that this version of the hub expects.

    Safe to run again. Take a backup first. Stop `hub serve` before it when the databases are SQLite.
    """
    settings = read_settings(Mode.TOOL)
    with writing(settings):
        migrate_both(settings, click.echo)


def prepare(settings: Settings, say: Callable[[str], None]) -> None:
    """Make what is missing; never touch what is there."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.key_file.exists():
        settings.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        FileProvider.create(settings.key_file, os.urandom, demo=settings.mode is not Mode.PRODUCTION)
        say(f"made master keys: {settings.key_file}")
    if not settings.form_secret_file.exists():
        write_private(settings.form_secret_file, os.urandom(_SECRET_BYTES))
        say(f"made the forms' secret: {settings.form_secret_file}")


def migrate_both(settings: Settings, say: Callable[[str], None]) -> None:
    lines: tuple[tuple[Line, str], ...] = (("case", settings.database_url), ("keys", settings.keys_url))
    for name, url in lines:
        store = Store(url)
        try:
            store.check()
            changes = upgrade(store, name)
        finally:
            store.close()
        for change in changes:
            say(f"{name} database: {change}")


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone can read; it stands on the disk before this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Hold what a writing command must hold: with SQLite the lock file, since one process writes."""
    with hold(settings.home) if settings.uses_sqlite else nullcontext():
        yield
