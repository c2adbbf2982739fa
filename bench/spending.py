"""How much of the machine's processors a server has used: its process and all under it, those that ended included."""

import os
from pathlib import Path
from typing import Final

_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
_PARENT, _UTIME, _LAST = 1, 11, 15  # places in /proc/PID/stat after the command's name


def spent(*roots: int) -> float:
    """Give the seconds that the processes `roots` and their descendants have run."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal() and (told := _stat(place)) is not None:
            parents[int(place.name)] = int(told[_PARENT])
            ticks[int(place.name)] = sum(map(int, told[_UTIME:_LAST]))
    return sum(used for process, used in ticks.items() if _descends(process, roots, parents)) * _TICK


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
