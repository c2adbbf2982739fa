"""The one table of blueprints: each with one guard and one address prefix; outside it, nobody is answered."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint

from hub.officers.roles import Role
from hub.oversight.api import log_api, reads_api
from hub.oversight.pages import log_pages, reads_pages
from hub.signin.guards import Guard, participants_only, staff
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
    Row(log_api, staff(Role.DPO), API),
    Row(log_pages, staff(Role.DPO), PAGES),
    Row(reads_api, participants_only, API),
    Row(reads_pages, participants_only, PAGES),
)
