"""What a sheet is refused for, in words that say how to mend it, and how much of one is read at the most."""

import re
from typing import Final

from hub.store.told import told

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 40
MOST_LINES: Final = 100_000  # also of nothing, such as a spreadsheet leaves under its rows
UNEVEN: Final = (
    "Raden har inte lika många kolumner som rubrikraden. Är den avklippt, fyll i den. Har en cell ett skiljetecken i "
    "sig, sätt cellen inom citattecken eller spara filen som .xlsx."
)
# What a spreadsheet shows where a formula failed, in English or in Swedish, or where a column is too narrow.
NO_VALUE: Final = re.compile(r"#[A-ZÅÄÖ]+(?:/0)?[!?]|#N/A|#{2,}")
UNANSWERED: Final = (
    "Här står ett fel ur kalkylarket, eller en formel utan svar. Skriv själva värdet, eller öppna filen i Excel, "
    "rätta formeln och spara."
)
OLD_FORMAT: Final = "Filen är i ett äldre Excelformat. Spara den som .xlsx och försök igen."
LOCKED: Final = "Filen är låst. Ta bort lösenordet eller skyddet i Excel, spara filen som .xlsx och försök igen."
OPEN_FORMAT: Final = "Filen är i LibreOffice eget format (.ods). Spara den som .xlsx eller .csv och försök igen."
WEB_PAGE: Final = "Filen är en webbsida, vad den än heter. Öppna den i Excel, spara den som .xlsx och försök igen."
NEITHER: Final = "Filen är varken en Excelfil (.xlsx) eller en CSV-fil."
BAD_QUOTES: Final = "Det går inte att läsa CSV-filen. Kontrollera citattecknen, eller spara den som .xlsx."
TOO_LARGE: Final = "Filen är för stor när den packas upp. Spara bara det blad som ska läsas in."
TOO_MANY_ROWS: Final = "Filen har fler än %(most)s rader. Dela den."
TOO_MANY_COLUMNS: Final = "Filen har fler än %(most)s kolumner."
TOO_SLOW: Final = "Det tar för lång tid att läsa filen. Dela den, eller spara bara det blad som ska läsas in."
PATTERNS: Final = (
    OLD_FORMAT,
    LOCKED,
    OPEN_FORMAT,
    WEB_PAGE,
    NEITHER,
    BAD_QUOTES,
    TOO_LARGE,
    TOO_MANY_ROWS,
    TOO_MANY_COLUMNS,
)
"""All that a file is refused for by what reads it."""


class SheetRefused(ValueError):  # noqa: N818 - names what happened
    """The file is no sheet that can be read; the sentence says how to mend it and repeats nothing of it."""

    def __init__(self, pattern: str, *, most_rows: int = 0) -> None:
        most = {TOO_MANY_ROWS: most_rows, TOO_MANY_COLUMNS: MOST_COLUMNS}.get(pattern)
        self.pattern: Final = pattern
        self.sentence: Final = pattern if most is None else told(pattern, most=most)
        super().__init__(self.sentence)


def no_sheet() -> SheetRefused:
    return SheetRefused(NEITHER)
