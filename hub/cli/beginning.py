"""`hub init`: keys, secrets, empty databases brought to their form, and the first administrator's sign-in."""

from typing import Final

import click
from sqlalchemy import inspect, select

from hub.cli.invitations import Letters
from hub.cli.migrating import Line, newest, present, upgrade
from hub.cli.preparing import OPERATOR, prepare, writing
from hub.officers.reading import EMAIL, OfficerRow
from hub.officers.roles import Role
from hub.organisations.kinds import AuthorityKind
from hub.signin.inviting import admit
from hub.signin.tables import account
from hub.store.days import day_of, start_of
from hub.store.engine import Store
from hub.store.ground import Ground
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, Settings, read_settings
from policies.vocabulary import Function

_ORGANISATION: Final = "Ingången"  # one that never reads
_UNIT: Final = "Drift"


def _email(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    if given is not None and not EMAIL.fullmatch(given.strip().casefold()):
        raise click.BadParameter("write an e-mail address")
    return given.strip().casefold() if given else None


@click.command()
@click.option(
    "--administrator",
    metavar="E-MAIL",
    callback=_email,
    help="Sign-in name of the first administrator (default: administrator@INSTALLATION.invalid).",
)
@click.option("--name", default="Administratör", show_default=True, help="The first administrator's name.")
def init(administrator: str | None, name: str) -> None:
    """Make the folder for state, fresh master keys, the forms' secret, both databases and the first account.

    What exists already is left as it is; an older database is brought on by `hub migrate`.
    Copy the key file to a safe place apart from the databases before real data comes: without it,
    nothing that is stored can be opened again.

    The first account is an administrator's, who can read nothing about any participant. What she signs in
    with is written once, to a new file that only you can read; everybody else comes by `hub import officers`.
    """
    settings = read_settings(Mode.TOOL)
    letters = Letters(settings)
    prepare(settings, click.echo)
    with writing(settings):
        if not _stand(settings):
            return
        with borrowed_ground(settings) as ground:
            _first_account(ground, letters, administrator or f"administrator@{settings.installation}.invalid", name)


def _stand(settings: Settings) -> bool:
    """Bring empty databases to their form; tell whether both have it now."""
    lines: tuple[tuple[Line, str], ...] = (("keys", settings.keys_url), ("case", settings.database_url))
    return all(_stands(Store(url), line) for line, url in lines)


def _stands(store: Store, line: Line) -> bool:
    try:
        store.check()
        with store.read() as connection:
            empty = not inspect(connection).get_table_names()
        for change in upgrade(store, line) if empty else ():
            click.echo(f"{line} database: {change}")
        with store.read() as connection:
            return present(connection) == newest(line)
    finally:
        store.close()


def _first_account(ground: Ground, letters: Letters, email: str, name: str) -> None:
    with ground.store.read() as tx:
        if tx.execute(select(account.c.id).limit(1)).first() is not None:
            return
        today = day_of(ground.clock.now(tx))
    row = OfficerRow(
        row=1,
        organisation=_ORGANISATION,
        kind=AuthorityKind.OTHER,
        unit=_UNIT,
        name=name,
        title="administratör",
        function=Function.NONE,
        email=email,
        role=Role.ADMINISTRATOR,
        begins=start_of(today),
        ends=None,
        reviews=(),
    )
    letters.say(admit(ground, (row,), by=OPERATOR, keep=letters.keep))
