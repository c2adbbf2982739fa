"""What the API's description says of a body that is a sheet."""

from typing import Final

from hub.store.sheet_templates import XLSX, Template, escaped

_BODY: Final = (
    "A sheet, .xlsx or CSV (semicolons, commas or tabs; UTF-8 or Windows-1252), at most 5 MiB, with these headings in "
    "its first row, in any order; those that are not needed may be left out. What it is is read from its bytes: a body "
    "without Content-Type, or with the one that curl gives (application/x-www-form-urlencoded, 1 MiB), is taken too."
)


def body_of(template: Template) -> dict[str, object]:
    """Describe to programs a body that is such a sheet: its headings, their words, and an example."""
    row = {column: _example(template, column) for column in template.columns}
    said = {column: cell for column, cell in row.items() if cell}
    example = [";".join(map(escaped, line)) for line in (said, said.values())]
    return {
        "required": True,
        "description": f"{_BODY} At most {template.most_rows} rows.\n\n{_headings(template)}",
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": "".join(f"{line}\r\n" for line in example)},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }


def _example(template: Template, column: str) -> str:
    """Give the template's own; of what must be filled in, and has words alone, the first."""
    words = template.choices.get(column, ()) if column in template.needed else ()
    return template.example.get(column) or next(map(str, words), "")


def _headings(template: Template) -> str:
    lines = []
    for column in template.columns:
        needed = " (needed)" if column in template.needed else ""
        about = str(template.help[column]).removesuffix(".")
        words = [str(word) for word in template.choices.get(column, ())]
        told = "" if all(word in about for word in words) else f" One of: {', '.join(words)}."
        lines.append(f"- `{column}`{needed}: {about}.{told}")
    return "\n".join(lines)
