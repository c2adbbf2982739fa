"""The help in the product: one short text a role, in the languages that the role's pages exist in."""

from pathlib import Path
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from hub.officers.roles import Role
from hub.web.language import SWEDISH, Language

FOLDER: Final = Path(__file__).with_name("templates") / "help"
FOR_ALL: Final = "deltagare"

SUBJECTS: Final[dict[str, LazyString]] = {
    "deltagare": _("Hjälp för deltagare"),
    "handledare": _("Hjälp för handledare"),
    "handlaggare": _("Hjälp för handläggare"),
    "dataskyddsombud": _("Hjälp för dataskyddsombud"),
    "behorighetsansvarig": _("Hjälp för behörighetsansvariga"),
    "administrator": _("Hjälp för administratörer"),
    "projektledare": _("Hjälp för projektledare"),
}
OF_ROLE: Final = {
    Role.PARTICIPANT: "deltagare",
    Role.COACH: "handledare",
    Role.OFFICER: "handlaggare",
    Role.DPO: "dataskyddsombud",
    Role.ACCESS_MANAGER: "behorighetsansvarig",
    Role.ADMINISTRATOR: "administrator",
    Role.PROJECT_LEADER: "projektledare",
}


def written_in(subject: str, wished: Language) -> Language:
    """Give the language in which the subject's text exists: the one wished for, or Swedish."""
    return wished if (FOLDER / f"{subject}.{wished.code}.html").exists() else SWEDISH
