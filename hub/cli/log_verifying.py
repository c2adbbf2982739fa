"""`hub log verify`: walks the whole access log and says what is broken and where."""

import sys

import click
from rich.console import Console
from rich.progress import Progress

from hub.access_log.reader.verifying import verify as walk
from hub.cli.sealed_records import sealed_records
from hub.store.days import written
from hub.store.errors import StoreRefused
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, no_database, read_settings


@click.group()
def log() -> None:
    """Check the access log."""


@log.command()
def verify() -> None:
    """Walk the whole log: entries, tree, signed checkpoints, and every sealed record against it.

    Reads only, so it works while the hub serves. Ends with 0 when all is whole, with 1 when something is
    broken; each finding says what and where, never whom it is about. Compare the root with the one
    you wrote down last time: it proves that nothing before it was rewritten.

    Entries of the last moment before a hub was killed wait for their seal until it serves again; a line of
    its own says how many and since when. Until then the root does not cover them.
    """
    settings = read_settings(Mode.TOOL)
    if nothing := no_database(settings.database_url):
        raise StoreRefused(nothing)
    out = Console(stderr=True)
    with borrowed_ground(settings, read_only=True) as ground, Progress(console=out, transient=True) as progress:
        task = progress.add_task("entries", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        findings = walk(ground, tell, records=sealed_records)
    for finding in findings.found:
        click.echo(f"{finding.fault.value}: {finding.where}")
    click.echo(
        f"{findings.entries} entries, {findings.leaves} sealed, {findings.checkpoints} checkpoints, "
        f"{findings.records} records, root {findings.root}"
    )
    if findings.waiting_since is not None:
        what = "entry waits for its seal" if findings.waiting == 1 else "entries wait for their seal"
        since = written(findings.waiting_since)
        click.echo(
            f"{findings.waiting} {what}, since {since}; the hub seals within a second while it serves, or at start"
        )
    if not findings.sound:
        click.echo(f"BROKEN: {findings.count} findings")
        sys.exit(1)
    click.echo("whole")
