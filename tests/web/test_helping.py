"""The help in the product: it exists, in the right languages, short and plain enough to be read."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.officers.roles import Role
from hub.web.gathering import gather
from hub.web.helping import FOLDER, OF_ROLE, SUBJECTS
from tests.web.lix import lines_of, lix

_TWO_PRINTED_PAGES = 800  # words, with headings and lists at the size of the print sheet
_EASIEST = 25
_PLAIN = 40


def texts() -> list[Path]:
    return sorted(FOLDER.glob("*.html"))


def test_every_role_has_help_in_swedish_and_english() -> None:
    assert set(OF_ROLE) == set(Role)
    assert set(OF_ROLE.values()) == set(SUBJECTS)
    held = {path.name for path in texts()}
    assert held >= {f"{subject}.{code}.html" for subject in SUBJECTS for code in ("sv", "en")}
    assert held >= {f"deltagare.{code}.html" for code in ("sv-simple", "ar")}


@pytest.mark.parametrize("path", texts(), ids=lambda path: path.stem)
def test_it_fits_two_printed_pages(path: Path) -> None:
    assert sum(len(line.split()) for line in lines_of(path.read_text(encoding="utf-8"))) <= _TWO_PRINTED_PAGES


@pytest.mark.parametrize("path", [one for one in texts() if ".sv" in one.name], ids=lambda path: path.stem)
def test_it_is_plain(path: Path) -> None:
    most = _EASIEST if ".sv-simple" in path.name else _PLAIN
    assert lix(lines_of(path.read_text(encoding="utf-8"))) <= most


def test_anybody_may_read_any_help(client: FlaskClient) -> None:
    for subject in SUBJECTS:
        page = client.get(f"/hjalp/{subject}")
        assert page.status_code == 200
        assert page.text.count("<h1>") == 1
    assert client.get("/hjalp/nagot-annat").status_code == 404
    assert "<h1>Hjälp för dig som är deltagare</h1>" in client.get("/hjalp").text


def test_each_role_meets_its_own_help() -> None:
    assert len(set(OF_ROLE.values())) == len(Role), "who reads numbers has no units to add"


def test_what_it_tells_to_press_stands_on_a_page() -> None:
    """A button was renamed, and its help sent people to look for the old name; what ends in a colon is no button."""
    shown = {text.singular for text in gather()}
    labels = {
        (path.stem, label)
        for path in texts()
        if path.name.endswith(".sv.html")
        for label in re.findall(r"<strong>([^<]*[^<:])</strong>", path.read_text(encoding="utf-8"))
    }
    assert len(labels) > 20
    # A button may say more in brackets.
    assert not {one for one in labels if not shown & {one[1], f"{one[1]} (ange skäl)"}}
