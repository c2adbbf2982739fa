"""The command `hub`: its subcommands, and one line for what hinders them."""

from importlib import import_module
from typing import Any, Final

import click
from sqlalchemy.exc import SQLAlchemyError

from hub.cli.hindering import about_database, about_file
from hub.store.errors import HeldByAnother, StoreRefused, StoreUnavailable, Unavailable
from hub.web.settings import NAMES, SettingsError
from keys.errors import KeysError
from policies.loading import PolicyError

# Loaded when asked for: a command that scripts call again and again need not wait for the whole service.
COMMANDS: Final = {
    "demo": "hub.cli.demo_commands:demo",
    "housekeeping": "hub.cli.chores:housekeeping",
    "import": "hub.cli.importing:import_",
    "init": "hub.cli.beginning:init",
    "log": "hub.cli.log_verifying:log",
    "migrate": "hub.cli.preparing:migrate",
    "restored": "hub.cli.restoring:restored",
    "run": "hub.cli.running:run",
    "serve": "hub.cli.serving:serve",
    "texts": "hub.cli.texts:texts",
}
_HINDRANCES: Final = (SettingsError, HeldByAnother, StoreRefused, KeysError, PolicyError)
_SETTINGS: Final = "\b\nSettings, read from the environment:\n" + "\n".join(
    f"  {name:<21} {meaning}" for name, meaning in NAMES.items()
)


class Commands(click.Group):
    """Ends a hindered command with one line that says why, instead of a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the framework asks with it
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _HINDRANCES as error:
            raise click.ClickException(str(error) or type(error).__name__) from error
        except BrokenPipeError:
            raise  # who reads has had enough, such as `head`: the framework ends without a word
        except OSError as error:
            raise click.ClickException(about_file(error)) from error
        except (StoreUnavailable, Unavailable, SQLAlchemyError) as error:
            raise click.ClickException(about_database(error)) from error


@click.group(cls=Commands, epilog=_SETTINGS, context_settings={"max_content_width": 100})
def main() -> None:
    """Run Ingången: the hub where named officers read what a participant has consented to.

    A first installation: `hub init`, `hub import officers FILE.csv`, `hub serve`.
    Settings that may hold a password can be given as NAME_FILE, the name of a file that holds the value.
    """
