"""The table that the bench prints: each figure beside what it is to be at the first landing, and in the end."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.casting import BESIDE, FEW, MANY
from bench.counting import Counted
from bench.driving import CONNECTIONS
from bench.growing import Grown, exponent
from bench.pairing import Pairs

_NAMES: Final = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
_CPU: Final = {"postgresql": (2.0, "<= 1.20"), "sqlite": (1.6, "<= 1.05")}  # first landing, goal
_PAGE: Final = {FEW: 4, MANY: 6}
_EXPONENT: Final = 0.05
_HEADINGS: Final = ("figure", "database", "measured", "first landing", "", "goal")
_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything of one database: counts, the read beside the floor, and the page beside its JSON by items."""

    counted: Counted
    beside: Pairs
    pages: Mapping[int, Pairs]


def of(found: Mapping[str, Measured], grown: Sequence[Grown]) -> str:
    rows: list[_Row] = [_HEADINGS]
    for kind, measured in found.items():
        rows += _of_one(kind, measured)
    if grown:
        rows += _of_growth(*grown)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:], "", *_conditions(found)])


def _of_one(kind: str, measured: Measured) -> list[_Row]:
    name, counted, (most, goal) = _NAMES[kind], measured.counted, _CPU[kind]
    rows = [
        _row("CPU x REF", name, _spread(measured.beside), measured.beside.ratio, most, goal),
        _row("durable commits a read", name, f"{counted.commits}", counted.commits, 1, "1"),
        _row("statements, case database", name, f"{counted.statements}", counted.statements, 6, "<= 3"),
        _row("statements, key store", name, f"{counted.key_statements}", counted.key_statements, 1, "1"),
        _row(f"decision a read, picking {FEW} items, us", name, f"{counted.choice:.0f}", counted.choice, 60, "<= 10"),
        ("  of that without picking the rows, us", name, f"{counted.decision:.0f}", "", "", ""),
    ]
    for items, pairs in measured.pages.items():
        rows.append(_row(f"HTML page x JSON, {items} items", name, _spread(pairs), pairs.ratio, _PAGE[items], "<= 3"))
    return rows


def _of_growth(small: Grown, large: Grown) -> list[_Row]:
    name, sizes = _NAMES["postgresql"], f"{small.people} -> {large.people} people"
    rows = [
        _row(
            f"pages of `{statement}`, {sizes}",
            name,
            f"{touched.pages} -> {large.touched[statement].pages} ({touched.descents} times down an index)",
            large.touched[statement].pages,
            touched.pages,
            "the same",
        )
        for statement, touched in small.touched.items()
    ]
    found = exponent(small, large)
    return [*rows, _row(f"exponent of a read's CPU, {sizes}", name, f"{found:.3f}", found, _EXPONENT, "<= 0.05")]


def _row(figure: str, database: str, said: str, value: float, most: float, goal: str) -> _Row:
    return (figure, database, said, f"<= {most:g}", "met" if value <= most else "not met", goal)


def _spread(pairs: Pairs) -> str:
    return f"{pairs.ratio:.2f} ({min(pairs.ratios):.2f}-{max(pairs.ratios):.2f})"


def _conditions(found: Mapping[str, Measured]) -> list[str]:
    lines = [
        "REF: Flask, psycopg and orjson giving the same 20 records of 5 fields in clear from PostgreSQL, same run.",
        f"Seconds in turn, {CONNECTIONS} connections over {BESIDE} cases; median (least-most) of the pairs' ratios of",
        "processor time a request: the server's processes, the database's, and what is sealed right after included.",
        f"Python {platform.python_version()}. Processor time a request, and requests a second x REF:",
    ]
    for kind, measured in found.items():
        hub, floor = measured.beside.microseconds(), measured.beside.microseconds(second=True)
        lines.append(f"  {_NAMES[kind]}: hub {hub:.0f} us, floor {floor:.0f} us; {measured.beside.rate:.2f} x")
    return lines
