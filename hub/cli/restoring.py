"""`hub restored`: after a backup was put back, ends what it let in again."""

from pathlib import Path
from typing import Final

import click

from hub.access_log.checkpoint import Checkpoint
from hub.cli.lost_keys import keyless, told_keyless
from hub.cli.preparing import acting, refuse_lost_key_store, writing
from hub.cli.remembering import SEALED, cut_after, remember
from hub.cli.served import refuse_served
from hub.signin.acts import OPERATOR
from hub.signin.put_back import PutBack
from hub.signin.restoring import Ended, end_ways_in
from hub.store.days import written
from hub.store.errors import StoreRefused
from hub.store.ground import Ground
from hub.web.settings import Mode, no_database, read_settings

_NOT_UNDONE: Final = (
    "Passwords, passkeys, who works where, and consents are as they were when the backup was made: before you open the "
    "proxy to all, do what deploy/README.md says under Restore"
)

_NO_BACKUP: Final = (
    "the access log is empty, so no backup stands here: put it back first, as deploy/README.md says under Restore, or "
    "mend HUB_DATABASE_URL; a new installation begins with `hub init`"
)


@click.command(short_help="End what a backup that was put back lets in again.")
def restored() -> None:
    """End the sessions, links and recovery codes that a backup let in again when it was put back.

    Run it once `hub log verify` has found the backup whole, and before the hub serves it. What had been used
    or ended since the backup was made would serve again: so every session ends, every link and invitation
    that nobody had used, and all recovery codes. Nobody loses an account: everybody signs in anew with what
    she knows and has, participants with their own names and codes. Officers make new recovery codes on the
    page Min inloggning; coaches and access managers make new links.

    It also makes the note in HUB_HOME of how far the log was sealed anew, where the backup's log does not
    go on from it: else the hub would not start. On other machines that serve, remove it by hand.

    One entry in the access log tells it, to the reviewers of every unit, also that the log had an end which
    is gone: where nobody put a backup back, somebody took it away, and this is not the command to run. Safe
    to run again. It cannot run while the hub serves.
    """
    settings = read_settings(Mode.TOOL)
    if nothing := no_database(settings.database_url):
        raise StoreRefused(nothing)
    with writing(settings):
        refuse_served(settings)
        refuse_lost_key_store(settings)
        with acting(settings, put_back=True) as ground:
            cut = cut_after(settings.home, ground)
            if cut is None and not ground.store.sealed[0]:
                raise StoreRefused(_NO_BACKUP)
            ended = end_ways_in(ground, by=OPERATOR, lost=cut)
            lost = keyless(ground)
        if cut is not None:  # only once the log tells it
            _note_anew(settings.home, ground)
    _say(ended, cut=cut, note=settings.home / SEALED, lost=lost)


def told_put_back(one: PutBack) -> str:
    """Say it to an operator who has the log verified: nothing that is broken, but nothing to pass over either."""
    said = f"a backup was said to be put back at {written(one.at)}"
    if one.size is None:
        return f"{said}; what was done since it was made is in no log"
    return f"{said}; {one.size} had been sealed, root {one.root}, and this log does not go on from them"


def _note_anew(home: Path, ground: Ground) -> None:
    """On a full disk the old note goes instead, which takes no room: to run again would tell it all once more."""
    try:
        remember(home, ground, anew=True)
    except OSError:
        (home / SEALED).unlink()


def _say(ended: Ended, *, cut: Checkpoint | None, note: Path, lost: int) -> None:
    click.echo("ended, and told in the access log:")
    for number, what, next_step in (
        (ended.sessions, "sessions", "everybody signs in anew"),
        (ended.links, "links of participants", "their coaches make new ones"),
        (ended.invitations, "invitations", "access managers make new ones; the first administrator's: `hub init`"),
        (ended.recovery_codes, "recovery codes", "officers make new ones on the page Min inloggning"),
    ):
        click.echo(f"  {number} {what}{'; ' + next_step if number else ''}")
    if cut is not None:
        click.echo(
            f"{note} tells no more of the log that was here: this machine saw {cut.size} sealed, root "
            f"{cut.root.hex()}, and what was put back does not go on from them. The access log tells it to every "
            "unit's reviewers, with that root"
        )
    if lost:
        click.echo(told_keyless(lost))
    click.echo(_NOT_UNDONE)
