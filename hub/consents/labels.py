"""How categories and purposes are called: in the consent that is signed, and wherever else they are shown."""

from types import MappingProxyType
from typing import Final

from policies.vocabulary import Category, Purpose

# What officers read, and what the participant reads and signs.
_LABELS: Final = {
    Category.C01: ("Kontaktuppgifter", "Hur man når mig"),
    Category.C02: ("Samordning", "Vem gör vad och när vi ses"),
    Category.C03: ("Mål", "Mina mål"),
    Category.C04: ("Planerade aktiviteter", "Mina tider och aktiviteter"),
    Category.C05: ("Närvaro", "Om jag har varit där"),
    Category.C06: ("Aktivitetsförmåga och anpassning", "Hur mycket jag orkar och vad jag behöver"),
    Category.C07: ("Vårdtider och vila", "När jag har vård och ska vila"),
    Category.C08: ("Hälsouppgifter i övrigt", "Annat om min hälsa"),
    Category.C09: ("Ersättning", "Vilken ersättning jag har (inte belopp)"),
    Category.C10: ("Social situation", "Bostad, barnomsorg, resor"),
    Category.C11: ("Bakgrund", "Vad jag har gjort förut"),
    Category.C12: ("Progression – egen skattning", "Hur jag tycker att det går"),  # noqa: RUF001 - as printed on the form
    Category.C13: ("Progression – handledarens skattning", "Hur min handledare tycker att det går"),  # noqa: RUF001 - as printed on the form
    Category.C14: ("Gemensamma beslut och avstämningar", "Vad vi har kommit överens om"),
    Category.C15: ("Insteg – beroendefråga", "Fråga om alkohol och droger"),  # noqa: RUF001 - as printed on the form
    Category.C16: ("Dokument", "Papper"),
}
OFFICER_LABELS: Final = MappingProxyType({category: label for category, (label, _) in _LABELS.items()})
PARTICIPANT_LABELS: Final = MappingProxyType({category: label for category, (_, label) in _LABELS.items()})
PURPOSE_LABELS: Final = MappingProxyType(
    {
        Purpose.COORDINATE_PLANS: "samordna planer",
        Purpose.FOLLOW_UP: "följa upp insats",
        Purpose.JOINT_DECISION: "förbereda gemensamt beslut",
    },
)
