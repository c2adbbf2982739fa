"""What law and local agreement set without code, as the rules read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from policies.vocabulary import Category


class Cell(StrEnum):
    """What a function may at most do with a category; ceiling.toml tells what each sign means."""

    NEVER = "–"  # noqa: RUF001 - the sign that the table uses
    PER_ITEM = "i"
    READ = "R"
    WRITE = "W"
    WRITE_OWN_ONLY = "W/R"


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """All policy files, checked.

    `digest` is the SHA-256 (hex) of the files' texts: each log entry names the policy it was decided under.
    """

    ceiling: Mapping[tuple[str, str], Cell]  # by function and category
    participant_writes: frozenset[Category]
    longest_validity_days: int
    longest_absence_days: int
    one_coach_suffices: bool
    one_coach_never: frozenset[str]  # ids of the units for which it does not, whatever holds for the others
    minimum_age: int
    report_answer_days: int
    retention_days: Mapping[str, int]
    collisions: Mapping[str, Mapping[str, str]]  # the severity and the texts of each rule; hub.collisions checks them
    compared: frozenset[Category]
    digest: str
