"""Writes what invited officers sign in with the first time: once, to a new file that only its owner can read."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from hub.signin.inviting import Invitation
from hub.web.settings import Settings
from keys.providers.file_place import write_private


class Letters:
    """The file of one command. It is written before the accounts stand, so that no account is without its letter."""

    def __init__(self, settings: Settings, place: Path | None = None) -> None:
        dated = f"invitations-{datetime.now():%Y%m%d-%H%M%S-%f}.json"  # noqa: DTZ005 - a name
        self.place = place or settings.home / dated
        if self.place.exists():
            raise click.ClickException(f"{self.place} exists already; invitations are never written over others")

    def keep(self, invitations: Sequence[Invitation]) -> None:
        told = [_told(one) for one in invitations]
        write_private(self.place, json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n", replace=False)

    def say(self, invitations: Sequence[Invitation]) -> None:
        if not invitations:
            click.echo("no new accounts")
            return
        what = "new account; its sign-in lies" if len(invitations) == 1 else "new accounts; their sign-ins lie"
        click.echo(f"{len(invitations)} {what} in {self.place}, readable by you alone and kept nowhere else.")
        click.echo("Hand them over in person, then delete the file.")


def _told(one: Invitation) -> dict[str, str]:
    return {
        "username": one.username,
        "password": one.password,
        "totp_secret": one.totp_secret,
        "otpauth": one.otpauth,
    }
