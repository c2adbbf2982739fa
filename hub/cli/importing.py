"""`hub import`: reads files from other systems, whole or not at all."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from hub.cli.preparing import write_private, writing
from hub.officers.reading import FileRefused
from hub.signin.inviting import import_officers
from hub.store.actor import Actor, ActorKind
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, read_settings

OPERATOR = Actor(ActorKind.OPERATOR, "operator:hub")


@click.group(name="import")
def import_() -> None:
    """Read files from other systems."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--invitations",
    type=click.Path(dir_okay=False, path_type=Path),
    help="New file for first passwords and one-time-code secrets (default: a dated file in HUB_HOME).",
)
def officers(file: Path, invitations: Path | None) -> None:
    """Read secrecy units, officers and their employments from FILE, a CSV with Swedish headers.

    Headers: organisation; myndighetstyp; enhet; namn; titel; funktion; e-post; roll; från; till; granskar.
    The whole file is checked first; one bad row refuses it. Reading the same file again changes nothing.
    Each new officer gets an account. Its first password and the secret of its one-time codes are
    written to a file that only you can read: hand them over in person, then delete the file.
    """
    settings = read_settings(Mode.TOOL)
    place = invitations or settings.home / f"invitations-{datetime.now():%Y%m%d-%H%M%S}.json"  # noqa: DTZ005 - a name
    if place.exists():
        raise click.ClickException(f"{place} exists already; invitations are never written over others")
    with writing(settings), borrowed_ground(settings) as ground:
        try:
            made = import_officers(ground, file.read_bytes(), by=OPERATOR)
        except FileRefused as refused:
            for error in refused.errors:
                click.echo(str(error), err=True)
            raise click.ClickException(f"{file} was refused; nothing was changed") from refused
    if made:
        write_private(place, json.dumps([asdict(one) for one in made], ensure_ascii=False, indent=2).encode())
        click.echo(f"{len(made)} new accounts; their first passwords lie in {place}")
    else:
        click.echo("no new accounts")
