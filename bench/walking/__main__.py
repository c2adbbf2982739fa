"""Walks every task of the domain page with a stop-watch: `python -m bench.walking [folder for pictures]`."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from bench.walking import participants, staff
from bench.walking.demo import Demo, served
from bench.walking.walks import LIMITS, Walk

STAFF: Final[dict[str, Callable[[Demo, Walk], None]]] = {
    "A1": staff.morning,
    "A4": staff.draft,
    "A5": staff.plan,
    "F1": staff.news,
    "F2": staff.hours,
    "F6": staff.extract,
    "E1": staff.before_a_talk,
    "E2": staff.own_activity,
    "E3": staff.own_activity,
    "R1": staff.before_a_talk,
    "R2": staff.care,
    "R3": staff.care,
    "S1": staff.changed,
    "S2": staff.hours,
    "D2": staff.answer,
    "D3": staff.whole,
    "Y2a": staff.begin_a_unit,
    "Y2b": staff.begin_an_officer,
    "Y3": staff.leave,
    "P2": participants.see_who_knows,
    "P4": participants.see_my_week,
    "P7": participants.object_to,
}


def walk_all(demo: Demo, pictures: Path | None) -> int:
    """Walk, print each beside its limit, and give how many were too slow."""
    slow = 0
    hers = None
    for name in ["A4", "P1", "P3", *(one for one in STAFF if one != "A4")]:
        walk = Walk(name, pictures)
        if name == "P1":
            hers = participants.sign(demo, walk)
        elif name == "P3" and hers is not None:
            participants.take_back(demo, walk, hers)
        else:
            STAFF[name](demo, walk)
        slow += _tell(walk)
    return slow


def _tell(walk: Walk) -> bool:
    limit, task = LIMITS[walk.id]
    spent = walk.spent
    if spent is None:
        raise RuntimeError(f"{walk.id}: nobody stopped the watch")
    over = spent.seconds > limit
    parts = f"machine {spent.machine:4.1f} + hands {spent.hands:5.1f} ({spent.acts} acts) + eyes {spent.eyes:5.1f}"
    verdict = "TOO SLOW" if over else "within"
    print(f"{walk.id:4}{spent.seconds:6.0f} s of {limit:3} {verdict:9}{parts}  {task}", flush=True)
    return over


def main(pictures: Path | None) -> int:
    home = Path(tempfile.mkdtemp(prefix="hub-walking-"))
    try:
        with sync_playwright() as playwright:
            browser = _browser(playwright.chromium.launch)
            with served(home, browser) as demo:
                return walk_all(demo, pictures)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _browser(launch: Callable[..., Browser]) -> Browser:
    found = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
    if found is None:
        raise RuntimeError("Chromium is missing; mend it with: bin/ensure-chromium")
    return launch(executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else [])


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]) if len(sys.argv) > 1 else None) else 0)
