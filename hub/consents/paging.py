"""Where a list goes on that is told in pages: after the instant and the id of what was shown last."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

PAGE: Final = 50
PLACE: Final = r"[0-9]{1,17}-[0-9a-f]{32}"
_PLACE: Final = re.compile(PLACE)

_Any = TypeVar("_Any")


def read_place(text: str | None) -> tuple[int, str] | None:
    """Read where to go on; what is no place is the beginning."""
    if _PLACE.fullmatch(text or "") is None:
        return None
    at, which = (text or "").split("-")
    return int(at), which


def page_of(
    found: Sequence[_Any], after: str | None, place: Callable[[_Any], tuple[int, str]], *, most: int
) -> tuple[Sequence[_Any], str | None]:
    """Give one page of what stands in the order of its places, and what asks for the page after it.

    The place after which it goes on need not be in the list any more: it may just have been answered.
    """
    last = read_place(after)
    if last is not None:
        found = [one for one in found if place(one) > last]
    shown = found[:most]
    return shown, "{}-{}".format(*place(shown[-1])) if len(found) > most else None
