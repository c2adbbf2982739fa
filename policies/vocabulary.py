"""The closed word lists of the hub: what is not written here is unknown, and the unknown is refused."""

from enum import StrEnum
from typing import Final

# The participant stands beside the secrecy units as a source of her own; a unit's id is never this word.
PARTICIPANT_SOURCE: Final = "participant"


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

    ABSENCE = "absence"
    ACCEPT = "accept"
    ANSWER_REPORT = "answer_report"
    ASSIST = "assist"
    CODE_RESET = "code_reset"
    CODE_SET = "code_set"
    COLLISION_CHECK = "collision_check"
    COMPARE = "compare"
    DECIDE_ACCEPTANCE = "decide_acceptance"
    DECLINE = "decline"
    DRAFT = "draft"
    EXTRACT = "extract"
    FACTOR = "factor"
    IMPORT = "import"
    LINK = "link"
    LIST = "list"
    LOG_PROOF = "log_proof"
    LOG_READ = "log_read"
    OFFICER_CHANGE = "officer_change"
    PAPER = "paper"
    PRESENT = "present"
    PREVIEW = "preview"
    PROPOSE = "propose"
    READ = "read"
    REGISTER = "register"
    REPORT = "report"
    RESOLVE = "resolve"
    REVEAL = "reveal"
    SIGN = "sign"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    STEP_UP = "step_up"
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
    NOT_CONCERNED = "not_concerned"
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
    REPLACED_GONE = "replaced_gone"
    REPLACED_PRESENT = "replaced_present"
    RESTRICTED = "restricted"
    RETROACTIVE = "retroactive"
    ROW_WITHDRAWN = "row_withdrawn"
    SAME_PERSON = "same_person"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
