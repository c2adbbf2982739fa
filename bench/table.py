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
_LANDING: Final = {"postgresql": (2.0, "<= 2.0", "<= 1.20"), "sqlite": (1.6, "<= 1.6", "<= 1.05")}
_PAGE: Final = {FEW: (4, "<= 4"), MANY: (6, "<= 6")}
_STATEMENTS, _DECISION, _EXPONENT = 6, 60, 0.05
_Row = tuple[str, ...]
_HEADINGS: Final = ("figure", "database", "measured", "first landing", "", "goal")


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
    name, counted = _NAMES[kind], measured.counted
    most, landing, goal = _LANDING[kind]
    rows: list[_Row] = [
        ("CPU x REF", name, _spread(measured.beside), landing, _met(measured.beside.ratio <= most), goal),
        ("durable commits a read", name, str(counted.commits), "1", _met(counted.commits == 1), "1"),
        (
            "statements, case database",
            name,
            str(counted.statements),
            "<= 6",
            _met(counted.statements <= _STATEMENTS),
            "<= 3",
        ),
        ("statements, key store", name, str(counted.key_statements), "1", _met(counted.key_statements == 1), "1"),
        (
            "decision a read",
            name,
            f"{counted.decision:.0f} us",
            "<= 60 us",
            _met(counted.decision <= _DECISION),
            "<= 10 us",
        ),
    ]
    for items, pairs in measured.pages.items():
        bound, landing = _PAGE[items]
        rows.append(
            (f"HTML page x JSON, {items} items", name, _spread(pairs), landing, _met(pairs.ratio <= bound), "<= 3")
        )
    return rows


def _of_growth(small: Grown, large: Grown) -> list[_Row]:
    sizes, found = f"{small.people} -> {large.people} people", exponent(small, large)
    pages = "; ".join(f"{name} {pages} -> {large.pages[name]}" for name, pages in small.pages.items())
    same = small.pages == large.pages
    return [
        (f"pages touched, {sizes}", "PostgreSQL", pages, "the same", _met(same), "the same"),
        ("exponent of a read's CPU", "PostgreSQL", f"{found:.3f}", "<= 0.05", _met(found <= _EXPONENT), "<= 0.05"),
    ]


def _spread(pairs: Pairs) -> str:
    return f"{pairs.ratio:.2f} ({min(pairs.ratios):.2f}-{max(pairs.ratios):.2f})"


def _met(is_met: bool) -> str:  # noqa: FBT001 - the one thing it is asked
    return "met" if is_met else "not met"


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
