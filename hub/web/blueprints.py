"""The one table of blueprints: each with one guard and one address prefix; outside it, nobody is answered."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint

from hub.cases import (
    absence_pages,
    import_api,
    import_pages,
    looking_api,
    own_pages,
    preview_routes,
    reminding_routes,
    report_api,
    report_pages,
    writing_pages,
)
from hub.cases import api as cases_api
from hub.cases import pages as cases_pages
from hub.consents import api as consents_api
from hub.consents import (
    assisting_pages,
    drafting_pages,
    papering_api,
    papering_pages,
    registering_api,
    registering_pages,
    signing_api,
    signing_pages,
    team_api,
    team_pages,
    withdrawing_pages,
)
from hub.consents import pages as consents_pages
from hub.officers import api as officers_api
from hub.officers.roles import Role
from hub.oversight import api as oversight_api
from hub.oversight import identity_pages, own_api, whole_pages
from hub.oversight import own_pages as own_log_pages
from hub.oversight import pages as oversight_pages
from hub.signin import api as signin_api
from hub.signin import enrolling_pages, factor_api, factor_pages, leaving_pages, staying_pages
from hub.signin import pages as signin_pages
from hub.signin.guards import (
    Guard,
    OfRoles,
    anyone_signed_in,
    handed_over,
    open_to_all,
    participants_also_assisted,
    participants_only,
    signed_in_also_assisted,
    signed_in_also_handed_over,
    staff,
)
from hub.staffing import admin_pages, import_routes, reaching_routes
from hub.staffing import api as staffing_api
from hub.staffing import pages as staffing_pages
from hub.web.home import greet, home
from hub.web.openapi import openapi
from hub.web.service import service

API: Final = "/api/v1"
PAGES: Final = ""
MEBIBYTE: Final = 1024 * 1024
FILES: Final = 5 * MEBIBYTE
# Of strangers, who are heard before it is known who they are: what a sign-in takes along of a form (LONGEST_SEAL), with
# room. To read a mebibyte of names takes a second, in which nobody else is answered.
OUTSIDE: Final = MEBIBYTE // 4
OUTSIDE_API: Final = MEBIBYTE // 32
SCANS: Final = 11 * MEBIBYTE  # a scan of ten, and the form around it


# Whose form of signing in is met by who is not signed in.
_PARTICIPANTS: Final = frozenset({participants_also_assisted, participants_only})


@dataclass(frozen=True, slots=True)
class Row:
    blueprint: Blueprint
    guard: Guard
    prefix: str
    body_limit: int = MEBIBYTE  # bytes

    @property
    def surface(self) -> str:
        return "api" if self.prefix == API else "page"

    @property
    def of_participants(self) -> bool:
        return self.guard in _PARTICIPANTS

    @property
    def roles(self) -> tuple[str, ...] | None:
        """Who may try, for the API's description. None: all who are signed in, or everybody."""
        if self.of_participants:
            return (Role.PARTICIPANT.value,)
        return tuple(role.value for role in self.guard.roles) if isinstance(self.guard, OfRoles) else None


def nobody_asked(surface: str) -> None:
    """Let everybody in and look nobody up: for what opens nothing and must answer when the database does not."""


# Who may try at all. What is then shown follows from consents and assignments, never from a role.
_COACHES: Final = staff(Role.COACH)
_OFFICERS: Final = staff(Role.COACH, Role.OFFICER)
_OF_A_CASE: Final = staff(Role.COACH, Role.OFFICER, Role.PARTICIPANT)
_OF_A_DRAFT: Final = staff(Role.COACH, Role.PARTICIPANT)
_REVIEWERS: Final = staff(Role.DPO)
_DIRECTORY: Final = staff(Role.ACCESS_MANAGER, Role.COACH, Role.OFFICER)
_MANAGERS: Final = staff(Role.ACCESS_MANAGER)
_OF_A_UNIT: Final = staff(Role.ACCESS_MANAGER, Role.COACH)
_ADMINISTRATORS: Final = staff(Role.ADMINISTRATOR)
_STAFF: Final = staff(*(role for role in Role if role is not Role.PARTICIPANT))

# One row a blueprint, the API and the pages of a feature side by side.
TABLE: Final[tuple[Row, ...]] = (
    Row(service, nobody_asked, PAGES, body_limit=OUTSIDE_API),
    Row(openapi, nobody_asked, API, body_limit=OUTSIDE_API),
    Row(home, greet, PAGES, body_limit=OUTSIDE),
    Row(signin_api.api_open, open_to_all, API, body_limit=OUTSIDE_API),
    Row(signin_api.api, anyone_signed_in, API),
    Row(signin_api.staff_api, _STAFF, API),
    Row(factor_api.api_open, open_to_all, API, body_limit=OUTSIDE_API),
    Row(factor_api.api, _STAFF, API),
    Row(enrolling_pages.pages, open_to_all, PAGES, body_limit=OUTSIDE),
    Row(factor_pages.pages, _STAFF, PAGES),
    Row(signin_pages.pages_open, open_to_all, PAGES, body_limit=OUTSIDE),
    Row(leaving_pages.pages, open_to_all, PAGES, body_limit=OUTSIDE),
    Row(staying_pages.pages, signed_in_also_handed_over, PAGES),
    Row(signin_pages.pages, signed_in_also_assisted, PAGES),
    Row(officers_api.api, _DIRECTORY, API),
    Row(staffing_api.manager_api, _MANAGERS, API),
    Row(staffing_pages.pages, _MANAGERS, PAGES),
    Row(import_routes.api, _MANAGERS, API, body_limit=FILES),
    Row(import_routes.pages, _MANAGERS, PAGES, body_limit=FILES),
    Row(reaching_routes.own_api, _OFFICERS, API),
    Row(reaching_routes.own_pages, _OFFICERS, PAGES),
    Row(reaching_routes.manager_api, _MANAGERS, API),
    Row(reaching_routes.manager_pages, _MANAGERS, PAGES),
    Row(staffing_api.admin_api, _ADMINISTRATORS, API),
    Row(admin_pages.pages, _ADMINISTRATORS, PAGES),
    Row(cases_api.reading, _OF_A_CASE, API),
    Row(cases_api.registering, _COACHES, API),
    Row(reminding_routes.api, _OF_A_UNIT, API),
    Row(cases_api.writing, _OFFICERS, API),
    Row(looking_api.looking, _OFFICERS, API),
    Row(import_api.importing, _OFFICERS, API, body_limit=FILES),
    Row(import_api.people, _COACHES, API, body_limit=FILES),
    Row(cases_api.participant, participants_only, API),
    Row(cases_pages.reading, _OFFICERS, PAGES),
    Row(writing_pages.writing, _OFFICERS, PAGES),
    Row(cases_pages.registering, _COACHES, PAGES),
    Row(absence_pages.pages, _OFFICERS, PAGES),
    Row(reminding_routes.pages, _COACHES, PAGES),
    Row(reminding_routes.manager_pages, _MANAGERS, PAGES),
    Row(import_pages.importing, _OFFICERS, PAGES, body_limit=FILES),
    Row(import_pages.people, _COACHES, PAGES, body_limit=FILES),
    Row(own_pages.participant, participants_only, PAGES),
    Row(report_api.participant, participants_only, API),
    Row(report_api.officers, _OFFICERS, API),
    Row(report_pages.participant, participants_only, PAGES),
    Row(report_pages.officers, _OFFICERS, PAGES),
    Row(preview_routes.api, _OF_A_DRAFT, API),
    Row(preview_routes.pages, _OF_A_DRAFT, PAGES),
    Row(consents_api.coach_api, _COACHES, API),
    Row(consents_api.officer_api, _OFFICERS, API),
    Row(consents_api.participant_api, participants_only, API),
    Row(signing_api.api, participants_only, API),
    Row(consents_api.any_api, _OF_A_CASE, API),
    Row(consents_pages.coach_pages, _COACHES, PAGES),
    Row(drafting_pages.pages, _COACHES, PAGES),
    Row(team_api.coach_api, _COACHES, API),
    Row(team_api.officer_api, _OFFICERS, API),
    Row(team_api.manager_api, _MANAGERS, API),
    Row(team_pages.manager_pages, _MANAGERS, PAGES),
    Row(consents_pages.officer_pages, _OFFICERS, PAGES),
    Row(assisting_pages.coach_pages, _COACHES, PAGES),
    Row(assisting_pages.screen_pages, handed_over, PAGES),
    Row(signing_pages.participant_pages, participants_also_assisted, PAGES),
    Row(withdrawing_pages.participant_pages, participants_also_assisted, PAGES),
    Row(registering_pages.officer_pages, _OFFICERS, PAGES),
    Row(registering_pages.reviewer_pages, _REVIEWERS, PAGES),
    Row(registering_api.officer_api, _OFFICERS, API),
    Row(registering_api.reviewer_api, _REVIEWERS, API),
    Row(papering_api.coach_api, _COACHES, API, body_limit=2 * SCANS),
    Row(papering_api.colleague_api, _OFFICERS, API),
    Row(papering_pages.coach_pages, _COACHES, PAGES, body_limit=SCANS),
    Row(papering_pages.colleague_pages, _OFFICERS, PAGES),
    Row(consents_pages.pages, _OF_A_CASE, PAGES),
    Row(oversight_api.log_api, _REVIEWERS, API),
    Row(oversight_pages.log_pages, _REVIEWERS, PAGES),
    Row(whole_pages.whole_pages, _REVIEWERS, PAGES),
    Row(identity_pages.identity_pages, _REVIEWERS, PAGES),
    Row(own_api.reads_api, participants_only, API),
    Row(own_log_pages.reads_pages, participants_also_assisted, PAGES),
    Row(own_log_pages.knowledge_pages, participants_only, PAGES),
)
