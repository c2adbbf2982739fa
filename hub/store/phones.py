"""Tells a telephone number that a sheet took the first zero from.

It keeps 070-174 06 05 as it is typed, and makes 701740605 of 0701740605. That could be a country's number just as well:
who reads it would ring somebody else, so nothing is put before it here.
"""

import re
from typing import Final

FEWEST_DIGITS: Final = 6
ZERO_LOST: Final = "Numret ska börja med 0 eller +. Har ett kalkylark tagit bort nollan? Skriv dit den igen."
_WITHOUT_ZERO: Final = re.compile(rf"[ ()-]*[1-9](?:[ ()-]*[0-9]){{{FEWEST_DIGITS - 1},}}[ ()-]*")


def has_lost_zero(text: str) -> bool:
    """Tell whether it is a number and nothing else, and begins with neither a zero nor a country's plus."""
    return bool(_WITHOUT_ZERO.fullmatch(text))
