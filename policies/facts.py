"""The frozen facts a rule may look at: plain words, numbers and tuples; instants are microseconds UTC, [from, to)."""

from typing import NamedTuple


class Employment(NamedTuple):
    """One unbroken employment; who is hired again gets a new id."""

    id: str
    officer: str
    unit: str
    function: str
    begins: int
    ends: int | None


class Reader(NamedTuple):
    """Who asks: an officer with the employment her session is bound to, the participant herself, or the system."""

    kind: str
    officer: str | None
    unit: str | None
    employment: Employment | None
    participant: str | None


class Participant(NamedTuple):
    """Whom the case is about."""

    id: str
    restricted_at: int | None
    died_at: int | None


class Assignment(NamedTuple):
    """An officer has taken on the case (*Ta emot ärendet*), or is its registering coach."""

    officer: str
    unit: str
    begins: int
    ends: int | None


class Paper(NamedTuple):
    """A signed paper that waits to be compared: whose unit entered it, and who did."""

    unit: str
    entered_by: str


class Person(NamedTuple):
    """A person at a unit answered with yes in the governing version; `reads` is false for who is named only to give.

    `stands_in_for` is of a substitute (*ersättare*): the id of the person whom she replaces.
    """

    id: str
    officer: str
    unit: str
    employment: str
    reads: bool
    withdrawn_at: int | None
    stands_in_for: str | None


class Absence(NamedTuple):
    """A logged absence, set beforehand to end at `ends` at the latest; `ended_at` when somebody ended it."""

    employment: str
    begins: int
    ends: int
    ended_at: int | None


class Replaced(NamedTuple):
    """Whom the reader stands in for: her employment, and her absence if one stands."""

    employment: Employment
    absence: Absence | None


class Row(NamedTuple):
    """A "category from source" answered with yes."""

    id: str
    source: str
    source_function: str
    category: str
    accepted_at: int | None
    declined_at: int | None
    withdrawn_at: int | None


class Line(NamedTuple):
    """Exactly one person's right to one row; `since` is the first signing of its unbroken chain."""

    id: str
    row: str
    person: str
    officer: str
    unit: str
    employment: str
    source: str
    category: str
    since: int
    covers_earlier: bool
    accepted_at: int | None
    declined_at: int | None
    withdrawn_at: int | None


class Consent(NamedTuple):
    """The governing consent: the newest signed version of its kind, alone."""

    id: str
    version: int
    kind: str
    signed_at: int
    valid_from: int
    valid_to: int
    withdrawn_at: int | None
    purposes: tuple[str, ...]
    collision_check: bool
    persons: tuple[Person, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]


class Facts(NamedTuple):
    """All that a decision depends on.

    Persons and lines may be only this reader's own and those of whom she stands in for, but rows are all rows.
    `own_ground` is the switch of the reader's unit for its own items after a total withdrawal. `reviewed` are the units
    whose log she reviews and that something in the log of this case concerns.
    """

    at: int
    participant: Participant
    reader: Reader
    consent: Consent | None
    assignment: Assignment | None
    coach: Assignment | None
    own_ground: bool
    replaced: Replaced | None
    reviewed: tuple[str, ...] = ()
    paper: Paper | None = None

    @property
    def persons(self) -> tuple[Person, ...]:
        """Whom the governing consent names; nobody where there is none, as with its rows and its lines."""
        return self.consent.persons if self.consent is not None else ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.consent.rows if self.consent is not None else ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.consent.lines if self.consent is not None else ()


class Question(NamedTuple):
    """What is asked of one label or of several: which act, and for what."""

    action: str
    purpose: str | None
