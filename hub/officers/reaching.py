"""How an officer is best reached at work, beside her e-mail: a telephone number and a short note, both optional."""

import re
from dataclasses import dataclass
from typing import Final

from hub.store.phones import FEWEST_DIGITS, ZERO_LOST, has_lost_zero

LONGEST_PHONE: Final = 40
LONGEST_NOTE: Final = 80
PHONE_WRONG: Final = "Skriv ett telefonnummer med 6 till 20 siffror. Mellanslag, +, - och parenteser går också bra."
_PHONE: Final = re.compile(r"\+?[0-9 ()-]+")
_MOST_DIGITS: Final = 20
_NATIONAL_ZERO: Final = "(0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Plain data of the staff directory, as her name is; None where nothing is said. Never about a participant."""

    phone: str | None = None
    reached: str | None = None


UNSAID: Final = Reach()


def wrong_phone(text: str) -> str | None:
    """Say why it can be no telephone number, None where it can; how it is set out is the writer's own."""
    digits = sum(sign.isdigit() for sign in text)
    if len(text) > LONGEST_PHONE or not _PHONE.fullmatch(text) or not FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        return PHONE_WRONG
    return ZERO_LOST if has_lost_zero(text) else None


def dialled(phone: str) -> str:
    """Give what a telephone dials (RFC 3966 takes no spaces). A zero in brackets is not dialled after a country."""
    abroad = phone.startswith("+")
    digits = re.sub(r"\D", "", phone.replace(_NATIONAL_ZERO, "") if abroad else phone)
    return f"+{digits}" if abroad else digits
