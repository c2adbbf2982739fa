"""A coach registers several people from a sheet: all of them or none, each as if she had filled in the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.access_log.writer import Receipt
from hub.cases.registered_before import mark_of_name, registered_before, remember
from hub.cases.registering import register_in
from hub.cases.wording import LANGUAGE_LABELS
from hub.disclosure.changing import change
from hub.disclosure.permitting import record
from hub.officers.holding import hold_employment
from hub.participants.registering import Person, check
from hub.signin.current import SignedIn
from hub.store.errors import Invalid
from hub.store.ground import Ground
from hub.store.legible import one_line
from hub.store.told import told
from hub.store.uploads import cells_of, sheet_of, wrong_rows
from policies.vocabulary import Action

COLUMNS: Final = ("namn", "personnummer", "kontakt", "språk", "hur")
NEEDED: Final = frozenset({"namn", "hur"})
MOST_ROWS: Final = 200
ORIGIN_WORDS: Final = {"present": "är på plats", "asked": "har själv bett om det"}
# As a coach writes it in a list of her own.
_READ_AS: Final = {
    **dict.fromkeys(("på plats", "närvarande", "här", "besök", "på besök"), "present"),
    **dict.fromkeys(("har bett om det", "har frågat", "frågat", "telefon", "har ringt", "mejl"), "asked"),
}
_OF_FIELD: Final = {
    "name": "namn",
    "identity_number": "personnummer",
    "contact": "kontakt",
    "language": "språk",
    "origin": "hur",
}
_TWICE: Final = "Samma nummer står på rad %(row)s."


@dataclass(frozen=True, slots=True)
class ImportedPeople:
    """How many people a file registered, or would register, and the entry that tells of the file."""

    rows: int
    receipt: Receipt
    dry_run: bool


def import_people(
    ground: Ground, who: SignedIn, content: bytes, *, dry_run: bool, again: bool = False
) -> ImportedPeople:
    """Register every row's person, or raise Invalid with what is wrong by row and column, and register nobody.

    What is said of a row never depends on who is registered already, but that she has herself registered somebody so
    called from a file: it is wrong unless it is said that it may be done `again`. A dry run leaves nothing but its
    entry, and so does a file in which that alone is wrong.
    """
    errors: dict[str, list[str]] = {}
    cells = cells_of(sheet_of(content, whose=who.officer, most_rows=MOST_ROWS), errors, columns=COLUMNS, needed=NEEDED)
    with ground.store.read() as tx:
        at = ground.clock.now(tx)
    people = _people(ground, cells, errors, at=at)
    with change(ground) as tx:
        at = hold_employment(tx, ground, who.actor)
        names = {row: person.name for row, person in people}
        wrong = {} if again else registered_before(tx, ground, who, names, at=at)
        saves = not dry_run and not wrong
        for _, person in people if saves else ():
            case_id = register_in(tx, ground, who, person, at=at)
            remember(tx, who, mark_of_name(ground, who, person.name), case_id=case_id, at=at)
        reason = "file" if saves else "file_checked"
        receipt = record(tx, ground, who.actor, at=at, action=Action.REGISTER, count=len(people), reason=reason)
    if wrong:
        raise wrong_rows(wrong)
    return ImportedPeople(len(people), receipt, dry_run)


def _people(
    ground: Ground, cells: Sequence[tuple[int, Mapping[str, str]]], errors: dict[str, list[str]], *, at: int
) -> list[tuple[int, Person]]:
    people: list[tuple[int, Person]] = []
    numbers: dict[str, int] = {}
    for row, line in cells:
        wrong: dict[str, list[str]] = {}
        person = _person(line, wrong)
        try:
            check(ground, person, at=at)
        except Invalid as invalid:
            wrong = {_OF_FIELD.get(name, name): sentences for name, sentences in invalid.errors.items()} | wrong
        plain = "".join(filter(str.isalnum, person.number or ""))[-10:].upper()
        if plain and plain in numbers:
            wrong.setdefault("personnummer", [told(_TWICE, row=numbers[plain])])
        numbers.setdefault(plain, row)
        errors |= {f"rows.{row}.{column}": sentences for column, sentences in wrong.items()}
        people.append((row, person))
    if errors:
        raise wrong_rows(errors)
    return people


def _person(line: Mapping[str, str], wrong: dict[str, list[str]]) -> Person:
    return Person(
        name=line["namn"],
        number=line.get("personnummer") or None,
        contact=line.get("kontakt", ""),
        language=_word(line.get("språk", "") or "svenska", LANGUAGE_LABELS, "språk", wrong),
        origin=_origin(line["hur"], wrong),
    )


def _origin(cell: str, wrong: dict[str, list[str]]) -> str:
    """Read how she came. What is refused is told with all the words that are taken."""
    known = {word: code for code, word in ORIGIN_WORDS.items()} | _READ_AS | {code: code for code in ORIGIN_WORDS}
    code = known.get(one_line(cell).casefold().rstrip("."))
    if code is None:
        words = ", ".join((*ORIGIN_WORDS.values(), *_READ_AS))
        wrong["hur"] = [told("Skriv ett av: %(words)s", words=words)]
    return code or next(iter(ORIGIN_WORDS))


def _word(cell: str, words: Mapping[str, str], column: str, wrong: dict[str, list[str]]) -> str:
    """Read the Swedish word, or the code that the API uses."""
    for code, word in words.items():
        if cell.casefold() in {word, code}:
            return code
    wrong[column] = [told("Skriv ett av: %(words)s", words=", ".join(words.values()))]
    return next(iter(words))
