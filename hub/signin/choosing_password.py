"""What a staff password has to be: twelve characters, and none that everybody tries first. No other rules."""

import re
from pathlib import Path
from typing import Final

from hub.store.told import told

SHORTEST: Final = 12
LONGEST: Final = 200
_COMMON: Final = tuple(
    sorted(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split(), key=len, reverse=True)
)
_COMMON_PART: Final = re.compile("|".join(map(re.escape, _COMMON)))
_LEET: Final = str.maketrans("0134578@$!åäéö", "oieastbasiaaeo")
_REPEATED: Final = re.compile(r"(.{1,5})\1+")
_LEFT_AT_LEAST: Final = 5  # different letters of one's own, beside the common parts


def fault_of(password: str, *, username: str, name: str) -> str | None:
    """Return what is wrong with a password, in the reader's language; None: it will do."""
    if len(password) < SHORTEST:
        return told(
            "Lösenordet är för kort. Välj minst %(count)s tecken, gärna flera ord efter varandra.", count=SHORTEST
        )
    if len(password) > LONGEST:
        return told("Lösenordet är för långt. Högst %(count)s tecken får plats.", count=LONGEST)
    if _easy(password, username=username, name=name):
        return "Lösenordet är för lätt att gissa. Välj flera ord som inte hör ihop, och inte ditt namn."
    return None


def _easy(password: str, *, username: str, name: str) -> bool:
    """Tell whether too few letters are left once common words, one's own name and repetitions are taken away."""
    own = [part for part in re.split(r"[\W_]+", f"{username} {name}".casefold()) if len(part) > 2]  # noqa: PLR2004
    plain = password.casefold()
    return min(_letters_left(form, own) for form in (plain, plain.translate(_LEET))) < _LEFT_AT_LEAST


def _letters_left(password: str, own: list[str]) -> int:
    for part in sorted(own, key=len, reverse=True):
        password = password.replace(part, " ")
    rest = _REPEATED.sub(r"\1", _COMMON_PART.sub(" ", password))
    return len(set(re.sub(r"[\W\d_]", "", rest)))
