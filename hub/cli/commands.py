"""The command `hub`: its subcommands, and one line for what hinders them."""

from typing import Any, Final

import click
from sqlalchemy.exc import SQLAlchemyError

from hub.access_log.sealer import LogBroken
from hub.cli.demo_commands import demo
from hub.cli.importing import import_
from hub.cli.log_verifying import log
from hub.cli.preparing import init, migrate
from hub.cli.running import run
from hub.cli.serving import serve
from hub.store.errors import HeldByAnother, StoreRefused, StoreUnavailable
from hub.web.settings import NAMES, SettingsError
from keys.errors import KeysError
from policies.loading import PolicyError

_HINDRANCES: Final = (SettingsError, HeldByAnother, StoreRefused, KeysError, PolicyError, LogBroken)
_SETTINGS: Final = "\b\nSettings, read from the environment:\n" + "\n".join(
    f"  {name:<21} {meaning}" for name, meaning in NAMES.items()
)


class OneLine(click.Group):
    """Ends a hindered command with one line that says why, instead of a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _HINDRANCES as error:
            raise click.ClickException(str(error) or type(error).__name__) from error
        except (StoreUnavailable, SQLAlchemyError) as error:
            # The message may hold an address with its password, or values; the class does not.
            cause = type(error.__cause__ or error).__name__
            sentence = f"the database does not answer, or `hub migrate` has not been run ({cause})"
            raise click.ClickException(sentence) from error


@click.group(cls=OneLine, epilog=_SETTINGS, context_settings={"max_content_width": 100})
def main() -> None:
    """Run Ingången: the hub where named officers read what a participant has consented to.

    A first installation: `hub init`, `hub migrate`, `hub import officers FILE.csv`, `hub serve`.
    Settings that may hold a password can be given as NAME_FILE, the name of a file that holds the value.
    """


for command in (demo, import_, init, log, migrate, run, serve):
    main.add_command(command)
