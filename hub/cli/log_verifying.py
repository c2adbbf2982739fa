"""`hub log verify`: walks the whole access log and says what is broken and where."""

import sys
from functools import partial

import click
from rich.console import Console
from rich.progress import Progress

from hub.access_log.checkpoint import Checkpoint
from hub.access_log.reader.findings import Findings
from hub.access_log.reader.verifying import verify as walk
from hub.access_log.tree import HASH_BYTES
from hub.cli.lost_keys import keyless, told_keyless
from hub.cli.migrating import refuse_older_form
from hub.cli.remembering import SEALED, remembered
from hub.cli.restoring import told_put_back
from hub.cli.sealed_records import sealed_records
from hub.cli.tagged_rows import tagged_rows
from hub.signin.put_back import put_back
from hub.store.days import written as day_written
from hub.store.errors import StoreRefused
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, no_database, read_settings


@click.group()
def log() -> None:
    """Check the access log."""


class _Root(click.ParamType[bytes]):
    name = "root"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        try:
            root = bytes.fromhex(value)
        except ValueError:
            root = b""
        if len(root) != HASH_BYTES:
            self.fail("write the root as it was printed, 64 digits and letters a to f", param, ctx)
        return root


@log.command(short_help="Walk the whole log, and say what is broken.")
@click.option(
    "--written",
    type=(click.IntRange(min=1), _Root()),
    metavar="SEALED ROOT",
    help="How many were sealed, and the root, as you wrote them down an earlier time.",
)
def verify(written: tuple[int, bytes] | None) -> None:
    """Walk the whole log: entries, tree, signed checkpoints, every sealed record against it, and the tags of rows.

    Reads only, so it works while the hub serves. Ends with 0 when all is whole, with 1 when something is
    broken; each finding says what and where, never whom it is about.

    Write down how many are sealed, and the root, in a place that this machine cannot write to, and give
    them with --written the next time: so you know that the log still begins with exactly those entries.
    Without it, who can write to the database may have cut off its end while the hub was stopped, and who holds
    the key file too may have rewritten all of it; it would be whole all the same.

    Each row that lets somebody in, or says what she may do, carries a tag of the hub's: accounts, sessions, links,
    officers and where they work, units and organisations, who coaches, has taken on or reviews what, and who is
    away. A row whose tag does not fit was put there or changed past the hub. It opens nothing; put it back from a
    copy, and find out who wrote it.

    It also counts the participants whose keys are gone, as with an older copy of the key database, and says when
    somebody said that a backup was put back (`hub restored`): what was done since it was made is in no log.

    Entries of the last moment before a hub was killed wait for their seal until it serves again; a line of
    its own says how many and since when. Until then the root does not cover them.
    """
    settings = read_settings(Mode.TOOL)
    if nothing := no_database(settings.database_url):
        raise StoreRefused(nothing)
    out = Console(stderr=True)
    shown = Progress(console=out, transient=True, disable=not out.is_terminal)
    with borrowed_ground(settings, read_only=True) as ground, shown as progress:
        refuse_older_form(ground.store, "case")  # of which it would find broken what is none
        task = progress.add_task("entries", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        earlier = remembered(settings.home) if written is None else Checkpoint(*written)
        findings = walk(ground, tell, records=sealed_records, tags=partial(tagged_rows, ground), written=earlier)
        lost = keyless(ground)
        with ground.store.read() as tx:
            backups = put_back(tx, ground)
    _say(findings, lost)
    for one in backups:
        click.echo(told_put_back(one))
    if not findings.sound:
        if written is None and earlier is not None:
            click.echo(f"held against the {earlier.size} that this machine saw sealed last ({settings.home / SEALED})")
        click.echo(f"BROKEN: {findings.count} findings")
        sys.exit(1)
    click.echo("whole")


def _say(findings: Findings, lost: int) -> None:
    for finding in findings.found:
        click.echo(f"{finding.fault.value}: {finding.where}")
    click.echo(
        f"{findings.entries} entries, {findings.leaves} sealed, {findings.checkpoints} checkpoints, "
        f"{findings.records} records, {findings.tagged} rows with a tag, root {findings.root}"
    )
    if findings.waiting_since is not None:
        what = "entry waits for its seal" if findings.waiting == 1 else "entries wait for their seal"
        since = day_written(findings.waiting_since)
        click.echo(
            f"{findings.waiting} {what}, since {since}; the hub seals within a second while it serves, or at start"
        )
    if lost:
        click.echo(told_keyless(lost))
    if findings.checkpoints and not findings.signed:
        click.echo(
            "no checkpoint is signed by this log: first look whether HUB_KEY_FILE and HUB_INSTALLATION are those that "
            "the hub serves with"
        )
