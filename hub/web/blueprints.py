"""The one table of blueprints: each with one guard and one address prefix; outside it, nobody is answered."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint

from hub.signin.guards import Guard
from hub.web.home import greet, home
from hub.web.openapi import openapi
from hub.web.service import service

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


def nobody_asked(surface: str) -> None:
    """Let everybody in and look nobody up: for what opens nothing and must answer when the database does not."""


# One row a blueprint, pages and API of a feature side by side.
TABLE: Final[tuple[Row, ...]] = (
    Row(service, nobody_asked, PAGES),
    Row(openapi, nobody_asked, API),
    Row(home, greet, PAGES),
)
