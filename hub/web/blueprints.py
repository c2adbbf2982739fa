"""The one table of blueprints: each with one guard and one address prefix; outside it, nobody is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint

from hub.web.service import service

Guard = Callable[[str], None]
API: Final = "/api/v1"
PAGES: Final = ""
MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    blueprint: Blueprint
    guard: Guard
    prefix: str
    body_limit: int = MEBIBYTE  # bytes

    @property
    def surface(self) -> str:
        return "api" if self.prefix == API else "page"


def _open(surface: str) -> None:
    """Let everybody in: for what opens nothing."""


# One row a blueprint, pages and API of a feature side by side.
TABLE: Final[tuple[Row, ...]] = (Row(service, _open, PAGES),)
