"""Floor 9: the commands that an installation is run with."""

from hub.cli.commands import main

__all__ = ["main"]
