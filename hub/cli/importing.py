"""`hub import`: reads files from other systems, whole or not at all."""

from pathlib import Path

import click

from hub.cli.invitations import Letters
from hub.cli.preparing import acting, writing
from hub.officers.reading import FileRefused
from hub.signin.acts import OPERATOR
from hub.signin.inviting import import_officers
from hub.web.settings import Mode, read_settings


@click.group(name="import")
def import_() -> None:
    """Read files from other systems."""


@import_.command(short_help="Read units, officers and who works where from FILE.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--invitations",
    type=click.Path(dir_okay=False, path_type=Path),
    help="New file for the first sign-ins (default: a dated file in HUB_HOME).",
)
def officers(file: Path, invitations: Path | None) -> None:
    """Read secrecy units, officers and their employments from FILE, an .xlsx or a CSV with Swedish headers.

    Headers: organisation; myndighetstyp; enhet; namn; titel; funktion; e-post; roll; från; till; granskar.
    After them may stand telefon and nås bäst, how she is reached at work; an empty cell leaves what stands.
    The whole file is checked first; one bad row refuses it. Reading the same file again changes nothing.

    Each new officer gets an account; its name is the e-mail address. What she signs in with the first
    time is written once, to a new JSON file that only you can read: username, password, the secret of
    the one-time codes and its otpauth address, which an authenticator app takes (also as a QR code).
    Nobody can read these again: hand them over in person, then delete the file.
    """
    settings = read_settings(Mode.TOOL)
    letters = Letters(settings, invitations)
    with writing(settings), acting(settings) as ground:
        try:
            made = import_officers(ground, file.read_bytes(), by=OPERATOR, keep=letters.keep)
        except FileRefused as refused:
            for error in refused.errors:
                click.echo(str(error), err=True)
            raise click.ClickException(f"{file} was refused; nothing was changed") from refused
    letters.say(made)
