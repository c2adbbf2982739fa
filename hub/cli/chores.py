"""Housekeeping: the collision checks that participants asked for, and what is not kept any longer."""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import click

from hub.cli.background import Background
from hub.cli.preparing import acting, writing
from hub.collisions.checking import run_checks
from hub.consents.dropping import drop_unsigned
from hub.oversight.forgetting import forget_old_checks
from hub.signin.forgetting import forget_spent
from hub.store.causes import cause_of
from hub.store.ground import Ground
from hub.web.settings import Mode, read_settings

GoOn = Callable[[], None]
"""Called between cases; raises Stopped when the hub ends."""

# Each finds out by itself what is due, so that it may run as often as one likes and in several processes at once.
CHORES: Final[Mapping[str, Callable[[Ground, GoOn], int]]] = MappingProxyType(
    {
        "unsigned drafts dropped": lambda ground, _: drop_unsigned(ground),
        "spent sessions, links, invitations and attempts deleted": forget_spent,
        "old checks of the log deleted": lambda ground, _: forget_old_checks(ground),
        "cases checked for collisions": lambda ground, go_on: run_checks(ground, lambda *_: go_on()),
    }
)
HOUR: Final = 3600.0  # seconds
AGAIN: Final = 300.0  # seconds, when something failed


class Stopped(Exception):  # noqa: N818 - names the state
    """The hub ends; what is left is done when it starts again."""


def do_chores(ground: Ground, go_on: GoOn = lambda: None) -> tuple[dict[str, int], list[str]]:
    """Do all that is due; give how much was done of each, and the cause of what failed: the others go on."""
    done: dict[str, int] = {}
    troubles: list[str] = []
    for name, chore in CHORES.items():
        try:
            go_on()
            done[name] = chore(ground, go_on)
        except Stopped:
            return done, troubles
        except Exception as error:  # noqa: BLE001 - told by cause, since a message may hold values; outlives outages
            troubles.append(cause_of(error))
    return done, troubles


class Chores(Background):
    """At start, then hourly, sooner after a failure."""

    NAME = "chores"
    TROUBLE = "chores_not_done"

    def round(self) -> float:
        """Do what is due; give how many seconds to wait before the next round."""
        _, troubles = do_chores(self._ground, self._go_on)
        for trouble in troubles:
            logging.getLogger(__name__).error(self.TROUBLE, extra={"trouble": trouble})
        return AGAIN if troubles else HOUR

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise Stopped

    def _run(self) -> None:
        pause = self.round()
        while not self._stopped.wait(pause):
            pause = self.round()


@click.command(short_help="Do now what the hub does by itself every hour.")
def housekeeping() -> None:
    """Do now what the hub does by itself every hour while it serves.

    Drops the drafts of consents that nobody has signed for thirty days, and runs the collision check of
    each case whose participant has asked for it and that was not checked today; each of these acts
    stands in the access log. Deletes the sessions, links and invitations that ended thirty days ago,
    the counts of failed attempts that are forgotten, and all but the newest checks of the log. For a
    timer, where the hub is not always served; safe to run as often as you like. With SQLite it cannot
    run while the hub serves, and need not.
    """
    settings = read_settings(Mode.TOOL)
    with writing(settings), acting(settings) as ground:
        done, troubles = do_chores(ground)
    for name, count in done.items():
        click.echo(f"{count} {name}")
    if troubles:
        raise click.ClickException(f"not all could be done ({', '.join(troubles)}); run it again")
