"""An access manager invites several people to her own unit from a sheet: all of them, or nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.officers.holding import hold_employment
from hub.officers.wording import PHONE, REACHED
from hub.signin.calling import Called
from hub.signin.current import SignedIn
from hub.staffing import inviting
from hub.staffing.acting import acting
from hub.staffing.describing import Described, describe
from hub.staffing.recording import record
from hub.staffing.wording import JOB_LABELS
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.sheet_templates import Template
from hub.store.told import told
from hub.store.uploads import cells_of, sheet_of, wrong_rows

NEEDED: Final = ("namn", "titel", "e-post", "arbetar som")
COLUMNS: Final = (*NEEDED, PHONE, REACHED)
OFFICERS_HELP: Final = {
    "namn": "För- och efternamn.",
    "titel": "Så som deltagare ska se den, till exempel: personlig handläggare.",
    "e-post": "E-post i arbetet. Den blir inloggningsnamnet. Ingen e-post skickas.",
    "arbetar som": "Vad personen ska arbeta som på din enhet.",
    PHONE: "Telefon på jobbet. De andra i samma ärende ser den, och en handledares deltagare.",
    REACHED: "När och hur personen nås bäst, högst 80 tecken. Inget om någon deltagare.",
}
MOST_ROWS: Final = 200
_FIELDS: Final = {
    "name": "namn",
    "title": "titel",
    "email": "e-post",
    "job": "arbetar som",
    "phone": PHONE,
    "reached": REACHED,
}
_EXAMPLE: Final = {
    "namn": "Nils Ny",
    "titel": "personlig handläggare",
    "e-post": "nils.ny@kommun.se",
    PHONE: "070-174 06 99",
    REACHED: "telefontid tis och tor 9–10",  # noqa: RUF001 - a span of time is written so
}
_TWICE: Final = "Samma adress står på rad %(row)s."


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """One row's person; without a link when she signs in already, at another unit, and works here from now."""

    name: str
    link: Called | None


@dataclass(frozen=True, slots=True)
class ImportedOfficers:
    """Whom a file invited, or how many it would invite."""

    rows: int
    people: tuple[InvitedRow, ...]
    dry_run: bool


class _OnlyChecked(Exception):  # noqa: N818 - names what happened
    """Takes a dry run back."""


def template(jobs: Sequence[str]) -> Template:
    """Make the sheet to fill in, with what can be chosen at the asker's unit."""
    return Template(
        name="Handläggare",
        columns=COLUMNS,
        help=OFFICERS_HELP,
        needed=frozenset(NEEDED),
        most_rows=MOST_ROWS,
        choices={"arbetar som": [JOB_LABELS[job] for job in jobs]},
        example=_EXAMPLE,
    )


def import_officers(ground: Ground, who: SignedIn, content: bytes, *, dry_run: bool) -> ImportedOfficers:
    """Invite every row's person, or raise Invalid with what is wrong by row and column, and invite nobody.

    A dry run does what the import does and takes it back; its entry alone stays.
    """
    errors: dict[str, list[str]] = {}
    cells = cells_of(sheet_of(content, whose=who.officer, most_rows=MOST_ROWS), errors, columns=COLUMNS, needed=NEEDED)
    with ground.store.read() as tx:
        people = _people(cells, errors, inviting.own_jobs(tx, ground, who))
    invited: tuple[InvitedRow, ...] = ()
    try:
        with acting(ground, who) as tx:
            invited = _invite(tx, ground, who, people)
            _settle(tx, ground, who, dry_run=dry_run)
    except _OnlyChecked:
        with ground.store.write() as tx:
            hold_employment(tx, ground, who.actor)  # let go with what was taken back
            record(tx, ground, who, reason="file_checked", unit=who.unit)
    return ImportedOfficers(len(people), () if dry_run else invited, dry_run)


def _settle(tx: Connection, ground: Ground, who: SignedIn, *, dry_run: bool) -> None:
    if dry_run:
        raise _OnlyChecked
    record(tx, ground, who, reason="file", unit=who.unit)


def _people(
    cells: Sequence[tuple[int, dict[str, str]]], errors: dict[str, list[str]], jobs: tuple[str, ...]
) -> list[tuple[int, Described]]:
    codes = {JOB_LABELS[job].casefold(): job for job in jobs} | {job: job for job in jobs}
    people: list[tuple[int, Described]] = []
    seen: dict[str, int] = {}
    for row, line in cells:
        given = {field: line.get(column, "") for field, column in _FIELDS.items()}
        given["job"] = codes.get(given["job"].casefold(), "")
        try:
            person = describe(given, jobs=jobs)
        except Invalid as invalid:
            errors |= _of_row(row, invalid)
            if "job" in invalid.errors:
                words = ", ".join(JOB_LABELS[job] for job in jobs)
                errors[f"rows.{row}.arbetar som"] = [told("Skriv ett av: %(words)s", words=words)]
            continue
        if person.email in seen:
            errors[f"rows.{row}.e-post"] = [told(_TWICE, row=seen[person.email])]
        seen.setdefault(person.email, row)
        people.append((row, person))
    _refuse(errors)
    return people


def _invite(
    tx: Connection, ground: Ground, who: SignedIn, people: Sequence[tuple[int, Described]]
) -> tuple[InvitedRow, ...]:
    errors: dict[str, list[str]] = {}
    invited: dict[int, InvitedRow] = {}
    # Each person is held: in one order, so that of two files at once none waits for what waits for it.
    for row, person in sorted(people, key=lambda one: one[1].email):
        try:
            made = inviting.invite(tx, ground, who, person)
        except Invalid as invalid:
            errors |= _of_row(row, invalid)
        else:
            invited[row] = InvitedRow(person.name, made.link)
    _refuse(errors)
    return tuple(invited[row] for row, _ in people)


def _of_row(row: int, invalid: Invalid) -> dict[str, list[str]]:
    return {f"rows.{row}.{_FIELDS.get(name, name)}": sentences for name, sentences in invalid.errors.items()}


def _refuse(errors: dict[str, list[str]]) -> None:
    if errors:
        raise wrong_rows(errors)
