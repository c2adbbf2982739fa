"""Tells the demo's story into an empty installation, and leaves what its users sign in with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress
from sqlalchemy import select

from hub.cli.accounts import accounts_file
from hub.cli.story.company import Company
from hub.cli.story.telling import tell
from hub.officers.roles import Role
from hub.organisations.tables import organisation
from hub.store.clock import DatabaseClock, SetClock
from hub.store.ground import Ground
from hub.web.app import create_app
from hub.web.ground_building import build_ground
from hub.web.settings import Settings, SettingsError, form_secret
from keys.providers.file_place import write_private

_GONE = "O14"  # has left, so that her account lets nobody in


def load(settings: Settings) -> None:
    """Move the app's clock from sixty days ago to now: no command that serves is built with such a clock.

    Raises SettingsError when somebody is there already. What is told half is useless: the caller makes it anew.
    """
    clock = SetClock(0)
    with _ground(settings, clock) as ground, Progress(console=Console(stderr=True), transient=True) as progress:
        with ground.store.read() as tx:
            now = DatabaseClock().now(tx)
            if tx.execute(select(organisation.c.id).limit(1)).first() is not None:
                raise SettingsError("the demo's story needs an empty database; this one holds something")
        task = progress.add_task("scenes", total=None)
        company = tell(
            create_app(ground, csrf_secret=form_secret(settings)),
            ground,
            clock,
            at=now,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    folder = accounts_file(settings.home).parent
    write_private(folder / "cases.json", _as_json(dict(sorted(company.cases.items()))), replace=False)
    write_private(folder / "accounts.json", _as_json(accounts_of(company)), replace=False)


def accounts_of(company: Company) -> list[dict[str, str]]:
    """Give everybody who can sign in."""
    return [_officer(company, key) for key in sorted(company.staff, key=_in_order) if key != _GONE] + [
        _participant(company, key) for key in sorted(company.participants)
    ]


def _in_order(key: str) -> tuple[int, str]:
    """Sort by who is tried first: coaches and officers, then reviewers, then the rest."""
    return "ODLYVUA".index(key[0]), key


def _officer(company: Company, key: str) -> dict[str, str]:
    officer, player = company.cast.officers[key], company.staff[key]
    return {
        "username": player.username,
        "password": player.secret,
        "totp_secret": player.seed or "",
        "role": officer.role,
        "name": officer.name,
        "authority": officer.authority,
        "id": key,
    }


def _participant(company: Company, key: str) -> dict[str, str]:
    player = company.participants[key]
    name = company.cast.participants[key].name
    return {
        "username": player.username,
        "code": player.secret,
        "role": Role.PARTICIPANT.value,
        "name": name,
        "id": key,
    }


@contextmanager
def _ground(settings: Settings, clock: SetClock) -> Iterator[Ground]:
    ground = build_ground(settings, clock=clock)
    try:
        yield ground
    finally:
        ground.store.close()
        ground.key_store.close()


def _as_json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode()
