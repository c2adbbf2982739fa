"""Shapes log entries for reviewers and for the participant; each gets what is hers to see, and no more."""

from typing import Any

from hub.access_log.reader import LoggedEntry
from hub.access_log.reader.parsing import Entry
from hub.access_log.reader.spent_codes import NAMED
from hub.oversight.naming import Names
from hub.oversight.wording import label, opened, sentence, source_name
from hub.store.days import written
from hub.store.row_marks import NUMBER


def for_reviewer(logged: LoggedEntry, names: Names) -> dict[str, Any]:
    """Give all that the entry says. The participant stays a pseudonym, and the case its number."""
    told = logged.entry
    return {
        "id": logged.id,
        "number": logged.number,
        "at": written(told.ts),
        "text": sentence(told, names, to_participant=False),
        "actor": _actor(told, names),
        "action": told.act.value,
        "outcome": told.outcome.value,
        "reason": told.reason,
        "subject": told.subj,
        "case": names.cases.get(told.case or ""),
        "decisions": [
            {
                "source": one.source,
                "source_name": source_name(one.source, names, to_participant=False),
                "category": one.category,
                "outcome": one.outcome,
                "rule": one.rule,
                "line": one.line,
            }
            for one in told.decisions
        ],
        # A row's mark is for the check of the log, which may be of another unit's row; so is a code's or a link's name.
        "written": [
            {"table": one.table, "id": one.id, "version": one.version}
            for one in told.rec
            if one.version != NUMBER and one.table not in NAMED
        ],
        # Of anybody else's act it would tell how much others have: it counts what is left out too.
        "count": told.n if logged.body is not None else None,
        "purpose": told.purpose,
        "consent": (told.consent or "").partition("-")[0] or None,
        "policy": told.policy,
        "facts": told.facts,
        "leaf": logged.leaf,
    }


def for_participant(logged: LoggedEntry, names: Names) -> dict[str, Any]:
    """Give who, when, what and why; the officer by name, since her own consent names her."""
    told = logged.entry
    return {
        "id": logged.id,
        "at": written(told.ts),
        "text": sentence(told, names, to_participant=True),
        "who": _actor(told, names),
        "action": told.act.value,
        "outcome": told.outcome.value,
        "categories": [
            {
                "source": one.source,
                "source_name": source_name(one.source, names, to_participant=True),
                "category": one.category,
                "label": label(one.category, to_participant=True),
            }
            for one in opened(told)
        ],
        "purpose": told.purpose,
        "leaf": logged.leaf,
    }


def _actor(told: Entry, names: Names) -> dict[str, Any]:
    named = names.officers.get(told.actor)
    unit = names.units.get(told.unit or "")
    return {
        "kind": told.actor_kind,
        "id": told.actor,
        "name": named.name if named else None,
        "title": named.title if named else None,
        "unit": told.unit,
        "unit_name": unit.name if unit else None,
        "authority": unit.authority if unit else None,
    }
