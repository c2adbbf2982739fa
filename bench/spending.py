"""Which processes a server is, and how much of the machine's processors they used, those that ended included."""

import os
from pathlib import Path
from typing import Final

_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
_PARENT, _UTIME, _LAST = 1, 11, 15  # places in /proc/PID/stat after the command's name


def spent(*roots: int) -> float:
    """Give the seconds that the processes `roots` and their descendants have run."""
    return sum(sum(map(int, told[_UTIME:_LAST])) for told in _under(roots).values()) * _TICK


def descendants(*roots: int) -> list[int]:
    """Give the processes `roots` and all that descend from them."""
    return [*_under(roots)]


def _under(roots: tuple[int, ...]) -> dict[int, list[str]]:
    all_ = {int(place.name): _stat(place) for place in Path("/proc").iterdir() if place.name.isdecimal()}
    told = {process: stat for process, stat in all_.items() if stat is not None}
    parents = {process: int(stat[_PARENT]) for process, stat in told.items()}
    return {process: stat for process, stat in told.items() if _descends(process, roots, parents)}


def _stat(place: Path) -> list[str] | None:
    try:
        return (place / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile; its parent tells of it
        return None


def _descends(process: int, roots: tuple[int, ...], parents: dict[int, int]) -> bool:
    while process:
        if process in roots:
            return True
        process = parents.get(process, 0)
    return False
