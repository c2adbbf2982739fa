"""The closed word lists of plans, each word with what people read in Swedish."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policies.vocabulary import Category


class Word(StrEnum):
    """A word of a list; found as fast as a text, since every read looks up several for each of its items."""

    __hash__ = str.__hash__


class ItemKind(Word):
    """What a sealed item is: the plan's own record, or one thing in it."""

    ACTIVITY = "activity"
    LIMIT = "limit"
    PLAN = "plan"


class ActivityType(Word):
    """What an activity is; UNAVAILABLE is the participant's own *Tider jag inte kan*, without a reason."""

    CHILDCARE_LIMITED = "childcare_limited"
    COMPETENCE_COURSE = "competence_course"
    CONVERSATION = "conversation"
    EMPLOYMENT = "employment"
    FOLK_HIGH_SCHOOL = "folk_high_school"
    HEALTH_ACTIVITY = "health_activity"
    JOB_SEARCH = "job_search"
    KOMVUX = "komvux"
    MEETING = "meeting"
    ORIENTATION_COURSE = "orientation_course"
    OTHER = "other"
    PLACEMENT = "placement"
    REST = "rest"
    SFI = "sfi"
    SOCIAL_ACTIVITY = "social_activity"
    STUDIES = "studies"
    TREATMENT = "treatment"
    UNAVAILABLE = "unavailable"
    WORK_TRAINING = "work_training"
    WORK_TRIAL = "work_trial"


class Group(Word):
    """The four groups of activities that go on side by side."""

    COMPETENCE = "competence"
    HEALTH = "health"
    JOB = "job"
    SOCIAL = "social"


class LimitKind(Word):
    """What a limit limits."""

    MAX_HOURS_WEEK = "max_hours_week"
    MAX_ONE_PER_DAY = "max_one_per_day"
    MAX_TRAVEL = "max_travel"
    NO_ACTIVITY = "no_activity"
    NO_MORNINGS = "no_mornings"
    ONLY_ONLINE = "only_online"
    REST_WINDOW = "rest_window"
    TREATMENT_TIME = "treatment_time"


class Priority(Word):
    """How firmly an activity is asked of the participant."""

    MAY = "may"
    MUST = "must"
    SHOULD = "should"


class ActivityStatus(Word):
    """Where an activity is; only what is planned or ongoing takes time."""

    CANCELLED = "cancelled"
    DONE = "done"
    ONGOING = "ongoing"
    PAUSED = "paused"
    PLANNED = "planned"


class PlanStatus(Word):
    """Where a plan is."""

    CURRENT = "current"
    DORMANT = "dormant"
    DRAFT = "draft"
    ENDED = "ended"


TAKES_TIME: Final = frozenset({ActivityStatus.PLANNED, ActivityStatus.ONGOING})
STUDIES: Final = frozenset({ActivityType.FOLK_HIGH_SCHOOL, ActivityType.KOMVUX, ActivityType.SFI, ActivityType.STUDIES})
PLACEMENTS: Final = frozenset({ActivityType.PLACEMENT, ActivityType.WORK_TRAINING, ActivityType.WORK_TRIAL})
CARE_ACTIVITIES: Final = frozenset({ActivityType.REST, ActivityType.TREATMENT})
CARE_LIMITS: Final = frozenset({LimitKind.NO_ACTIVITY, LimitKind.REST_WINDOW, LimitKind.TREATMENT_TIME})

TYPE_LABELS: Final[Mapping[ActivityType, str]] = {  # as they are offered: by their Swedish names
    ActivityType.EMPLOYMENT: "Anställning",
    ActivityType.WORK_TRIAL: "Arbetsprövning",
    ActivityType.WORK_TRAINING: "Arbetsträning",
    ActivityType.CONVERSATION: "Enskilt samtal",
    ActivityType.FOLK_HIGH_SCHOOL: "Folkhögskola",
    ActivityType.HEALTH_ACTIVITY: "Hälsoaktivitet i grupp",
    ActivityType.COMPETENCE_COURSE: "Kompetenshöjande kurs",
    ActivityType.KOMVUX: "Komvux",
    ActivityType.MEETING: "Möte",
    ActivityType.ORIENTATION_COURSE: "Orienteringsutbildning",
    ActivityType.PLACEMENT: "Praktik",
    ActivityType.SFI: "SFI",
    ActivityType.SOCIAL_ACTIVITY: "Social aktivitet",
    ActivityType.STUDIES: "Studier",
    ActivityType.JOB_SEARCH: "Söka arbete",
    ActivityType.UNAVAILABLE: "Tid jag inte kan",
    ActivityType.CHILDCARE_LIMITED: "Tid som styrs av barnomsorg",
    ActivityType.REST: "Vila",
    ActivityType.TREATMENT: "Vårdtid",
    ActivityType.OTHER: "Annat",
}
# What an officer writes: a time that the participant cannot is hers alone to say.
OFFICER_TYPE_LABELS: Final[Mapping[ActivityType, str]] = {
    kind: label for kind, label in TYPE_LABELS.items() if kind is not ActivityType.UNAVAILABLE
}

GROUP_LABELS: Final[Mapping[Group, str]] = {
    Group.COMPETENCE: "Kompetenshöjande",
    Group.HEALTH: "Hälsorelaterad",
    Group.JOB: "Jobbfokuserande",
    Group.SOCIAL: "Social",
}

LIMIT_LABELS: Final[Mapping[LimitKind, str]] = {
    LimitKind.MAX_HOURS_WEEK: "Högst antal timmar per vecka",
    LimitKind.MAX_ONE_PER_DAY: "Högst en tid per dag",
    LimitKind.MAX_TRAVEL: "Längsta restid",
    LimitKind.NO_ACTIVITY: "Ingen aktivitet",
    LimitKind.NO_MORNINGS: "Inga förmiddagar",
    LimitKind.ONLY_ONLINE: "Bara på distans",
    LimitKind.REST_WINDOW: "Planerad vila",
    LimitKind.TREATMENT_TIME: "Vårdtid",
}

PRIORITY_LABELS: Final[Mapping[Priority, str]] = {
    Priority.MAY: "Kan",
    Priority.MUST: "Ska",
    Priority.SHOULD: "Bör",
}

# As it is asked and told on a page; the words of a file are those above.
FIRMNESS_LABELS: Final[Mapping[Priority, str]] = {
    Priority.MUST: "Ja, det är ett krav",
    Priority.SHOULD: "Helst",
    Priority.MAY: "Nej, det är frivilligt",
}

STATUS_LABELS: Final[Mapping[ActivityStatus, str]] = {
    ActivityStatus.CANCELLED: "Avbruten",
    ActivityStatus.DONE: "Klar",
    ActivityStatus.ONGOING: "Pågår",
    ActivityStatus.PAUSED: "Pausad",
    ActivityStatus.PLANNED: "Planerad",
}

PLAN_STATUS_LABELS: Final[Mapping[PlanStatus, str]] = {
    PlanStatus.CURRENT: "Gällande",
    PlanStatus.DORMANT: "Vilande",
    PlanStatus.DRAFT: "Utkast",
    PlanStatus.ENDED: "Avslutad",
}

DAY_LABELS: Final[Mapping[int, str]] = {
    1: "måndag",
    2: "tisdag",
    3: "onsdag",
    4: "torsdag",
    5: "fredag",
    6: "lördag",
    7: "söndag",
}


def activity_category(activity_type: str) -> Category:
    """Give the category that an activity of this type is stored under: care is never filed as an ordinary activity."""
    return Category.C07 if activity_type in CARE_ACTIVITIES else Category.C04


def limit_category(kind: str) -> Category:
    return Category.C07 if kind in CARE_LIMITS else Category.C06
