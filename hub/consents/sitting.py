"""What a participant has before her while she answers: the frozen text, and the answers that she has given so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hub.consents.asking import Question, QuestionKind, questions, rows_answered
from hub.consents.documents import presentation_of
from hub.consents.opening import Parts, open_own
from hub.consents.templating import READING_HELPS
from hub.grants.draft_seals import check_asked
from hub.grants.lines import Answers
from hub.grants.naming import Names
from hub.grants.signing import check_coached, lines_to_be
from hub.grants.states import State, state
from hub.grants.versions import GivenRow, NamedPerson, Version
from hub.signin.current import SignedIn
from hub.store.alphabet import in_swedish
from hub.store.ground import Ground

_CHECK: Final = "check"
_EARLIER: Final = "earlier"


@dataclass(frozen=True, slots=True)
class Saved:
    """Half-given answers: by question key, by row where she answered one by one; nothing is answered for her."""

    given: Mapping[str, bool] = field(default_factory=dict)
    single: Mapping[str, bool] = field(default_factory=dict)
    exceptions: frozenset[tuple[str, str]] = frozenset()
    helps: frozenset[str] = frozenset()  # reading helps that she has had before her

    def as_json(self) -> dict[str, Any]:
        return {
            "given": dict(self.given),
            "single": dict(self.single),
            "exceptions": sorted(self.exceptions),
            "helps": sorted(self.helps),
        }

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> "Saved":
        pairs = frozenset((row, person) for row, person in found["exceptions"])
        return cls(found["given"], found["single"], pairs, frozenset(found["helps"]))

    def with_answer(
        self,
        question: Question,
        *,
        answer: bool | None,
        single: Mapping[str, bool],
        exceptions: frozenset[tuple[str, str]],
        reading_help: str,
    ) -> "Saved":
        """Give the same with one question answered anew; None: its rows were answered one by one."""
        given = {key: one for key, one in self.given.items() if key != question.key}
        rows = {row: one for row, one in self.single.items() if row not in question.ids}
        others = frozenset(pair for pair in self.exceptions if pair[0] not in question.ids)
        if answer is not None:
            given[question.key] = answer
        helps = self.helps | ({reading_help} & set(READING_HELPS))
        return replace(self, given=given, single={**rows, **single}, exceptions=others | exceptions, helps=helps)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A text that was presented to her and what she has answered so far; `kept` is the version of what is saved."""

    version: Version
    names: Names
    state: State
    at: int
    text: str
    digest: str
    nonce: str
    saved: Saved
    kept: int
    asked: tuple[Question, ...]

    @property
    def open(self) -> bool:
        """Tell whether it can be answered now."""
        return self.state is State.PRESENTED

    def rows(self) -> dict[str, bool]:
        return rows_answered(self.asked, self.saved.given, self.saved.single)

    def is_answered(self, question: Question) -> bool:
        if question.kind is QuestionKind.GROUP:
            rows = self.rows()
            return all(row in rows for row in question.ids)
        return question.key in self.saved.given or self.follows(question)

    def follows(self, question: Question) -> bool:
        """Tell whether it is about a substitute for somebody she has said no to: then she need not say no twice."""
        person = self.version.person(question.ids[0]) if question.kind is QuestionKind.PERSON else None
        replaced = person.stands_in_for if person is not None else None
        return replaced is not None and self.saved.given.get(f"person-{replaced}") is False

    @property
    def left(self) -> tuple[int, ...]:
        """Give the numbers (from 1) of the questions without an answer."""
        return tuple(number for number, one in enumerate(self.asked, 1) if not self.is_answered(one))

    def answers(self) -> Answers:
        """Give all answers, once every question has one. Raises LookupError."""
        if self.left:
            raise LookupError("a question has no answer")
        given = self.saved.given
        # The one without an answer is a substitute who could not read anyhow: a no.
        persons = {one.ids[0]: given.get(one.key, False) for one in self.asked if one.kind is QuestionKind.PERSON}
        return Answers(
            persons=persons,
            rows=self.rows(),
            exceptions=tuple(sorted(self.saved.exceptions)),
            covers_earlier=given[_EARLIER],
            collision_check=given[_CHECK],
        )

    def closed(self) -> tuple[str, ...]:
        """Name the units that give what she says yes to, and where she says no to all who could answer for it.

        A substitute answers nothing in the place of one she says no to. The unit of who drafted it is answered for by
        the witnessing.
        """
        answers, drafted_by = self.answers(), self.version.head.drafted_unit_id
        said = answers.persons
        there = {one.unit_id for one in self.version.persons if said.get(one.id) and one.stands_in_for is None}
        asked = {row.source for row in self.version.rows if answers.rows.get(row.id)}
        found = (self.names.units[unit].full for unit in asked - there - {drafted_by} if unit in self.names.units)
        return tuple(sorted(found, key=in_swedish))


def sit_down(ground: Ground, who: SignedIn, *, consent_id: str) -> Sitting:
    """Open her text and what she has saved, with one entry. Raises NotShown for everybody else's, or none.

    And Conflict where the rows ask for something else than the text: she would answer about one and mean another; and
    where it cannot be signed any more, since another coaches her now.
    """
    own = open_own(ground, who, consent_id=consent_id, needed="text", more="answers")
    stands = state(own.version.head, own.at)
    if stands is State.PRESENTED:
        with ground.store.read() as tx:
            check_asked(tx, ground, own.version, presentation_of(own.version, own.needed))
            check_coached(tx, ground, own.version.head, at=own.at)
    return Sitting(
        version=own.version,
        names=own.names,
        state=stands,
        at=own.at,
        text=str(own.fields[own.needed.id]["text"]),
        digest=own.digest,
        nonce=own.needed.nonce or "",
        saved=_saved(own),
        kept=own.more.version if own.more else 0,
        asked=questions(own.version),
    )


def lines_now(ground: Ground, sitting: Sitting) -> tuple[tuple[GivenRow, NamedPerson], ...]:
    """Give the pairs that would become lines if she signed now: what the summary says, person by person."""
    with ground.store.read() as tx:
        return lines_to_be(tx, ground, version=sitting.version, answers=sitting.answers(), at=sitting.at)


def lines_at_most(ground: Ground, sitting: Sitting) -> tuple[tuple[GivenRow, NamedPerson], ...]:
    """Give the pairs that would become lines if she said yes to everything: what the text proposes."""
    version = sitting.version
    persons, rows = ({one.id: True for one in some} for some in (version.persons, version.rows))
    every = Answers(persons=persons, rows=rows, exceptions=(), covers_earlier=True, collision_check=True)
    with ground.store.read() as tx:
        return lines_to_be(tx, ground, version=version, answers=every, at=sitting.at)


def _saved(own: Parts) -> Saved:
    """What she answered to another text than the one before her now is not her answer to this one."""
    if own.more is None or own.more.digest != own.needed.digest:
        return Saved()
    return Saved.of_json(own.fields[own.more.id]["answers"])
