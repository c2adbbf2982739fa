"""`hub run`: the demo, set up and filled when it is empty, then served on this machine."""

import shutil
from pathlib import Path

import click

from hub.cli import demo as demo_data
from hub.cli.accounts import read_accounts, table_of
from hub.cli.preparing import migrate_both, prepare, writing
from hub.cli.remembering import SEALED
from hub.cli.serving import Server, refuse_deaf
from hub.store.addresses import read_address
from hub.web.settings import DEMO, Mode, Settings, SettingsError, read_settings

_FILLED = "filled"


@click.command(short_help="Serve the demo with made-up people.")
def run() -> None:
    """Serve the demo with made-up people, until SIGTERM or SIGINT (Ctrl-C) ends it.

    The first start makes keys and databases in HUB_HOME and tells the demo's story into them; later
    starts keep what is there. It prints the address and the accounts. Never for real data.
    """
    settings = read_settings(Mode.DEMO)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with writing(settings):
        refuse_deaf(settings)  # before the story, which takes its time
        fill_once(settings)
        click.echo(table_of(read_accounts(settings.home), settings.base_url))
        Server(settings).run()


def fill_once(settings: Settings) -> None:
    """Make and fill what is empty. A demo whose filling was broken off is made anew."""
    folder = settings.home / DEMO
    if folder.exists() and not (folder / _FILLED).exists():
        _empty(settings)
    folder.mkdir(mode=0o700, exist_ok=True)
    prepare(settings, click.echo)
    migrate_both(settings, click.echo)
    if not (folder / _FILLED).exists():
        (settings.home / SEALED).unlink(missing_ok=True)  # of a demo that somebody has deleted, but for it
        click.echo("telling the demo's story (once) ...")
        demo_data.load(settings)
        (folder / _FILLED).touch()


def _empty(settings: Settings) -> None:
    if not settings.uses_sqlite:
        raise SettingsError("filling the demo was broken off; give it an empty database and an empty HUB_HOME")
    for url in (settings.database_url, settings.keys_url):
        name = read_address(url).database or ""
        for part in ("", "-wal", "-shm"):
            Path(name + part).unlink(missing_ok=True)
    shutil.rmtree(settings.home / DEMO)
