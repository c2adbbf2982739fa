"""How an officer is best reached at work, beside her e-mail: a telephone number and a short note, both optional."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_PHONE: Final = 40
LONGEST_NOTE: Final = 80
PHONE_WRONG: Final = "Skriv ett telefonnummer med 6 till 20 siffror. Mellanslag, +, - och parenteser går också bra."
_PHONE: Final = re.compile(r"\+?[0-9 ()-]+")
_FEWEST_DIGITS: Final = 6
_MOST_DIGITS: Final = 20
_NATIONAL_ZERO: Final = "(0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Plain data of the staff directory, as her name is; None where nothing is said. Never about a participant."""

    phone: str | None = None
    reached: str | None = None


UNSAID: Final = Reach()


def is_phone(text: str) -> bool:
    """Tell whether it can be a telephone number; how it is set out is the writer's own."""
    digits = sum(sign.isdigit() for sign in text)
    return len(text) <= LONGEST_PHONE and bool(_PHONE.fullmatch(text)) and _FEWEST_DIGITS <= digits <= _MOST_DIGITS


def dialled(phone: str) -> str:
    """Give what a telephone dials (RFC 3966 takes no spaces). A zero in brackets is not dialled after a country."""
    abroad = phone.startswith("+")
    digits = re.sub(r"\D", "", phone.replace(_NATIONAL_ZERO, "") if abroad else phone)
    return f"+{digits}" if abroad else digits
