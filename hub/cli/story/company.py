"""Everybody who takes part, once they are there: staff with their accounts, participants with theirs, and the cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.cli.story.acting import Player, Stage
from hub.cli.story.calendar import Calendar
from hub.cli.story.cast import Cast
from hub.signin.codes import SHORTEST_CODE, fault_of
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE


@dataclass(slots=True)
class Company:
    """The story's state: who can act, which case is whose, who has taken on and planned what."""

    ground: Ground
    stage: Stage
    calendar: Calendar
    cast: Cast
    staff: Mapping[str, Player]
    participants: dict[str, Player] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    taken_on: set[tuple[str, str]] = field(default_factory=set)  # (officer's key, case)
    planned: set[tuple[str, str]] = field(default_factory=set)  # (officer's key, case)
    listed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def admit(self, key: str, link: str) -> Player:
        """Let a participant choose a code by her link; from then on she has an account."""
        self.participants[key] = self.stage.begin(key, link, self._own_code())
        return self.participants[key]

    def directory(self, coach: Player) -> Mapping[str, Mapping[str, Any]]:
        """Give the directory by officers' keys, as a coach is shown it."""
        if not self.listed:
            shown = {(one["name"], one["title"]): one for one in self.stage.ask(coach, "GET", "/directory")["items"]}
            officers = self.cast.officers.values()
            self.listed = {one.key: shown[one.name, one.title] for one in officers if (one.name, one.title) in shown}
        return self.listed

    def source(self, coach: Player, key: str) -> str:
        """Give the unit at which an officer works, or the participant herself as a source."""
        return key if key == PARTICIPANT_SOURCE else str(self.directory(coach)[key]["unit"])

    def _own_code(self) -> str:
        while True:
            number = int.from_bytes(self.ground.random(8), "big") % 10**SHORTEST_CODE
            code = f"{number:0{SHORTEST_CODE}d}"
            if fault_of(code) is None:
                return code
