"""What an account may be used for; a role never opens a participant's data by itself."""

from enum import StrEnum


class Role(StrEnum):
    """One role an account. Reading follows from consent lines, never from a role."""

    ACCESS_MANAGER = "access_manager"
    ADMINISTRATOR = "administrator"
    COACH = "coach"
    DPO = "dpo"
    OFFICER = "officer"
    PARTICIPANT = "participant"
    PROJECT_LEADER = "project_leader"
