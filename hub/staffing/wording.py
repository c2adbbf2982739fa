"""The Swedish words for kinds of organisations, for what somebody works as, and for what a unit can have."""

from types import MappingProxyType
from typing import Final

from hub.officers.roles import Role
from hub.officers.wording import fits_kind
from hub.organisations.kinds import AuthorityKind
from policies.vocabulary import Function

KIND_LABELS: Final = MappingProxyType(
    {
        AuthorityKind.MUNICIPALITY.value: "Kommun",
        AuthorityKind.REGION.value: "Region",
        AuthorityKind.EMPLOYMENT_SERVICE.value: "Arbetsförmedlingen",
        AuthorityKind.SOCIAL_INSURANCE.value: "Försäkringskassan",
        AuthorityKind.ASSOCIATION.value: "Samordningsförbund",
        AuthorityKind.OTHER.value: "Annan, som aldrig läser",
    }
)
# What somebody can be invited as: a function of the ceiling, or a role that never reads content.
JOB_LABELS: Final = MappingProxyType(
    {
        Function.AME_COACH.value: "AME-handledare",
        Function.AF_OFFICER.value: "Arbetsförmedlare",
        Function.FK_OFFICER.value: "Handläggare på Försäkringskassan",
        Function.CLINICIAN.value: "Vårdpersonal",
        Function.REHAB_COORDINATOR.value: "Rehabkoordinator",
        Function.SOCIAL_SECRETARY.value: "Socialsekreterare",
        Function.CONSULTATION.value: "Konsultationsteam",
        Role.ACCESS_MANAGER.value: "Behörighetsansvarig",
        Role.DPO.value: "Dataskyddsombud",
    }
)
# What somebody at a unit works as: also what an access manager does not invite to.
WORKS_AS: Final = MappingProxyType(
    {**JOB_LABELS, Role.PROJECT_LEADER.value: "Projektledare", Role.ADMINISTRATOR.value: "Administratör"}
)
_WITHOUT_CONTENT: Final = (Role.ACCESS_MANAGER, Role.DPO)


def jobs_at(kind: AuthorityKind) -> tuple[str, ...]:
    """Give what an access manager can invite somebody as, at a unit of this kind of organisation."""
    functions = [one.value for one in Function if one is not Function.NONE and fits_kind(one, kind)]
    return (*functions, *(role.value for role in _WITHOUT_CONTENT))


def role_and_function(job: str) -> tuple[Role, Function]:
    """Tell what a job is: a role with its function. Raises ValueError for a word that is none."""
    if job in {role.value for role in _WITHOUT_CONTENT}:
        return Role(job), Function.NONE
    function = Function(job)
    if function is Function.NONE:
        raise ValueError(job)
    return Role.COACH if function is Function.AME_COACH else Role.OFFICER, function


def job_of(role: str, function: str) -> str:
    """Give the job's word for what stands in the database."""
    return role if function == Function.NONE.value else function
