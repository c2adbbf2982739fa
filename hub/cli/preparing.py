"""What an installation needs before it can serve: keys, secrets, databases in their form, and the lock on writing."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from sqlalchemy import inspect, select

from hub.access_log.sealer import seal_pending
from hub.cli.migrating import Line, newest, present, refuse_older_form, upgrade
from hub.cli.remembering import refuse_shorter, remember_further
from hub.cli.served import refuse_served
from hub.cli.telling_first import tell_first
from hub.participants.tables import participant
from hub.store import row_seals
from hub.store.addresses import read_address
from hub.store.engine import Store
from hub.store.errors import LogBroken, StoreRefused
from hub.store.ground import Ground
from hub.store.key_tables import wrapped_key
from hub.store.process_lock import hold
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, Settings, read_settings
from keys.providers.file import FileProvider
from keys.providers.file_place import write_private

_SECRET_BYTES = 32
_LOCK_BEFORE = "writing.lock"  # of a hub from before its lock lay beside the database


@click.command(short_help="Bring both databases to this version's form.")
def migrate() -> None:
    """Bring both databases (case and keys) to the form that this version of the hub expects.

    Safe to run again. Take a backup first, and stop `hub serve` before it, on every machine: what an older hub changes
    meanwhile, the log is not told of. Where it sees one serve, it changes nothing.
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
        write_private(settings.form_secret_file, os.urandom(_SECRET_BYTES), replace=False)
        say(f"made the forms' secret: {settings.form_secret_file}")


def migrate_both(settings: Settings, say: Callable[[str], None]) -> None:
    refuse_lost_key_store(settings)
    lines: tuple[tuple[Line, str], ...] = (("case", settings.database_url), ("keys", settings.keys_url))
    for name, url in lines:
        store = Store(url)
        try:
            store.check()
            with _keys_for(settings, store, name) as ground:
                changes = _upgrade(settings.home, store, name, ground)
        finally:
            store.close()
        for change in changes:
            say(f"{name} database: {change}")


def _upgrade(home: Path, store: Store, line: Line, ground: Ground | None) -> Sequence[str]:
    if ground is None:
        return upgrade(store, line)
    changes = upgrade(store, line, tag=partial(row_seals.tag, ground), after=partial(tell_first, ground))
    seal_all(ground)  # nobody serves: what was told first could be taken away until somebody does
    remember_further(home, ground)
    return changes


@contextmanager
def _keys_for(settings: Settings, store: Store, line: Line) -> Iterator[Ground | None]:
    """Lend the keys to what brings an older case database on; a new one has nothing to seal or to tell."""
    with store.read() as tx:
        found = present(tx)
    if line != "case" or found in {None, newest(line)}:
        yield None
        return
    refuse_served(settings)
    with borrowed_ground(settings) as ground:
        yield ground


def refuse_lost_key_store(settings: Settings) -> None:
    """An empty key database would open nothing of what is sealed, and look as if it had mended the loss.

    And whoever is registered from then on would lose her key once the right one is put back.
    """
    case, keys = Store(settings.database_url), Store(settings.keys_url)
    try:
        with keys.read() as tx:
            if inspect(tx).has_table(wrapped_key.name) and tx.execute(select(wrapped_key.c.purpose).limit(1)).first():
                return
        with case.read() as tx:
            sealed = inspect(tx).has_table(participant.name) and tx.execute(select(participant.c.id).limit(1)).first()
    finally:
        case.close()
        keys.close()
    if sealed:
        raise StoreRefused(
            "the key database is empty, and the case database needs its keys; put its backup back, or mend HUB_KEYS_URL"
        )


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Hold what a writing command must hold: with SQLite the lock file, since one process writes."""
    if not settings.uses_sqlite:
        yield
        return
    with hold(Path(read_address(settings.database_url).database or ""), before=settings.home / _LOCK_BEFORE):
        yield


@contextmanager
def acting(settings: Settings, *, put_back: bool = False) -> Iterator[Ground]:
    """Give the ground to a command that writes entries, and seal them before it ends, also when it was hindered.

    It begins on no log that has lost its end, but where that is what it tells (`put_back`), and notes how far it came.

    What waits is sealed before, so that its first entry vouches for all that the log has (hub.store.entry_tags).
    Perhaps nobody serves, and the log must not wait for its seal until somebody does. Who serves meanwhile, on
    PostgreSQL, seals the same way: the sealers take turns, and what one has sealed the other finds done.
    """
    with borrowed_ground(settings) as ground:
        refuse_older_form(ground.store, "case")
        refuse_older_form(ground.key_store, "keys")
        if not put_back:
            refuse_shorter(settings.home, ground)
        seal_all(ground)
        try:
            yield ground
        finally:
            seal_all(ground)
            remember_further(settings.home, ground)


def seal_all(ground: Ground) -> None:
    """Seal everything that waits. Raises StoreRefused where what is sealed already contradicts itself."""
    try:
        seal_pending(ground, reach=None)
    except LogBroken as broken:
        raise StoreRefused(f"the access log contradicts itself ({broken}); see `hub log verify`") from broken
