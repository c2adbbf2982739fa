"""The sheets to fill in: what each column of an upload of plans or of participants means, and its words."""

from typing import Final

from hub.cases import import_reading, people_importing
from hub.cases.people_importing import ORIGIN_WORDS
from hub.cases.wording import HELP, LANGUAGE_LABELS
from hub.plans.vocabulary import (
    GROUP_LABELS,
    LIMIT_LABELS,
    OFFICER_TYPE_LABELS,
    PRIORITY_LABELS,
    STATUS_LABELS,
)
from hub.store.sheet_templates import Template

_YES: Final = ("ja", "nej")
PEOPLE_HELP: Final = {
    "namn": "För- och efternamn.",
    "personnummer": "Personnummer, samordningsnummer eller reservnummer. Kan lämnas tomt.",
    "kontakt": "Hur personen vill bli kontaktad. Kan lämnas tomt.",
    "språk": "Vilket språk personen läser. Tomt betyder svenska.",
    "hur": "Hur personen kom: är på plats, eller har själv bett om det. Ingen annan får läggas in.",
}

PLANS: Final = Template(
    name="Planer",
    columns=import_reading.COLUMNS,
    help=HELP,
    needed=import_reading.NEEDED,
    most_rows=import_reading.MOST_ROWS,
    choices={
        "typ": [import_reading.LIMIT, *OFFICER_TYPE_LABELS.values()],
        "grupp": list(GROUP_LABELS.values()),
        "distans": _YES,
        "flexibel": _YES,
        "prioritet": list(PRIORITY_LABELS.values()),
        "status": list(STATUS_LABELS.values()),
        "gräns": list(LIMIT_LABELS.values()),
    },
    example={
        "ärende": "SK-7F3K-92QD",
        "typ": "praktik",
        "titel": "Praktik i butik",
        "från": "2026-03-31",
        "till": "2026-06-30",
        "timmar": "12,5",
        "dagar": "mån-fre",
        "start": "09:00",
        "slut": "13:00",
    },
)
PEOPLE: Final = Template(
    name="Deltagare",
    columns=people_importing.COLUMNS,
    help=PEOPLE_HELP,
    needed=people_importing.NEEDED,
    most_rows=people_importing.MOST_ROWS,
    choices={"språk": list(LANGUAGE_LABELS.values()), "hur": list(ORIGIN_WORDS.values())},
    example={"namn": "Dana Demosson", "kontakt": "sms", "språk": "svenska", "hur": "är på plats"},
)
