"""`hub import`: reads files from other systems, whole or not at all."""

from pathlib import Path

import click


@click.group(name="import")
def import_() -> None:
    """Read files from other systems."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def officers(file: Path) -> None:
    """Read secrecy units, officers and their employments from a CSV file."""
    raise click.ClickException("not there yet")
