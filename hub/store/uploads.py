"""Takes an uploaded sheet out of a request, a form's file or the body itself, and reads its rows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from flask import Response, request

from hub.store.errors import Invalid, NotShown
from hub.store.sheet_reading import read_apart
from hub.store.sheet_refusals import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, NO_VALUE, UNANSWERED, UNEVEN, SheetRefused
from hub.store.sheet_templates import XLSX, Template, as_csv, as_xlsx
from hub.store.sheets import Sheet, place
from hub.store.told import told

MOST_ERRORS: Final = 200
_SUMS: Final = frozenset({"summa", "summa totalt", "total", "totalt", "totalsumma"})
_SUM: Final = "Raden ser ut att vara en summering. Ta bort den ur filen."
_MORE: Final = "Filen har fler fel än de som står här. Rätta dem och kontrollera filen igen."
DRY_RUN: dict[str, object] = {
    "name": "dry_run",
    "in": "query",
    "schema": {"type": "boolean", "default": False},
    "description": "Only check the file, and tell what it would do.",
}
AGAIN: dict[str, object] = {
    "name": "again",
    "in": "query",
    "schema": {"type": "boolean", "default": False},
    "description": "Save once more the rows, or register the people so called, that you have before.",
}


def uploaded() -> bytes:
    """Give the bytes. Raises Invalid when there is no file or it is larger than what is taken."""
    sent = request.files.get("file")
    content = sent.stream.read(MOST_BYTES + 1) if sent is not None else request.get_data()
    if not content:
        chosen = sent is not None and sent.filename
        raise Invalid({"file": ["Filen är tom." if chosen else "Välj en fil."]})
    if len(content) > MOST_BYTES:
        raise Invalid({"file": ["Filen är större än 5 megabyte. Dela den."]})
    return content


def sheet_of(content: bytes, *, whose: str | None, most_rows: int = MOST_ROWS) -> Sheet:
    """Read the sheet that `whose` officer sent. Raises Invalid for what is none, and TooMany as `read_apart` does."""
    try:
        return read_apart(content, most_rows=most_rows, whose=whose)
    except SheetRefused as refused:
        raise Invalid({"file": [refused.sentence]}) from None


def cells_of(
    sheet: Sheet, errors: dict[str, list[str]], *, columns: Sequence[str], needed: Collection[str]
) -> list[tuple[int, dict[str, str]]]:
    """Give each row's cells by heading; a row of another width, of sums or of errors is left out and told in `errors`.

    Raises Invalid for strange headings, and for a file without rows.
    """
    header = sheet.heading
    wrong = _wrong_headings(header, columns, needed)
    if wrong:
        wrong.append(
            told("Rubrikerna ska stå på första raden och vara några av: %(columns)s", columns="; ".join(columns))
        )
        raise Invalid({"file": wrong})
    if not sheet.rows:
        raise Invalid({"file": ["Filen har inga rader under rubrikerna."]})
    whole: list[tuple[int, dict[str, str]]] = []
    for number, line in sheet.rows:
        if _sums_up(line):
            errors[f"rows.{number}"] = [_SUM]
        elif len(line) != len(header):
            errors[f"rows.{number}"] = [UNEVEN]
        elif failed := [column for column, cell in zip(header, line, strict=True) if NO_VALUE.fullmatch(cell)]:
            errors |= {f"rows.{number}.{column}": [UNANSWERED] for column in failed}
        else:
            whole.append((number, dict(zip(header, line, strict=True))))
    return whole


def _sums_up(line: Sequence[str]) -> bool:
    """Tell whether a row says of itself that it adds up those above it: a spreadsheet is asked for one in one press."""
    first = next(filter(None, line), "")
    return first.casefold().rstrip(":") in _SUMS


def _wrong_headings(header: Sequence[str], columns: Sequence[str], needed: Collection[str]) -> list[str]:
    """Say which headings are none of ours, by their place alone, which stand twice, and which are missing."""
    # Of more columns than a sheet may have, the first hold a strange one or one twice.
    strange = [at for at, heading in enumerate(header[:MOST_COLUMNS], 1) if heading not in columns]
    several = [column for column in columns if header.count(column) > 1]
    missing = [column for column in columns if column in needed and column not in header]
    wrong: list[str] = []
    if strange:
        wrong.append(told("Okänd rubrik i kolumn: %(places)s.", places=", ".join(map(place, strange))))
    if several:
        wrong.append(told("Rubrik som står två gånger: %(columns)s.", columns=", ".join(several)))
    if missing:
        wrong.append(told("Saknad rubrik: %(columns)s.", columns=", ".join(missing)))
    return wrong


def wrong_rows(errors: Mapping[str, Sequence[str]]) -> Invalid:
    """Make the refusal of a file out of `rows.3.typ` and the like: in the file's order, and said if there is more."""
    listed = sorted(errors.items(), key=lambda error: int(error[0].split(".")[1]))
    more = {"file": [_MORE]} if len(listed) > MOST_ERRORS else {}
    return Invalid({**more, **dict(listed[:MOST_ERRORS])})


def import_errors(errors: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    """Give (rows, column, sentence) of `rows.3.typ`: what is wrong in the same way with many rows is said once.

    What is wrong with the file itself has neither row nor column.
    """
    rows: dict[tuple[str, str], list[int]] = {}
    for name, sentences in errors.items():
        parts = name.split(".", 2)
        row, column = (parts[1], "".join(parts[2:])) if parts[0] == "rows" else ("", "")
        for sentence in sentences:
            rows.setdefault((column, sentence), []).extend([int(row)] if row else [])
    return [(_ranges(found), column, sentence) for (column, sentence), found in rows.items()]


def _ranges(rows: Sequence[int]) -> str:
    """Write 2, 3, 4 and 7 as 2-4, 7 (with the dash of a Swedish range)."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], row]
        else:
            ranges.append([row])
    return ", ".join("\N{EN DASH}".join(map(str, one)) for one in ranges)


def template_file(template: Template, filename: str) -> Response:
    """Give the template to download, as `mall.xlsx` or `mall.csv`. Raises NotShown for another name."""
    made = {"mall.xlsx": (as_xlsx, "xlsx", XLSX), "mall.csv": (as_csv, "csv", "text/csv; charset=utf-8")}
    if filename not in made:
        raise NotShown
    write, ending, kind = made[filename]
    named = {"Content-Disposition": f'attachment; filename="{template.name.lower()}.{ending}"'}
    return Response(write(template), headers=named, content_type=kind)


def only_checks() -> bool:
    """Tell whether who sent the page's form wants the file checked and nothing saved."""
    return request.form.get("do", "save") != "save"


def sent() -> tuple[bytes, bool]:
    """Give what a program sent, and whether it wants it checked and nothing saved: `dry_run` in the address.

    Raises Invalid as `uploaded` does, and for parts that are not described: nothing that is asked for goes unheard.
    """
    if request.mimetype == "multipart/form-data":
        strange = {*request.form, *request.files} - {"file"}
        if strange:
            raise Invalid({name: ["Fältet finns inte."] for name in sorted(strange)})
        if len(request.files.getlist("file")) > 1:
            raise Invalid({"file": ["Skicka en fil åt gången."]})
    return uploaded(), asked("dry_run")


def asked(name: str) -> bool:
    """Tell whether a program asks for it in the address. Raises Invalid for what is neither true nor false."""
    word = request.args.get(name, "false").casefold()
    if word not in {"true", "false"}:
        raise Invalid({name: ["Skriv true eller false."]})
    return word == "true"
