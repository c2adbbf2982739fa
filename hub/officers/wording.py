"""The Swedish words of the officers' file, and which of them can stand together."""

from types import MappingProxyType
from typing import Final

from hub.officers.roles import Role
from hub.organisations.kinds import AuthorityKind
from policies.vocabulary import Function

COLUMNS: Final = (
    "organisation",
    "myndighetstyp",
    "enhet",
    "namn",
    "titel",
    "funktion",
    "e-post",
    "roll",
    "från",
    "till",
    "granskar",
)
PHONE: Final = "telefon"
REACHED: Final = "nås bäst"
MAY_BE_LEFT_OUT: Final = (PHONE, REACHED)  # after the others; a file from before them still serves
MAY_BE_EMPTY: Final = frozenset({"till", "granskar", *MAY_BE_LEFT_OUT})

KINDS: Final = MappingProxyType(
    {
        "annan": AuthorityKind.OTHER,
        "arbetsförmedlingen": AuthorityKind.EMPLOYMENT_SERVICE,
        "försäkringskassan": AuthorityKind.SOCIAL_INSURANCE,
        "kommun": AuthorityKind.MUNICIPALITY,
        "region": AuthorityKind.REGION,
        "samordningsförbund": AuthorityKind.ASSOCIATION,
    }
)
FUNCTIONS: Final = MappingProxyType(
    {
        "ame-handledare": Function.AME_COACH,
        "arbetsförmedlare": Function.AF_OFFICER,
        "fk-handläggare": Function.FK_OFFICER,
        "ingen": Function.NONE,
        "konsultationsteam": Function.CONSULTATION,
        "rehabkoordinator": Function.REHAB_COORDINATOR,
        "socialsekreterare": Function.SOCIAL_SECRETARY,
        "vårdpersonal": Function.CLINICIAN,
    }
)
ROLES: Final = MappingProxyType(
    {
        "administratör": Role.ADMINISTRATOR,
        "behörighetsansvarig": Role.ACCESS_MANAGER,
        "dataskyddsombud": Role.DPO,
        "handledare": Role.COACH,
        "handläggare": Role.OFFICER,
        "projektledare": Role.PROJECT_LEADER,
    }
)

_KINDS_OF: Final = MappingProxyType(
    {
        Function.AF_OFFICER: {AuthorityKind.EMPLOYMENT_SERVICE},
        Function.AME_COACH: {AuthorityKind.MUNICIPALITY},
        Function.CLINICIAN: {AuthorityKind.REGION},
        Function.CONSULTATION: set(KINDS.values()) - {AuthorityKind.ASSOCIATION, AuthorityKind.OTHER},
        Function.FK_OFFICER: {AuthorityKind.SOCIAL_INSURANCE},
        Function.NONE: set(KINDS.values()),
        Function.REHAB_COORDINATOR: {AuthorityKind.REGION},
        Function.SOCIAL_SECRETARY: {AuthorityKind.MUNICIPALITY},
    }
)


def fits_kind(function: Function, kind: AuthorityKind) -> bool:
    """Tell whether an authority of this kind has that function; one that never reads has none."""
    return kind in _KINDS_OF[function]


def fits_role(function: Function, role: Role) -> bool:
    """Tell whether the role works with content at all, and by which function."""
    if role is Role.COACH:
        return function is Function.AME_COACH
    if role is Role.OFFICER:
        return function is not Function.NONE
    return function is Function.NONE
