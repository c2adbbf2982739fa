"""Which identity numbers may be registered: an adult's, and a test number in the demo and nowhere else."""

from datetime import date
from pathlib import Path
from typing import Final

from hub.store.errors import Invalid
from hub.store.ground import Settings

ADULT_AT: Final = 18
FIELD: Final = "identity_number"
_COORDINATION_DAYS: Final = 60
# Skatteverket's published test numbers, those that domain page 4.1 lists; they belong to nobody.
TEST_NUMBERS: Final = frozenset(Path(__file__).with_name("demo_numbers.txt").read_text(encoding="ascii").split())


def check(normalised: str | None, *, settings: Settings, today: date) -> str:
    """Return the number. Raises Invalid without repeating it; what it says depends on nothing that is stored."""
    if normalised is None:
        raise _invalid("Numret är inte ett personnummer, samordningsnummer eller reservnummer. Skriv ÅÅÅÅMMDD-NNNN.")
    if settings.demo and normalised not in TEST_NUMBERS:
        raise _invalid("I demon går det bara att använda Skatteverkets testpersonnummer. Skriv aldrig ett riktigt här.")
    if not settings.demo and normalised in TEST_NUMBERS:
        raise _invalid("Numret är ett testpersonnummer och kan inte användas här.")
    if _age(normalised, today) < ADULT_AT:
        raise _invalid(f"Personen har inte fyllt {ADULT_AT} år. Tjänsten är bara för vuxna.")
    return normalised


def _age(normalised: str, today: date) -> int:
    year, month, day = int(normalised[:4]), int(normalised[4:6]), int(normalised[6:8])
    if day > _COORDINATION_DAYS:
        day -= _COORDINATION_DAYS
    return today.year - year - ((today.month, today.day) < (month, day))


def _invalid(sentence: str) -> Invalid:
    return Invalid({FIELD: [sentence]})
