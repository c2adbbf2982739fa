"""Puts each question in words for her who answers it: what it is about, whom it concerns, what a no costs."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

from hub.consents.asking import GROUP_LABELS, GROUPS, NAMED, Group, Question, QuestionKind
from hub.consents.evidence import CODE, DRAWN, ON_PAPER, TYPED
from hub.consents.labels import PARTICIPANT_LABELS
from hub.consents.rendering import example
from hub.consents.sentences import source
from hub.consents.sitting import Sitting
from hub.grants.versions import GivenRow, NamedPerson
from policies.vocabulary import PARTICIPANT_SOURCE, Category

YES: Final = "yes"
NO: Final = "no"
EACH: Final = "each"

NO_COSTS_WORDS: Final = MappingProxyType(
    {
        Group.PLANS: later("Då ser de inte om dina tider krockar, och vet inte hur de når dig."),
        Group.STRENGTH: later("Då kan någon planera mer än du orkar."),
        Group.MONEY: later("Då kan en plan påverka din ersättning utan att de ser det i tid."),
        Group.PROGRESS: later("Då kan du behöva berätta samma sak flera gånger."),
        Group.ALCOHOL: later("Då vet bara den som frågade vad du svarade."),
    }
)
ALREADY: Final = later("Har du redan sagt ja till något? Det som skrevs efter ditt ja läser de ändå.")

METHOD_WORDS: Final = MappingProxyType(
    {
        CODE: later("egen kod"),
        DRAWN: later("ritat namn och egen kod"),
        TYPED: later("skrivet namn och egen kod"),
        ON_PAPER: later("penna på papper"),
    }
)


@dataclass(frozen=True, slots=True)
class RowOption:
    """One row of a group; its answer is her own, to it alone or as a yes to all of them."""

    id: str
    label: str
    example: str
    given_by: str
    authority: str
    readers: tuple[tuple[str, str], ...]
    answer: str
    excepted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Card:
    """Whom a question is about."""

    name: str
    title: str
    where: str
    replaces: str
    sleeps: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a page shows it; `answer` is what she has said before: yes, no, each, or nothing."""

    number: int
    of: int
    kind: str
    heading: str
    lead: str
    no_costs: str
    card: Card | None
    reads: tuple[str, ...]
    rows: tuple[RowOption, ...]
    answer: str


def asked(sitting: Sitting, number: int) -> Asked:
    """Put the question with this number (from 1) in words. Raises IndexError."""
    question = sitting.asked[number - 1]
    heading, lead, no_costs = _words(sitting, question)
    person = sitting.version.person(question.ids[0]) if question.kind is QuestionKind.PERSON else None
    return Asked(
        number=number,
        of=len(sitting.asked),
        kind=question.kind.value,
        heading=heading,
        lead=lead,
        no_costs=no_costs,
        card=_card(sitting, person) if person else None,
        reads=_readable(sitting, person) if person else (),
        rows=_options(sitting, question) if question.kind is QuestionKind.GROUP else (),
        answer=_answer(sitting, question),
    )


def answers_in_words(sitting: Sitting) -> tuple[Asked, ...]:
    """Give all questions, for the summary; a no that follows from another no is one."""
    words = [(one, asked(sitting, number)) for number, one in enumerate(sitting.asked, 1)]
    return tuple(replace(said, answer=said.answer or (NO if sitting.follows(one) else "")) for one, said in words)


def _words(sitting: Sitting, question: Question) -> tuple[str, str, str]:
    match question.kind:
        case QuestionKind.PERSON:
            return _about_person(sitting, question.ids[0])
        case QuestionKind.GROUP if question.group is not None:
            lead = _("Det här kan de läsa som du har sagt ja till. Svara ja eller nej, eller en sak i taget.")
            of = {Category(row.category) for row in sitting.version.rows if row.id in question.ids}
            return _group_in_words(question.group, of), lead, _group_costs(question.group, of)
        case QuestionKind.CHECK:
            return (
                _("Får Ingången jämföra alla dina tider?"),
                _("Om något krockar får du och samordnaren veta det. Vad som krockar visas inte för samordnaren."),
                _("Då kan en krock missas. Det händer när ingen får läsa båda tiderna."),
            )
        case _:
            return (
                _("Får de också läsa det som skrevs före i dag?"),
                _("Det gäller bara dem och det som du har sagt ja till."),
                _earlier_costs(sitting),
            )


def _earlier_costs(sitting: Sitting) -> str:
    """Say what a no closes, and from the second version on what it does not: a chain that is unbroken goes on."""
    closes = _("Då läser de bara det som skrivs från och med i dag.")
    return f"{closes} {ALREADY}" if sitting.version.head.version > 1 else closes


def _group_in_words(group: Group, asked_about: set[Category]) -> str:
    """Call a group by its own words, or, where they would name what nobody asks for, by what is asked for."""
    if NAMED.get(group, frozenset()) <= asked_about:
        return str(GROUP_LABELS[group])
    first, *rest = (_(PARTICIPANT_LABELS[category]) for category in GROUPS[group] if category in asked_about)
    return _(", ").join([first, *(label[:1].lower() + label[1:] for label in rest)])


def _group_costs(group: Group, asked_about: set[Category]) -> str:
    if group is Group.PLANS and Category.C01 not in asked_about:
        return _("Då ser de inte om dina tider krockar.")
    return str(NO_COSTS_WORDS[group])


def _about_person(sitting: Sitting, person_id: str) -> tuple[str, str, str]:
    person = sitting.version.person(person_id)
    if person is None:
        raise LookupError("a question about nobody")
    name = sitting.names.officers[person.officer_id].name
    if person.stands_in_for is not None:
        return _about_substitute(sitting, name, person.stands_in_for)
    if not person.reads:
        lead = _("Lämnar bara uppgifter och läser inget.")
        return _("Får %(name)s lämna uppgifter?", name=name), lead, _("Då kan de andra inte läsa det som finns där.")
    return (
        _("Får %(name)s läsa?", name=name),
        "",
        _("Då kan %(name)s inte läsa något. Du kan behöva berätta själv.", name=name),
    )


def _about_substitute(sitting: Sitting, name: str, replaced: str) -> tuple[str, str, str]:
    other = _name_of(sitting, replaced)
    lead = _("Bara då, och högst 30 dagar i taget.")
    if _refused(sitting, replaced):
        lead = _("Du har sagt nej till %(other)s. Då läser inte heller %(name)s något.", name=name, other=other)
    return (
        _("Får %(name)s läsa när %(other)s är borta?", name=name, other=other),
        lead,
        _("Då läser ingen där när %(other)s är borta.", other=other),
    )


def _refused(sitting: Sitting, person_id: str | None) -> bool:
    """Say whether she has said no to this person: a substitute reads only what the other may read."""
    return sitting.saved.given.get(f"person-{person_id}") is False


def _card(sitting: Sitting, person: NamedPerson) -> Card:
    named = sitting.names.officers[person.officer_id]
    replaces = _name_of(sitting, person.stands_in_for) if person.stands_in_for is not None else ""
    return Card(named.name, named.title, sitting.names.units[person.unit_id].full, replaces, person.sleeps)


def _name_of(sitting: Sitting, person_id: str) -> str:
    person = sitting.version.person(person_id)
    return sitting.names.officers[person.officer_id].name if person else ""


def _readable(sitting: Sitting, person: NamedPerson) -> tuple[str, ...]:
    """What she is proposed to read of what others hold, each label once."""
    version = sitting.version
    if not person.reads or _refused(sitting, person.stands_in_for):
        return ()
    rows = [row for row in version.rows if (row.id, person.id) in version.readers and row.source != person.unit_id]
    return tuple(dict.fromkeys(PARTICIPANT_LABELS[Category(row.category)] for row in rows))


def _options(sitting: Sitting, question: Question) -> tuple[RowOption, ...]:
    return tuple(_option(sitting, row) for row in sitting.version.rows if row.id in question.ids)


def _option(sitting: Sitting, row: GivenRow) -> RowOption:
    """Give a row as she has answered it. Who has said yes to all changes one; a no to all is not ticked again.

    What is ticked no stays no when she presses Yes.
    """
    version, saved = sitting.version, sitting.saved
    readers = [
        (person.id, sitting.names.officers[person.officer_id].name)
        for person in version.persons
        if (row.id, person.id) in version.readers and person.reads and person.unit_id != row.source
    ]
    single = saved.single.get(row.id, sitting.rows().get(row.id) or None)
    hers = row.source == PARTICIPANT_SOURCE
    return RowOption(
        id=row.id,
        label=PARTICIPANT_LABELS[Category(row.category)],
        example=example(row.category),
        given_by=_("dig själv") if hers else source(sitting.names, row.source),
        authority=_("dig själv") if hers else sitting.names.units[row.source].authority,
        readers=tuple(readers),
        answer="" if single is None else YES if single else NO,
        excepted=frozenset(person for one, person in saved.exceptions if one == row.id),
    )


def _answer(sitting: Sitting, question: Question) -> str:
    given = sitting.saved.given.get(question.key)
    if question.kind is not QuestionKind.GROUP:
        return "" if given is None else YES if given else NO
    rows = sitting.rows()
    said = [rows.get(row) for row in question.ids]
    if None in said:
        return ""
    excepted = any(row in question.ids for row, _person in sitting.saved.exceptions)
    if excepted or len(set(said)) > 1:
        return EACH
    return YES if said[0] else NO
