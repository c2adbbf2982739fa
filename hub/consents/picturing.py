"""Arranges a consent for a page: who, what, from whom to whom, in the words that the page's reader knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _

from hub.consents.labels import OFFICER_LABELS, PARTICIPANT_LABELS, PURPOSE_LABELS
from hub.consents.listing import Listed as ListedVersion
from hub.consents.rendering import blocks, example
from hub.consents.sentences import source
from hub.consents.showing import View
from hub.grants.accepting import TWO_MUST_HAVE_SEEN, enough_saw
from hub.grants.reminding import Reminder, reminder
from hub.grants.states import IN_FORCE, State
from hub.grants.versions import GivenRow, NamedPerson, VersionRow
from hub.store.days import last_day_of
from hub.store.ground import Ground
from policies.vocabulary import PARTICIPANT_SOURCE, Category, Purpose

STATE_WORDS: Final = {
    State.ACTIVE: _("Gäller"),
    State.DECLINED: _("Avböjt"),
    State.DRAFT: _("Utkast"),
    State.EXPIRED: _("Utgånget"),
    State.PRESENTED: _("Visat"),
    State.SIGNED: _("Underskrivet"),
    State.SUPERSEDED: _("Ersatt av nyare"),
    State.WITHDRAWN: _("Återkallat"),
}

# A participant is not told that a text was shown to her, but that it is her turn.
OWN_STATE_WORDS: Final = {**STATE_WORDS, State.PRESENTED: _("Väntar på dig")}


@dataclass(frozen=True, slots=True)
class PersonPicture:
    id: str
    name: str
    title: str
    where: str
    reads: bool
    stands: bool
    replaces: str | None
    sleeps: bool
    declined: bool
    left: bool


@dataclass(frozen=True, slots=True)
class RowPicture:
    """A row in words; `readers` are (person id, name), `waits` and `declined` say where its unit's answer stands.

    `own` tells that she gives it herself, so that no authority has anything to answer. `nobody` tells that it waits in
    vain: of those whom she named at the unit, who alone could answer, she has taken back all, or they have left.
    """

    id: str
    own: bool
    category: str
    label: str
    own_words: str
    example: str
    given_by: str
    readers: tuple[tuple[str, str], ...]
    stands: bool
    waits: bool
    nobody: bool
    declined: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    state: object
    purposes: tuple[str, ...]
    last_day: str
    persons: tuple[PersonPicture, ...]
    rows: tuple[RowPicture, ...]
    paragraphs: tuple[tuple[str, ...], ...]
    late: tuple[str, ...]

    @property
    def categories(self) -> tuple[tuple[str, str], ...]:
        """What can be taken back as a whole category: (code, her words)."""
        return tuple({row.category: row.own_words for row in self.rows if row.stands}.items())


def picture(view: View, *, hers: bool = False, unit: str | None = None) -> Picture:
    """Arrange what the asker may see: `hers` speaks to the participant, with `unit` only the rows that it gives."""
    version = view.version
    persons = tuple(
        PersonPicture(
            id=person.id,
            name=view.names.officers[person.officer_id].name,
            title=view.names.officers[person.officer_id].title,
            where=view.names.units[person.unit_id].full,
            reads=person.reads,
            stands=_may_read(view, person),
            replaces=_replaced(view, person),
            sleeps=person.sleeps,
            declined=person.sleeps and person.proposal_id in view.names.declined,
            left=person.id in view.left,
        )
        for person in version.persons
    )
    rows = tuple(
        _row(view, row, hers=hers) for row in version.rows if unit is None or (row.source == unit and row.stands)
    )
    return Picture(
        state=(OWN_STATE_WORDS if hers else STATE_WORDS)[view.state],
        purposes=tuple(PURPOSE_LABELS[Purpose(purpose)] for purpose in version.head.purposes.split()),
        last_day=last_day_of(version.head.valid_to).isoformat(),
        persons=persons,
        rows=rows,
        paragraphs=tuple(map(tuple, blocks(view.text or ""))),
        late=_late(view, rows),
    )


def barred(ground: Ground, view: View, *, unit: str) -> str | None:
    """Say why the unit cannot accept, and what helps; None when it can."""
    enough = enough_saw(ground.policy, unit, one_coach=bool(view.version.head.one_coach))
    return None if enough else TWO_MUST_HAVE_SEEN


@dataclass(frozen=True, slots=True)
class InWords:
    """One version in its coach's list; `to_witness` is that she has not witnessed what holds."""

    head: VersionRow
    word: object
    to_witness: bool


def in_words(listed: Iterable[ListedVersion]) -> tuple[InWords, ...]:
    return tuple(
        InWords(one.head, STATE_WORDS[one.state], one.state in IN_FORCE and one.head.witnessed_at is None)
        for one in listed
    )


def _late(view: View, rows: Iterable[RowPicture]) -> tuple[str, ...]:
    """Name the units that coach and participant are told of: they have waited with their answer for too long."""
    if not view.whole or view.state is not State.ACTIVE:
        return ()
    if reminder(at=view.at, since=view.version.head.valid_from) is not Reminder.COACH_AND_PARTICIPANT:
        return ()
    return tuple(sorted({row.given_by for row in rows if row.waits and not row.nobody}))


def _replaced(view: View, person: NamedPerson) -> str | None:
    whom = view.version.person(person.stands_in_for or "")
    return view.names.officers[whom.officer_id].name if whom is not None else None


def _may_read(view: View, person: NamedPerson) -> bool:
    """Tell whether a yes to her stands; and to whom she replaces, who is still there."""
    return view.version.says_yes_to(person) and person.stands_in_for not in view.left


def _row(view: View, row: GivenRow, *, hers: bool) -> RowPicture:
    version = view.version
    called = {person.id: view.names.officers[person.officer_id].name for person in version.persons}
    if version.head.signed_at is None:
        readers = [person_id for row_id, person_id in sorted(version.readers) if row_id == row.id]
    else:
        may = {person.id for person in version.persons if _may_read(view, person)}
        lines = [line for line in version.lines if line.row_id == row.id and line.withdrawn_at is None]
        readers = [line.person_id for line in lines if line.person_id in may]
    herself = str(_("Dig själv")) if hers else str(_("Deltagaren själv"))
    return RowPicture(
        id=row.id,
        own=row.source == PARTICIPANT_SOURCE,
        category=row.category,
        label=OFFICER_LABELS[Category(row.category)],
        own_words=PARTICIPANT_LABELS[Category(row.category)],
        example=example(row.category),
        given_by=source(view.names, row.source) if row.source != PARTICIPANT_SOURCE else herself,
        readers=tuple((person_id, called[person_id]) for person_id in readers if person_id not in view.left),
        stands=row.stands,
        waits=version.waits(row),
        nobody=version.in_vain(row, view.left),
        declined=row.declined_at is not None,
        reason=view.reasons.get(row.id) if row.declined_at is not None else None,
    )
