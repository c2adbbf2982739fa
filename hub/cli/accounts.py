"""The demo's accounts: where they lie, how they are shown, and the code that works right now."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

import pyotp
from rich.console import Console
from rich.table import Table

from hub.web.settings import DEMO, SettingsError

STEP_SECONDS: Final = 30
Account = Mapping[str, str]


def accounts_file(home: Path) -> Path:
    return home / DEMO / "accounts.json"


def read_accounts(home: Path) -> Sequence[Account]:
    """Return what the loader left. Raises SettingsError when there is no demo here."""
    try:
        found: list[Account] = json.loads(accounts_file(home).read_bytes())
    except FileNotFoundError as error:
        raise SettingsError(f"no demo in {home}; `make run` makes one") from error
    return found


def table_of(accounts: Sequence[Account], address: str) -> str:
    """Return what `make run` prints: the address and who can sign in."""
    table = Table(title=f"Ingången - demo - {address}", title_justify="left")
    for heading in ("name", "role", "authority", "username", "password or code"):
        table.add_column(heading)
    for account in accounts:
        secret = account.get("password") or account.get("code", "")
        table.add_row(
            account.get("name", ""), account.get("role", ""), account.get("authority", ""), account["username"], secret
        )
    text = StringIO()
    Console(file=text, width=140).print(
        table, "One-time code for staff: .venv/bin/hub demo code USERNAME. End with Ctrl-C.", sep="\n"
    )
    return text.getvalue()


def working_code(secret: str, last_step: Callable[[], int], *, sleep: Callable[[float], None] = time.sleep) -> str:
    """Return a one-time code that will be accepted now; wait while the present step has been used already."""
    while True:
        now = time.time()
        step = max(int(now // STEP_SECONDS), last_step() + 1)
        begins = step * STEP_SECONDS
        if begins <= now:
            return pyotp.TOTP(secret).at(begins)
        sleep(begins - now)
