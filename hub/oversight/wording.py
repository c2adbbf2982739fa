"""Says a log entry in one Swedish sentence, for reviewers and for the participant."""

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext as _

from hub.access_log.entry import Decision
from hub.access_log.reader.parsing import Entry
from hub.consents.labels import OFFICER_LABELS, PARTICIPANT_LABELS, PURPOSE_LABELS
from hub.oversight.act_words import ACTS, CLOSER_WORDS, REFUSED_WORDS, TO_HER_WORDS, TO_HERSELF_WORDS
from hub.oversight.naming import Names, done_to
from policies.vocabulary import PARTICIPANT_SOURCE, Action, Category, Outcome, Purpose

# What is done with the consent itself rests on none.
_OF_THE_CONSENT: Final = frozenset(
    {Action.COMPARE, Action.DRAFT, Action.PAPER, Action.PRESENT, Action.PROPOSE, Action.WITHDRAW, Action.WITNESS}
)

# Whose words go on with what was done to: "läste mål från AF". The others are whole: "tog ut ett utdrag".
_TAKES_AN_OBJECT: Final = frozenset({Action.ACCEPT, Action.DECLINE, Action.READ, Action.WRITE})

_RESERVED: Final = {
    "name": "namn",
    "number": "personnummer",
    "account": "kontakt",
    "consent": "medgivandets text",
}


_EMPLOYED: Final = (Action.OFFICER_CHANGE, "employed")  # of herself; by a file, whoever runs the hub says it
# The rules that permit by what somebody is, whether she has signed anything, or taken it back, or not.
_BY_OFFICE: Final = frozenset({"coach", "reveal", "reviewer", "second"})
_WRONG_CODE: Final = (Action.SIGN_IN_FAILED, "wrong_code")  # of who is signed in: when she signs, or confirms


def who(entry: Entry, names: Names, *, participant: str) -> str:
    """Name the actor: "Karin Lindmark, FK-handläggare, Enhet Nordost"; `participant` is the word for herself."""
    if entry.actor_kind == "participant":
        return participant
    named = names.officers.get(entry.actor)
    if named is None:
        return _("Ingången") if entry.actor_kind in {"system", "operator"} else _("Någon som inte var inloggad")
    unit = names.units.get(entry.unit or "")
    return ", ".join([named.name, named.title, *([unit.name] if unit else [])])


def sentence(
    entry: Entry, names: Names, *, to_participant: bool, brief: bool = False, unsaid: str | None = None
) -> str:
    """Say who did what, from which source, for what, on which consent, and whether it was refused.

    A brief one leaves out what and from whom, for a list that says it beside; `unsaid` is the version of the consent
    that a page names once for all of its rows.
    """
    parts = [who(entry, names, participant=_("Du") if to_participant else _("Deltagaren"))]
    parts.append(_did_to_her(entry) if to_participant else _did(entry))
    what = _what(entry, names, to_participant=to_participant)
    if what and not brief:
        parts.append(_said_of(entry, what))
    whom = [names.officers[one].name for one in done_to(entry) if one in names.officers]
    if whom:
        parts.append(f"({_(', ').join(whom)})")
    asked_for = entry.act is Action.READ and entry.actor_kind == "officer" and version_read_by(entry) is not None
    if entry.purpose in frozenset(Purpose) and asked_for:
        parts.append(_("för att") + " " + _(PURPOSE_LABELS[Purpose(entry.purpose)]))
    first, *rest = parts
    if to_participant and _looked_as_coach(entry):
        rest.append(_("som din handledare"))  # else a page that names the consent once would say it of this too
    return f"{first} {' '.join(rest)}{_grounds(entry, unsaid)}."


def _said_of(entry: Entry, what: str) -> str:
    """Say what an act was about: as its object, or in brackets where its words are whole without one."""
    if entry.act is Action.LIST:
        return _("och %(what)s", what=what)
    return what if entry.act in _TAKES_AN_OBJECT or _refused(entry) else f"({what})"


def version_read_by(entry: Entry) -> str | None:
    """Give the version of the consent on which somebody else acted; None where the act rests on none."""
    if not entry.consent or _refused(entry):
        return None
    by = _rules(entry)
    rests = entry.actor_kind != "participant" and entry.act not in _OF_THE_CONSENT and not (by and by <= _BY_OFFICE)
    return entry.consent_version if rests else None


def _looked_as_coach(entry: Entry) -> bool:
    return entry.act in {Action.LIST, Action.READ} and not _refused(entry) and _rules(entry) == {"coach"}


def _rules(entry: Entry) -> set[str]:
    return {one.rule for one in entry.decisions if one.outcome == Outcome.PERMITTED.value}


def _grounds(entry: Entry, unsaid: str | None) -> str:
    """Say which consent it was: an officer acts on it; the participant reads without one, and answers about it."""
    version = version_read_by(entry)
    if version is not None:
        return "" if version == unsaid else " " + _("med stöd av medgivande %(version)s", version=version)
    is_about = entry.actor_kind == "participant" or entry.act in _OF_THE_CONSENT
    if not entry.consent or _refused(entry) or not is_about or entry.act in {Action.READ, Action.WRITE}:
        return ""
    return _(", medgivande %(version)s", version=entry.consent_version)


def _only_opened(entry: Entry) -> bool:
    """Tell whether an officer read no more than goes without saying: to have "read" says nothing then."""
    closely = (entry.act, entry.reason or "") in CLOSER_WORDS
    return entry.act is Action.READ and entry.actor_kind == "officer" and not closely and not opened(entry)


def _did(entry: Entry) -> str:
    if _only_opened(entry) and not _refused(entry):
        return _("öppnade ärendet")
    if entry.act is Action.READ and entry.actor_kind == "participant" and not _refused(entry) and not opened(entry):
        return _("öppnade sitt eget ärende")
    if (entry.act, entry.reason) == _EMPLOYED and entry.actor_kind == "operator":
        return _("lade till en anställd på enheten")
    if not _refused(entry):
        return _(CLOSER_WORDS.get((entry.act, entry.reason or "")) or ACTS[entry.act])
    if (entry.act, entry.reason) == _WRONG_CODE:
        return _("skrev fel kod")
    return _(REFUSED_WORDS[entry.act]) if entry.act in REFUSED_WORDS else _("nekades") + ": " + _(ACTS[entry.act])


def _did_to_her(entry: Entry) -> str:
    """Say it to the participant: of her own acts what is hers, and whose list it was that she stood in."""
    if _refused(entry):
        return _did(entry)
    if entry.act is Action.LIST and not entry.reason:
        return _("såg dig i sin lista")
    if _only_opened(entry):
        return _("öppnade ditt ärende")
    mine = entry.actor_kind == "participant"
    if mine and entry.act is Action.READ and not opened(entry):
        return _("öppnade ditt eget ärende")
    words, closely = TO_HERSELF_WORDS if mine else TO_HER_WORDS, (entry.act, entry.reason or "")
    said = words.get(closely) or (words.get((entry.act, "")) if closely not in CLOSER_WORDS else None)
    return _(said) if said else _did(entry)


def label(category: str, *, to_participant: bool) -> str:
    """Give the category's words; the reserved labels have their own."""
    if category in frozenset(Category):
        labels = PARTICIPANT_LABELS if to_participant else OFFICER_LABELS
        return _(labels[Category(category)])
    return _(_RESERVED.get(category, category))


def opened(entry: Entry) -> Iterable[Decision]:
    """Give what was permitted of it, but not what goes without saying.

    That is the name, and the consent's text where the act itself is about the consent.
    """
    if _refused(entry):
        return ()
    unsaid = {"name"} if entry.act is Action.READ else {"name", "consent"}
    return [one for one in entry.decisions if one.outcome == Outcome.PERMITTED.value and one.category not in unsaid]


def by_source(entry: Entry, names: Names, *, to_participant: bool) -> list[tuple[str, str]]:
    """Give what was opened or written, in words, for each source."""
    found: dict[str, list[str]] = {}
    for one in opened(entry):
        if one.source:
            named = source_name(one.source, names, to_participant=to_participant)
            found.setdefault(named, []).append(lowered(label(one.category, to_participant=to_participant)))
    return [(named, _(", ").join(sorted(set(labels)))) for named, labels in found.items()]


def _what(entry: Entry, names: Names, *, to_participant: bool) -> str:
    found: dict[str, list[str]] = {}
    for one in opened(entry):
        found.setdefault(one.source, []).append(label(one.category, to_participant=to_participant))
    said = []
    for source, labels in found.items():
        what = _(", ").join(sorted({lowered(one) for one in labels}))
        if source == PARTICIPANT_SOURCE and (entry.actor_kind == "participant" or _is_about_her(entry, source)):
            said.append(what)  # her own by herself, or what is about her by its kind: from whom goes without saying
        elif source:
            said.append(
                _(
                    "%(what)s från %(source)s",
                    what=what,
                    source=source_name(source, names, to_participant=to_participant),
                )
            )
    return "; ".join(said)


def _is_about_her(entry: Entry, source: str) -> bool:
    return all(one.category in _RESERVED for one in opened(entry) if one.source == source)


def lowered(words: str) -> str:
    """Give a label inside a sentence: its first letter small."""
    return words[:1].lower() + words[1:]


def source_name(source: str, names: Names, *, to_participant: bool) -> str:
    """Name a source: a unit, or the participant herself."""
    if source == PARTICIPANT_SOURCE:
        return _("dig själv") if to_participant else _("deltagaren själv")
    unit = names.units.get(source)
    return unit.name if unit else _("en enhet som inte finns kvar")


def _refused(entry: Entry) -> bool:
    return entry.outcome == Outcome.REFUSED.value
