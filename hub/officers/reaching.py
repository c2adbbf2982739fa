"""How an officer is best reached at work, beside her e-mail: a telephone number and a short note, both optional."""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_PHONE: Final = 40
LONGEST_NOTE: Final = 80
PHONE_WRONG: Final = "Skriv ett telefonnummer med 6 till 20 siffror. Mellanslag, +, - och parenteser går också bra."
ZERO_LOST: Final = "Numret ska börja med 0 eller +. Har ett kalkylark tagit bort nollan? Skriv dit den igen."
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


def wrong_phone(text: str) -> str | None:
    """Say why it can be no telephone number, None where it can; how it is set out is the writer's own.

    A sheet keeps 070-174 06 05 as it is typed, and makes 701740605 of 0701740605. That could be a country's number just
    as well: who reads it would ring somebody else, so nothing is put before it here.
    """
    digits = sum(sign.isdigit() for sign in text)
    if len(text) > LONGEST_PHONE or not _PHONE.fullmatch(text) or not _FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        return PHONE_WRONG
    return None if text.lstrip("(")[:1] in {"0", "+"} else ZERO_LOST


def dialled(phone: str) -> str:
    """Give what a telephone dials (RFC 3966 takes no spaces). A zero in brackets is not dialled after a country."""
    abroad = phone.startswith("+")
    digits = re.sub(r"\D", "", phone.replace(_NATIONAL_ZERO, "") if abroad else phone)
    return f"+{digits}" if abroad else digits
