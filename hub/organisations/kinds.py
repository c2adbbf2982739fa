"""The kinds of organisations; they choose what an officer can be, and no rule of access looks at them."""

from enum import StrEnum


class AuthorityKind(StrEnum):
    """What kind of organisation a unit belongs to; rules never match by it (OSL 8:1-2: they match by the unit)."""

    ASSOCIATION = "association"
    EMPLOYMENT_SERVICE = "employment_service"
    MUNICIPALITY = "municipality"
    OTHER = "other"
    REGION = "region"
    SOCIAL_INSURANCE = "social_insurance"
