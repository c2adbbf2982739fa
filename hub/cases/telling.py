"""The ready sentence for an officer's own record, after she has saved: what was given out to whom, on what ground."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from hub.access_log import reader
from hub.access_log.reader.parsing import Entry
from hub.consents.labels import OFFICER_LABELS
from hub.disclosure.changing import change
from hub.plans.allowing import may_see_readers
from hub.plans.readers import readers_of
from hub.store.actor import Actor
from hub.store.alphabet import in_swedish
from hub.store.days import day_of, written
from hub.store.errors import NotShown
from hub.store.ground import Ground
from policies.vocabulary import Action, Category, Outcome

_CATEGORIES: Final = frozenset(Category)


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence, and the receipt of the save that it tells of, and when that was, as the API writes it.

    `writes` is what else the actor's unit may write there.
    """

    sentence: str
    receipt: str
    at: str
    writes: frozenset[Category]


def tell_saved(ground: Ground, actor: Actor, *, case_id: str, entry_id: str) -> Told:
    """Word what the actor's own save gave out. Raises NotShown for any other entry, and for who may not write there."""
    with change(ground) as tx:
        source = actor.unit or ""
        known = may_see_readers(tx, ground, actor, case_id=case_id, source=source)
        logged = reader.entry(tx, entry_id)
        readers = readers_of(tx, case_id=case_id, source=source, at=known.at)
    if logged is None or not _own_save(logged.entry, actor, case_id):
        raise NotShown
    saved = logged.entry
    given = [one.category for one in saved.decisions if one.outcome == Outcome.PERMITTED.value]
    codes = [Category(code) for code in given if code in _CATEGORIES]
    names = sorted({name for code in codes for name in readers.get(code, ())}, key=in_swedish)
    what = ", ".join(_(OFFICER_LABELS[code]).lower() for code in dict.fromkeys(codes))
    return Told(_sentence(saved, what, names), entry_id, written(saved.ts), known.categories)


def _own_save(entry: Entry, actor: Actor, case_id: str) -> bool:
    mine = entry.actor == actor.id and entry.unit == actor.unit and entry.case == case_id
    return mine and entry.act is Action.WRITE and entry.outcome is Outcome.PERMITTED


def _sentence(saved: Entry, what: str, names: list[str]) -> str:
    said = {
        "day": day_of(saved.ts).isoformat(),
        "what": what,
        "version": saved.consent_version or "",
        "receipt": saved.id,
    }
    if not names:
        return _(
            "%(day)s. Skrev %(what)s. Bara deltagaren läser det än. Medgivande %(version)s, kvittens %(receipt)s.",
            **said,
        )
    return _(
        "%(day)s. Lämnade ut %(what)s till %(names)s enligt medgivande %(version)s, kvittens %(receipt)s.",
        names=", ".join(names),
        **said,
    )
