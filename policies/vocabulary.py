"""The closed word lists of the hub: what is not written here is unknown, and the unknown is refused."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

# The participant stands beside the secrecy units as a source of her own; a unit's id is never this word.
PARTICIPANT_SOURCE: Final = "participant"


class AuthorityKind(StrEnum):
    """What kind of organisation a unit belongs to; rules never match by it (OSL 8:1-2: they match by the unit)."""

    ASSOCIATION = "association"
    EMPLOYMENT_SERVICE = "employment_service"
    MUNICIPALITY = "municipality"
    OTHER = "other"
    REGION = "region"
    SOCIAL_INSURANCE = "social_insurance"


class Function(StrEnum):
    """The columns of the ceiling table; NONE is whoever never reads or writes content."""

    AF_OFFICER = "af_officer"
    AME_COACH = "ame_coach"
    CLINICIAN = "clinician"
    CONSULTATION = "consultation"
    FK_OFFICER = "fk_officer"
    NONE = "none"
    REHAB_COORDINATOR = "rehab_coordinator"
    SOCIAL_SECRETARY = "social_secretary"


class Category(StrEnum):
    """The closed list of information that can be stored and shared."""

    C01, C02, C03, C04 = "C01", "C02", "C03", "C04"
    C05, C06, C07, C08 = "C05", "C06", "C07", "C08"
    C09, C10, C11, C12 = "C09", "C10", "C11", "C12"
    C13, C14, C15, C16 = "C13", "C14", "C15", "C16"


class Reserved(StrEnum):
    """Labels of sealed values that no consent line can name."""

    ACCOUNT = "account"
    CONSENT = "consent"
    NAME = "name"
    NUMBER = "number"


class Purpose(StrEnum):
    """What a coordination consent can be for; there is no word for control."""

    COORDINATE_PLANS = "coordinate_plans"
    FOLLOW_UP = "follow_up"
    JOINT_DECISION = "joint_decision"


class Kind(StrEnum):
    """Kinds of consent; one version governs for each participant and kind, and only COOPERATION opens anything."""

    COOPERATION = "cooperation"
    EMPLOYER = "employer"
    FOLLOW_UP = "follow_up"


class ReaderKind(StrEnum):
    """Who asks."""

    OFFICER = "officer"
    PARTICIPANT = "participant"
    SYSTEM = "system"


class Action(StrEnum):
    """What can be asked or logged; a refusal is an outcome, not an action."""

    ACCEPT = "accept"
    CODE_RESET = "code_reset"
    CODE_SET = "code_set"
    COLLISION_CHECK = "collision_check"
    DECIDE_ACCEPTANCE = "decide_acceptance"
    DECLINE = "decline"
    DRAFT = "draft"
    IMPORT = "import"
    LINK = "link"
    LIST = "list"
    LOG_PROOF = "log_proof"
    LOG_READ = "log_read"
    OFFICER_CHANGE = "officer_change"
    PRESENT = "present"
    READ = "read"
    REGISTER = "register"
    RESOLVE = "resolve"
    SIGN = "sign"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    TAKE_ON = "take_on"
    WITHDRAW = "withdraw"
    WITNESS = "witness"
    WRITE = "write"


class Outcome(StrEnum):
    """How an asked act ended."""

    PERMITTED = "permitted"
    REFUSED = "refused"


class RefusalReason(StrEnum):
    """Why not: one word a rule, for the log and never for the caller's screen (but NOT_ACCEPTED)."""

    AMBIGUOUS = "ambiguous"
    CEILING = "ceiling"
    CHECK_NOT_ALLOWED = "check_not_allowed"
    DECEASED = "deceased"
    DECLINED = "declined"
    EMPLOYMENT_BROKEN = "employment_broken"
    ERROR = "error"
    EXPIRED = "expired"
    FUNCTION = "function"
    LINE_WITHDRAWN = "line_withdrawn"
    NAMED_ONLY_TO_GIVE = "named_only_to_give"
    NOT_ACCEPTED = "not_accepted"
    NOT_COMPARED = "not_compared"
    NOT_EMPLOYED = "not_employed"
    NOT_NAMED = "not_named"
    NOT_OWN = "not_own"
    NOT_TAKEN_ON = "not_taken_on"
    NOT_YET_VALID = "not_yet_valid"
    NO_CONSENT = "no_consent"
    NO_LINE = "no_line"
    NO_RULE = "no_rule"
    NO_SHARE = "no_share"
    PERSON_WITHDRAWN = "person_withdrawn"
    PURPOSE = "purpose"
    RESTRICTED = "restricted"
    RETROACTIVE = "retroactive"
    ROW_WITHDRAWN = "row_withdrawn"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


# For officers, and for the participant.
_LABELS: Final = {
    Category.C01: ("Kontaktuppgifter", "Hur man når mig"),
    Category.C02: ("Samordning", "Vem gör vad och när vi ses"),
    Category.C03: ("Mål", "Mina mål"),
    Category.C04: ("Planerade aktiviteter", "Mina tider och aktiviteter"),
    Category.C05: ("Närvaro", "Om jag har varit där"),
    Category.C06: ("Aktivitetsförmåga och anpassning", "Hur mycket jag orkar och vad jag behöver"),
    Category.C07: ("Vårdtider och vila", "När jag har vård och ska vila"),
    Category.C08: ("Hälsouppgifter i övrigt", "Annat om min hälsa"),
    Category.C09: ("Ersättning", "Vilken ersättning jag har (inte belopp)"),
    Category.C10: ("Social situation", "Bostad, barnomsorg, resor"),
    Category.C11: ("Bakgrund", "Vad jag har gjort förut"),
    Category.C12: ("Progression – egen skattning", "Hur jag tycker att det går"),  # noqa: RUF001 - as printed on the form
    Category.C13: ("Progression – handledarens skattning", "Hur min handledare tycker att det går"),  # noqa: RUF001 - as printed on the form
    Category.C14: ("Gemensamma beslut och avstämningar", "Vad vi har kommit överens om"),
    Category.C15: ("Insteg – beroendefråga", "Fråga om alkohol och droger"),  # noqa: RUF001 - as printed on the form
    Category.C16: ("Dokument", "Papper"),
}
OFFICER_LABELS: Final = MappingProxyType({category: label for category, (label, _) in _LABELS.items()})
PARTICIPANT_LABELS: Final = MappingProxyType({category: label for category, (_, label) in _LABELS.items()})
PURPOSE_LABELS: Final = MappingProxyType(
    {
        Purpose.COORDINATE_PLANS: "samordna planer",
        Purpose.FOLLOW_UP: "följa upp insats",
        Purpose.JOINT_DECISION: "förbereda gemensamt beslut",
    },
)
