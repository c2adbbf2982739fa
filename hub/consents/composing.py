"""Arranges what a coach chooses from while she composes a draft: whom she finds, who is chosen, what can be shared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, select

from hub.consents.asking import MOST, decisions
from hub.consents.drafting import check_drafter
from hub.consents.drafting_forms import DraftForm, said, with_months, with_proposal, with_team
from hub.consents.labels import OFFICER_LABELS, PURPOSE_LABELS
from hub.disclosure.changing import change
from hub.grants.finding import function_at
from hub.grants.naming import names
from hub.grants.offering import Offer, Workplace, offers
from hub.grants.suggesting import last_draft
from hub.grants.tables import case
from hub.grants.versions import Version
from hub.officers.directory import Listed, ListedUnit, officers, units
from hub.organisations.kinds import AuthorityKind
from hub.signin.current import SignedIn
from hub.store.days import day_of
from hub.store.ground import Ground
from hub.store.legible import one_line
from policies.vocabulary import PARTICIPANT_SOURCE, Category

SHOWN: Final = 30  # of what a search finds
_CALLED: Final[Mapping[str, str]] = {AuthorityKind.EMPLOYMENT_SERVICE: "AF", AuthorityKind.SOCIAL_INSURANCE: "FK"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person in the draft. `key` is what the form calls her, `colleagues` who could stand in for her."""

    key: str
    name: str
    title: str
    where: str
    gives_only: bool
    proposed: str | None
    colleagues: tuple[tuple[str, str], ...]
    substitute: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that can be shared, and each who can be asked for as its reader: (value, name, is one of them).

    `near` is what is shown at once: what is chosen, and what is mostly given. `everybody`: all others read it.
    """

    value: str
    label: str
    chosen: bool
    near: bool
    everybody: bool
    readers: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What the page shows. `team` are the names of whom the coach named last; `questions` what the draft comes to.

    `without_oneself` tells that persons are chosen and the coach is none of them: she reads nothing by such a consent.

    `there` tells that whom she searches for is in the draft, or one of them. `gone` is how many the draft begins with
    who work no longer where the consent names them: they are not in it.
    """

    number: str
    found: tuple[Listed, ...]
    more: int
    there: bool
    directory: tuple[tuple[str, tuple[Listed, ...]], ...]
    chosen: tuple[Chosen, ...]
    gone: int
    team: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    rows: tuple[tuple[object, tuple[Choice, ...]], ...]
    questions: int
    without_oneself: bool
    most: int = MOST


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read for the page by one transaction."""

    listed: tuple[Listed, ...]
    units: tuple[ListedUnit, ...]
    team: Version | None
    functions: Mapping[str, str]
    titles: Mapping[str, str]


def pressed(ground: Ground, who: SignedIn, typed: DraftForm, *, case_id: str, do: str, months: str) -> DraftForm:
    """Do what a button of the form says, and give the form as it then stands.

    Raises NotShown for all but the case's coach, before anything of the form is shown again; Invalid for a proposed
    person of whom something is missing.
    """
    with change(ground) as tx:
        check_drafter(tx, ground, who.actor, case_id=case_id)
        team = last_draft(tx, officer=who.officer or "", at=who.at) if do == "team" else None
        known = _known(tx, ground, who, typed) if do == "usual" else None
    if months:
        return with_months(typed, months, today=day_of(who.at))
    if do == "propose":
        return with_proposal(typed)
    if do in {"add", "myself"}:
        more = [f"{who.officer}:{who.unit}"] if do == "myself" else []
        return replace(typed, search="", persons=tuple(dict.fromkeys([*typed.persons, *more])))
    if team is not None:
        return replace(with_team(typed, team), search="")  # what was searched for has been answered, as by "add"
    if known is not None:
        usual = [f"{one.source}:{one.category}" for one in _offered(ground, who, typed, known) if one.usual]
        return replace(typed, rows=tuple(dict.fromkeys([*typed.rows, *usual])))
    return typed


def board(ground: Ground, who: SignedIn, typed: DraftForm, *, case_id: str) -> Board:
    """Give the directory, and the rows that the persons chosen so far can give one another, to the case's coach."""
    with ground.store.read() as tx:
        number = tx.execute(select(case.c.number).where(case.c.id == case_id)).scalar_one()
        known = _known(tx, ground, who, typed)
    keyed = {f"{one.id}:{one.unit}": one for one in known.listed}
    gone = [key for key in typed.persons if key not in keyed]
    typed = replace(typed, persons=tuple(key for key in typed.persons if key in keyed))
    free = tuple(one for key, one in keyed.items() if key not in typed.persons)
    found = tuple(one for one in free if typed.search and _matches(one, typed.search))
    there = (one for key, one in keyed.items() if key in typed.persons)
    offered = _offered(ground, who, typed, known) if typed.people else ()
    called = {one.id: one.name for one in known.listed} | {one.work_email: one.name for one in typed.proposed}
    return Board(
        number=number,
        found=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
        there=bool(typed.search) and any(_matches(one, typed.search) for one in there),
        directory=_by_place(one for one in free if one not in found[:SHOWN]),
        chosen=(*_chosen(typed, keyed, known.listed), *_proposed(typed, known.titles)),
        gone=len(gone),
        team=_team(known, typed),
        units=tuple((one.id, f"{one.authority}, {one.name}") for one in known.units),
        purposes=tuple((purpose.value, label) for purpose, label in PURPOSE_LABELS.items()),
        rows=tuple(_rows(offered, typed, called, known.titles)),
        questions=_questions(typed, offered),
        without_oneself=bool(typed.people) and f"{who.officer}:{who.unit}" not in typed.persons,
    )


def _known(tx: Connection, ground: Ground, who: SignedIn, typed: DraftForm) -> _Known:
    listed, places = officers(tx, ground, at=who.at), units(tx, ground, at=who.at)
    wanted = {one.unit for one in listed} | {one.id for one in places} | {who.unit or ""}
    called = names(tx, ground, officers=(), units=wanted).units
    asked = {person.unit for person in typed.proposed}
    functions = {unit: function_at(tx, ground, unit, at=who.at) for unit in asked}
    return _Known(
        listed=listed,
        units=places,
        team=last_draft(tx, officer=who.officer or "", at=who.at) if not typed.people else None,
        functions={unit: function for unit, function in functions.items() if function is not None},
        titles={unit: name.full for unit, name in called.items()},
    )


def _offered(ground: Ground, who: SignedIn, typed: DraftForm, known: _Known) -> tuple[Offer, ...]:
    named = [
        Workplace(one.id, one.unit, one.function) for one in known.listed if f"{one.id}:{one.unit}" in typed.persons
    ]
    asleep = [
        Workplace(one.work_email, one.unit, known.functions[one.unit])
        for one in typed.proposed
        if one.unit in known.functions
    ]
    coach = Workplace(who.officer or "", who.unit or "", who.function or "")
    return offers(ground.policy, [*named, *asleep], coach=coach)


def _matches(one: Listed, search: str) -> bool:
    """Tell whether every word is in her name, title, unit or authority, also by what everybody calls that."""
    where = f"{one.name} {one.title} {one.unit_name} {one.authority} {_CALLED.get(one.kind, '')}".casefold()
    return all(word in where for word in one_line(search).casefold().split())


def _by_place(found: Iterable[Listed]) -> tuple[tuple[str, tuple[Listed, ...]], ...]:
    places: dict[str, tuple[Listed, ...]] = {}
    for one in found:
        place = f"{one.authority}, {one.unit_name}"
        places[place] = (*places.get(place, ()), one)
    return tuple(places.items())


def _chosen(typed: DraftForm, keyed: Mapping[str, Listed], listed: Sequence[Listed]) -> Iterable[Chosen]:
    substitutes = dict(typed.substitutes)
    for key in typed.persons:
        one = keyed[key]
        others = [
            other for other in listed if other.unit == one.unit and f"{other.id}:{other.unit}" not in typed.persons
        ]
        yield Chosen(
            key=key,
            name=one.name,
            title=one.title,
            where=f"{one.authority}, {one.unit_name}",
            gives_only=key in typed.gives_only,
            proposed=None,
            colleagues=tuple((other.id, f"{other.name}, {other.title}") for other in others),
            substitute=substitutes.get(key, ""),
        )


def _proposed(typed: DraftForm, titles: Mapping[str, str]) -> Iterable[Chosen]:
    for one in typed.proposed:
        yield Chosen(
            key=one.work_email,
            name=one.name,
            title=one.title,
            where=titles.get(one.unit, ""),
            gives_only=one.work_email in typed.gives_only,
            proposed=said(one),
            colleagues=(),
            substitute="",
        )


def _team(known: _Known, typed: DraftForm) -> tuple[str, ...]:
    if known.team is None or typed.people:
        return ()
    here = {(one.id, one.unit): one.name for one in known.listed}
    persons = [(one.officer_id, one.unit_id) for one in known.team.persons if one.stands_in_for is None]
    return tuple(here[person] for person in persons if person in here)


def _rows(
    offered: Iterable[Offer], typed: DraftForm, called: Mapping[str, str], titles: Mapping[str, str]
) -> Iterable[tuple[object, tuple[Choice, ...]]]:
    grouped: dict[str, list[Choice]] = {}
    offered = list(offered)
    most = {one.source: max(len(other.readers) for other in offered if other.source == one.source) for one in offered}
    for offer in offered:
        grouped.setdefault(offer.source, []).append(_choice(offer, typed, called, most))
    for unit, choices in grouped.items():
        yield (_("Deltagaren själv") if unit == PARTICIPANT_SOURCE else titles.get(unit, unit)), tuple(choices)


def _choice(offer: Offer, typed: DraftForm, called: Mapping[str, str], others: Mapping[str, int]) -> Choice:
    value, readers = f"{offer.source}:{offer.category}", []
    for reader in offer.readers:
        key = f"{value}:{reader}"
        readers.append((key, called[reader], key not in typed.left_out))
    chosen = value in typed.rows
    return Choice(
        value=value,
        label=OFFICER_LABELS[Category(offer.category)],
        chosen=chosen,
        near=chosen or offer.usual,
        everybody=all(reads for _key, _name, reads in readers) and len(readers) >= others[offer.source],
        readers=tuple(readers),
    )


def _questions(typed: DraftForm, offered: Iterable[Offer]) -> int:
    asked = [offer.category for offer in offered if f"{offer.source}:{offer.category}" in typed.rows]
    return decisions(persons=typed.people, categories=asked)
