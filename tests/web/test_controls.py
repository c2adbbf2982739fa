"""What one chooses from looks the same on every page."""

import re
from pathlib import Path

import hub


def test_every_list_of_choices_is_drawn_by_the_design_system() -> None:
    """Two of the access manager's were the browser's own."""
    pages = (page.read_text(encoding="utf-8") for page in Path(hub.__file__).parent.rglob("*.html"))
    found = [control for page in pages for control in re.findall(r"<select\b[^>]*>", page)]
    assert found
    assert [control for control in found if 'class="ds-input"' not in control] == []
