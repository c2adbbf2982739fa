"""The table of proofs names tests that are there, and leaves no number of the security page out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.source import ROOT, tree

TABLE: Final = ROOT / "docs" / "proofs.md"
NUMBERS: Final = {"T": 20, "R": 20, "I": 20, "E": 23}
_ROW: Final = re.compile(r"^\| ([TRIE]\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
_NAMED: Final = re.compile(r"`([^`]+\.py)::(\w+)`")
_MOST_WORDS: Final = 10
_MOST_LINES: Final = 200


def rows() -> list[tuple[str, str, str, str]]:
    return _ROW.findall(TABLE.read_text())


def missing(named: str) -> Iterator[str]:
    """Give each path::name in a cell that no test has."""
    for path, name in _NAMED.findall(named):
        file = ROOT / path if path.startswith("prove/") else ROOT / "tests" / path
        if name not in names_in(file):
            yield f"{path}::{name}"


def names_in(file: Path) -> set[str]:
    """Give the tests that pytest would find in a file, without importing it."""
    top = tree(file).body if file.exists() else []
    return {node.name for node in top if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_no_number_is_left_out() -> None:
    """Each once, in its order."""
    numbers = [f"{kind}{number}" for kind, most in NUMBERS.items() for number in range(1, most + 1)]
    assert [number for number, *_ in rows()] == numbers


def test_each_test_that_is_named_is_there() -> None:
    assert [absent for _, _, named, _ in rows() for absent in missing(named)] == []


def test_what_no_test_proves_says_so() -> None:
    """A row names a test, or says why there is none; and each name is written as one that is looked up."""
    for number, says, named, without in rows():
        assert _NAMED.search(named) or without != "-", number
        assert _NAMED.sub("", named).replace("<br>", "") in {"", "-"}, number
        assert len(says.split()) <= _MOST_WORDS, number
    assert len(TABLE.read_text().splitlines()) <= _MOST_LINES


def test_a_name_that_is_not_there_is_found() -> None:
    there = "`architecture/test_proofs.py::test_no_number_is_left_out`"
    assert list(missing(f"{there} `architecture/test_proofs.py::test_gone` `no/test_file.py::test_a`")) == [
        "architecture/test_proofs.py::test_gone",
        "no/test_file.py::test_a",
    ]
