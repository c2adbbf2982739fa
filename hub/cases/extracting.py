"""An extract of a case for the officer's own record: one page and one text, with source, date and receipt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from hub.cases.describing import Described, describe
from hub.cases.missing import Lack
from hub.cases.naming import in_force
from hub.cases.showing import CaseView, PlanView, check_purpose, view_of
from hub.cases.weekdays import write_number
from hub.cases.wording import COLLISION_LABELS
from hub.collisions.finding import Collision
from hub.collisions.resolving import State
from hub.consents.labels import PURPOSE_LABELS
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked
from hub.plans.gathering import gather
from hub.plans.vocabulary import ItemKind
from hub.store.actor import Actor
from hub.store.days import instant, last_day_of, local
from hub.store.ground import Ground
from hub.store.writing_days import locale, write_day
from policies.vocabulary import Action, Purpose

_RULE: Final = "-" * 40
_ASKS: Final = ("?", "؟")


@dataclass(frozen=True, slots=True)
class Extract:
    """What was taken out, when (Swedish clock, such as 2026-03-16 09:00) and for what; `text` says all of it.

    Where no consent is in force it is of what the unit holds itself, and names none: `consented` is False. `partial`
    says in one sentence why it is not the whole picture; `standing`, by key, what has been said of a collision.
    """

    view: CaseView
    words: Mapping[str, Described]
    standing: Mapping[str, str]
    at: str
    purpose: str
    text: str
    consented: bool
    partial: str


def extract(ground: Ground, actor: Actor, *, case_id: str, purpose: str | None) -> Extract:
    """Take out what this actor may read of a case, by the decision that reading it takes; an act of its own.

    Raises NotShown, TooMany or Invalid, each after its log entry.
    """
    check_purpose(purpose)
    gathered = gather(ground, actor, case_id=case_id)
    asked = Asked(actor, gathered.case, Action.EXTRACT, gathered.rows, purpose=purpose, whole=True)
    disclosure = disclose(ground, asked)
    view = view_of(ground, actor, gathered, disclosure)
    words = {item["id"]: describe(item, participant=False) for plan in view.plans for item in plan.items}
    consent, at = disclosure.facts.consent, local(disclosure.at).strftime("%Y-%m-%d %H:%M")
    stands = in_force(consent, disclosure.at)
    chosen = purpose or (consent.purposes[0] if consent is not None else "")
    said = _(PURPOSE_LABELS[Purpose(chosen)]) if chosen else ""
    by = _("Enligt medgivande %(version)s, för att %(purpose)s", version=view.version, purpose=said) if stands else ""
    partial = _partial(view, stands=stands)
    standing = {one.key: _standing(one) for one in view.collisions}
    text = "\n".join(map(_one_line, _lines(view, words, standing, at, (by, partial))))
    return Extract(view, words, standing, at, said, text, stands, partial)


def _one_line(said: str) -> str:
    """Keep a text in its own line: one of several would write another unit's part, which this tells by its lines."""
    return " ".join(filter(None, said.split("\n")))


def _partial(view: CaseView, *, stands: bool) -> str:
    if not stands:
        return _("Inget medgivande gäller. Utdraget har bara det som din egen enhet har skrivit.")
    if Lack.NOT_GIVEN in view.missing:
        return _("Medgivande saknas för en del: utdraget är inte hela bilden.")
    if {Lack.WAITS, Lack.DECLINED} & set(view.missing):
        return _("En enhet har inte godtagit allt som deltagaren har sagt ja till: utdraget är inte hela bilden.")
    return _("Du har inte tagit emot ärendet än: utdraget är inte hela bilden.") if view.missing else ""


def _standing(collision: Collision) -> str:
    """Say what is meant to happen with a collision, as its page does: in a record it would seem to be news."""
    if collision.state == State.OPEN or collision.state not in COLLISION_LABELS:
        return ""
    ends = instant(datetime.fromisoformat(collision.until)) if collision.until is not None else None
    until = write_day(last_day_of(ends), locale()) if ends is not None else ""
    return _(COLLISION_LABELS[State(collision.state)], day=until)


def _lines(
    view: CaseView, words: Mapping[str, Described], standing: Mapping[str, str], at: str, grounds: Iterable[str]
) -> Iterator[str]:
    yield _("Utdrag ur Ingången, %(at)s", at=at)
    yield _("Gäller: %(name)s, ärende %(number)s", name=view.name, number=view.number)
    yield from filter(None, grounds)
    yield _RULE
    if view.goal:
        yield _("Deltagarens eget mål: %(goal)s", goal=view.goal)
    if view.hours_week:
        yield _("Minst %(h)s tim/v i det du får läsa", h=write_number(view.hours_week))
    for collision in view.collisions:
        yield f"{_('Krock: %(text)s', text=collision.text)} {standing[collision.key]}".rstrip()
    for plan in view.plans:
        yield ""
        yield from _plan(plan, words)
    yield _RULE
    yield _("Källa: Ingången. Kvittens %(receipt)s.", receipt=view.receipt.entry)


def _plan(plan: PlanView, words: Mapping[str, Described]) -> Iterator[str]:
    yield ", ".join(part for part in (plan.unit_name, plan.authority) if part).upper()
    for item in plan.items:
        said = words[item["id"]]
        yield f"- {said.heading} ({said.sort})" if said.kind != ItemKind.PLAN else f"- {said.heading}"
        for label, text in said.facts:
            yield f"  {label}{'' if label.endswith(_ASKS) else ':'} {text}"
