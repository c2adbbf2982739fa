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
_WIDE: Final = 240  # a terminal may fold a line; no secret is cut
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
    """Return what `make run` prints: the address and who can sign in, every secret whole."""
    table = Table(box=None, padding=(0, 3, 0, 0))
    for heading in ("role", "name", "username", "password or code", "authority"):
        table.add_column(heading, no_wrap=True)
    for account in accounts:
        secret = account.get("password") or account.get("code", "")
        told = (account.get("role", ""), account.get("name", ""), account["username"], secret)
        table.add_row(*told, account.get("authority", ""))
    text = StringIO()
    Console(file=text, width=_WIDE).print(
        f"Ingången - demo - {address}\n",
        table,
        "\nA one-time code for staff: .venv/bin/hub demo code USERNAME. End with Ctrl-C.",
        sep="\n",
        markup=False,
        highlight=False,
    )
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def working_code(secret: str, last_step: Callable[[], int], *, sleep: Callable[[float], None] = time.sleep) -> str:
    """Return a one-time code that will be accepted now; wait while the present step has been used already."""
    while True:
        now = time.time()
        step = max(int(now // STEP_SECONDS), last_step() + 1)
        begins = step * STEP_SECONDS
        if begins <= now:
            return pyotp.TOTP(secret).at(begins)
        sleep(begins - now)
