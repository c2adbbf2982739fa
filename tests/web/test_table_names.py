"""Every table says by itself what it is: who goes from table to table hears nothing of what stands around them."""

import re
from pathlib import Path

import hub

_TABLE = re.compile(r"<table\b([^>]*)>\s*(<caption)?")


def test_every_table_has_a_name() -> None:
    pages = sorted(Path(hub.__file__).parent.rglob("*.html"))
    found = [(page.name, *one.groups()) for page in pages for one in _TABLE.finditer(page.read_text(encoding="utf-8"))]
    assert len(found) > 5
    assert [page for page, attributes, caption in found if not caption and "aria-label" not in attributes] == []
