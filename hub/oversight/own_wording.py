"""Says to the participant who did what with her data, in two parts: who, and what; and what was counted instead."""

from typing import Final

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from hub.access_log.reader.parsing import Entry
from hub.oversight.naming import Names
from hub.oversight.own_reads import OfMonth
from hub.oversight.wording import by_source, sentence, who
from policies.vocabulary import Action

_COUNTED_ACTS: Final = {
    Action.COLLISION_CHECK: "jämförde tider för att se om något krockar",
    Action.LIST: "såg dig i sin lista",
    Action.READ: "tittade på dina uppgifter",
    Action.SIGN_IN: "loggade in eller ut",
}


def in_two(entry: Entry, names: Names, *, brief: bool = False, unsaid: str | None = None) -> tuple[str, str]:
    """Give who it was, and the rest of the sentence."""
    first = who(entry, names, participant=_("Du"))
    return first, sentence(entry, names, to_participant=True, brief=brief, unsaid=unsaid).removeprefix(first).lstrip()


def opened_lines(entry: Entry, names: Names) -> list[tuple[str, str]]:
    """Give what was opened or written, a line for each source."""
    return by_source(entry, names, to_participant=True)


def counted(one: OfMonth, names: Names) -> tuple[str, str]:
    """Give who it was, and what she did how many times in which month."""
    fold = one.fold
    did = _(_COUNTED_ACTS[fold.act])
    times = ngettext("en gång", "%(num)s gånger", fold.count)
    month = format_date(one.month, "MMMM y")
    return _who(one, names), _("%(did)s, %(times)s i %(month)s.", did=did, times=times, month=month)


def _who(one: OfMonth, names: Names) -> str:
    if one.fold.unit is None:
        return _("Ingången") if one.fold.act is Action.COLLISION_CHECK else _("Du")
    named, unit = names.officers.get(one.fold.actor), names.units.get(one.fold.unit)
    # As `who` does in every language: a page puts together what one person did by how she is told of.
    return ", ".join([*((named.name, named.title) if named else ()), *([unit.name] if unit else ())])
