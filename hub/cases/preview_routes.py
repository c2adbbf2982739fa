"""Routes of *Så här ser {officer} det*: items for the participant in her own session, lines for the coach."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint

from hub.cases.describing import Described, describe
from hub.cases.preview_schemas import PreviewOut
from hub.cases.previewing import Preview, preview_items, preview_lines
from hub.consents.labels import OFFICER_LABELS, PARTICIPANT_LABELS
from hub.consents.sentences import source
from hub.signin.current import signed_in
from hub.store.errors import NotShown
from hub.store.ground import ground
from policies.vocabulary import PARTICIPANT_SOURCE, Category

api: Final = ApiBlueprint("previews", __name__, description="What a named person would see, decided as it is then.")
pages: Final = Blueprint("preview_pages", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan in words: whose it is, and what of it she would see."""

    unit: str
    items: tuple[Described, ...]


@api.get("/consents/<consent_id>/preview/<person_id>")
@api.response(200, PreviewOut)
def get_preview(consent_id: str, person_id: str) -> dict[str, Any]:
    """Show what a named person would see (participant), or which lines she gets (the consent's coach); logged."""
    found = _preview(consent_id, person_id)
    view = found.view
    return {
        "preview": True,
        "person": found.person.id,
        "answered": found.answered,
        "reads": [{"source": unit, "category": category} for unit, category in found.reads],
        "plans": view.plans if view is not None else None,
        "collisions": view.collisions if view is not None else None,
        "receipt": found.receipt,
    }


@pages.get("/medgivanden/<consent_id>/sa-ser/<person_id>")
def preview(consent_id: str, person_id: str) -> str:
    found = _preview(consent_id, person_id)
    plans = found.view.plans if found.view is not None else ()
    collisions = found.view.collisions if found.view is not None else ()
    whom = found.names.officers[found.person.officer_id]
    return render_template(
        "cases/preview.html",
        found=found,
        whom=whom,
        where=found.names.units[found.person.unit_id].full,
        reads=_in_words(found),
        plans=[Shown(_whose(one.unit, one.unit_name), _items(one.items)) for one in plans],
        collisions=collisions,
    )


def _preview(consent_id: str, person_id: str) -> Preview:
    who = signed_in()
    if who.participant is None:
        return preview_lines(ground(), who.actor, consent_id=consent_id, person_id=person_id)
    if who.assisted:  # on the coach's screen no item is opened
        raise NotShown
    return preview_items(ground(), who, consent_id=consent_id, person_id=person_id)


def _in_words(found: Preview) -> list[tuple[str, str]]:
    hers = found.view is not None
    labels = PARTICIPANT_LABELS if hers else OFFICER_LABELS
    return [(labels[Category(category)], source(found.names, unit, hers=hers)) for unit, category in found.reads]


def _items(items: tuple[dict[str, Any], ...]) -> tuple[Described, ...]:
    return tuple(describe(item, participant=True) for item in items)


def _whose(unit: str, name: str) -> str:
    return _("Du själv") if unit == PARTICIPANT_SOURCE else name
