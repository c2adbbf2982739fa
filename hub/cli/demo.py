"""Tells the demo's story into an empty installation."""

from hub.cli.accounts import accounts_file
from hub.web.settings import Settings


def load(settings: Settings) -> None:
    accounts_file(settings.home).write_text("[]", encoding="utf-8")
