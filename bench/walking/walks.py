"""One task walked: its limit, what it took, and the pictures taken on the way."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.walking.stopwatch import Spent, Walker

LIMITS: Final = {  # seconds, domain page 3
    "P1": (180, "sign a consent together with the coach, after explanation"),
    "P2": (30, "see who knows what, and who has read"),
    "P3": (30, "take back for one person"),
    "P4": (10, "see my week"),
    "P7": (60, "say that something is wrong"),
    "A1": (120, "the morning: what is new, due, colliding"),
    "A4": (120, "prepare a consent draft with the right persons"),
    "A5": (360, "write the plan: goal and three activities, one of them colliding"),
    "F1": (180, "read what is new in my cases"),
    "F2": (20, "see one participant's hours"),
    "F6": (30, "take a dated extract for the own record"),
    "E1": (30, "before a talk: plan, limits, times in one screen"),
    "E2": (180, "enter an own activity"),
    "E3": (10, "see the collision before it is saved"),
    "R1": (60, "open one patient and read"),
    "R2": (60, "enter recurring treatment times"),
    "R3": (30, "give an activity limit"),
    "S1": (60, "which of mine have changed"),
    "S2": (20, "planned hours of one"),
    "D2": (300, "answer a participant's question about the log"),
    "D3": (10, "verify that the log is whole"),
    "Y2a": (120, "create a unit and call its access manager"),
    "Y2b": (120, "invite an officer and confirm her"),
    "Y3": (30, "an officer has left"),
}


@dataclass(slots=True)
class Walk:
    """One task; `pictures` is where photographs go, None for nowhere."""

    id: str
    pictures: Path | None
    spent: Spent | None = None
    _seen: set[str] = field(default_factory=set)

    def start(self, walker: Walker) -> None:
        walker.spent = Spent()

    def stop(self, walker: Walker) -> None:
        self.spent = walker.spent

    def first(self, what: str) -> bool:
        new = what not in self._seen
        self._seen.add(what)
        return new

    def picture(self, walker: Walker, name: str, *, width: int = 1280, whole: bool = True) -> None:
        if self.pictures is not None:
            walker.picture(self.pictures / f"{name}.png", width=width, whole=whole)
