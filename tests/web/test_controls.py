"""What one chooses from looks the same on every page, and no field of a secret goes by the name of one of words."""

import re
from pathlib import Path

import hub
from hub.web.carried_forms import OWN_WORDS


def test_every_list_of_choices_is_drawn_by_the_design_system() -> None:
    """Two of the access manager's were the browser's own."""
    pages = (page.read_text(encoding="utf-8") for page in Path(hub.__file__).parent.rglob("*.html"))
    found = [control for page in pages for control in re.findall(r"<select\b[^>]*>", page)]
    assert found
    assert [control for control in found if 'class="ds-input"' not in control] == []


def test_every_field_of_a_secret_is_known() -> None:
    """Whoever gives a password's field the name of a field of words says so in `WITHOUT_WORDS`."""
    pages = (page.read_text(encoding="utf-8") for page in Path(hub.__file__).parent.rglob("*.html"))
    secret = re.compile(r'forms\.field\("([a-z_]+)",[^\n]*type="password"')
    names = {name for page in pages for name in secret.findall(page)}
    assert {"code", "password", "present", "step_up"} <= names
    assert names & OWN_WORDS == {"present"}, "the form that changes a password: WITHOUT_WORDS names it"
