"""Words of the case pages that are lists: languages, and the columns of the sheet of plans."""

from collections.abc import Mapping
from typing import Final

from hub.collisions.resolving import State
from hub.plans.vocabulary import GROUP_LABELS, LIMIT_LABELS, OFFICER_TYPE_LABELS, PRIORITY_LABELS, STATUS_LABELS
from hub.store.told import told

LANGUAGE_LABELS: Final = {
    "sv": "svenska",
    "ar": "arabiska",
    "bs": "bosniska",
    "prs": "dari",
    "en": "engelska",
    "fi": "finska",
    "fr": "franska",
    "fa": "persiska",
    "pl": "polska",
    "ru": "ryska",
    "so": "somaliska",
    "es": "spanska",
    "ti": "tigrinska",
    "de": "tyska",
    "uk": "ukrainska",
}

# How it stands with a collision that somebody has said something of; who that was is told after it.
COLLISION_LABELS: Final[Mapping[State, str]] = {
    State.OPEN: "Den är öppen igen.",
    State.ACCEPTED: "Det är avsikten, till %(day)s.",
    State.PROPOSED: "Det finns ett förslag till lösning.",
    State.RESOLVED: "Den är löst. Om den finns kvar blir den öppen igen efter två veckor.",
}
SETTLED_LABELS: Final[Mapping[State, str]] = {
    State.OPEN: "Krocken är öppen igen.",
    State.ACCEPTED: "Nu står det att krocken är avsiktlig.",
    State.OWNED: "Du är nu ansvarig för krocken.",
    State.PROPOSED: "Nu står det att du har föreslagit en lösning.",
    State.RESOLVED: "Nu står det att krocken är löst.",
}

HELP: Final[Mapping[str, str]] = {
    "ärende": "Ärendets nummer, till exempel SK-7F3K-92QD.",
    "typ": told("gräns, eller en av: %(words)s", words=", ".join(OFFICER_TYPE_LABELS.values())),
    "titel": "Vad insatsen kallas.",
    "grupp": ", ".join(GROUP_LABELS.values()),
    "anordnare": "Vem som håller i den.",
    "plats": "Var den är.",
    "distans": "ja eller nej",
    "från": "Första dag, 2026-03-31.",
    "till": "Sista dag, 2026-06-30; den dagen räknas med.",
    "timmar": "Timmar per vecka, till exempel 12,5. För en gräns: högst så många timmar.",
    "procent": "1 till 100",
    "dagar": "Till exempel mån-fre eller tis, tors.",
    "start": "Klockslag, 09:00. Samma på alla dagarna.",
    "slut": "Klockslag, 13:00.",
    "flexibel": "ja om tiderna kan flyttas",
    "prioritet": ", ".join(PRIORITY_LABELS.values()),
    "status": ", ".join(STATUS_LABELS.values()),
    "gräns": told("På rader med typ gräns: %(words)s", words=", ".join(LIMIT_LABELS.values())),
    "underlag": "På rader med typ gräns: dagen som underlaget är från.",
}
