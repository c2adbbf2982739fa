"""Takes a case number as people say and write it: in capitals or not, with its dashes, with blanks, or with neither."""

import re
from typing import Final

from hub.store.legible import one_line

_NUMBER: Final = re.compile("(SK)([0-9A-Z]{4})([0-9A-Z]{4})")


def as_given(typed: str) -> str:
    """Write it as the hub gave it; what is none stays as it was typed, in one line of capitals, and is nobody's."""
    line = one_line(typed).upper()
    found = _NUMBER.fullmatch("".join(filter(str.isalnum, line)))
    return "-".join(found.groups()) if found else line
