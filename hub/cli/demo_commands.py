"""`hub demo`: who can sign in to the demo, and with which code right now."""

import json

import click
from sqlalchemy import select

from hub.cli.accounts import read_accounts, table_of, working_code
from hub.signin.tables import account
from hub.store.engine import Store
from hub.web.settings import Mode, Settings, read_settings


@click.group()
def demo() -> None:
    """Help to sign in to the demo; production has none of this."""


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of accounts.")
def accounts(*, as_json: bool) -> None:
    """Show the demo's accounts."""
    settings = read_settings(Mode.DEMO)
    found = read_accounts(settings.home)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else table_of(found, settings.base_url))


@demo.command(short_help="Print a code with which USERNAME can sign in now.")
@click.argument("username")
def code(username: str) -> None:
    """Print a code with which USERNAME can sign in now; wait for the next one if the present is used up.

    Reads only, so it works while the demo is served.
    """
    settings = read_settings(Mode.DEMO)
    found = next((one for one in read_accounts(settings.home) if one["username"] == username), None)
    if found is None:
        raise click.ClickException("no demo account has that username; `hub demo accounts` lists them")
    if "code" in found:
        click.echo(found["code"])
        return
    click.echo(working_code(found["totp_secret"], lambda: _last_step(settings, username)))


def _last_step(settings: Settings, username: str) -> int:
    store = Store(settings.database_url, connections=1, read_only=True)
    try:
        with store.read() as tx:
            statement = select(account.c.totp_last_step).where(account.c.username == username)
            return tx.execute(statement).scalar_one_or_none() or 0
    finally:
        store.close()
