"""A sheet with signs that no database takes is refused like any other that cannot be read; it breaks no request."""

import pytest

from hub.participants import registering
from hub.store import sheets
from tests.cast import World

_CSV = {"Content-Type": "text/csv"}
SHEETS = {
    "plans": ("sofia", "ärende;typ\nSK-2222\x002222;studier\n"),
    "participants": ("amir", "namn;hur;kontakt\nAnna Ask;är på plats;sms\x00\n"),
    "officers": ("bea", "namn;titel;e-post;arbetar som\nNils Ny;handledare;nils\x00@ame.example;AME-handledare\n"),
}


@pytest.mark.parametrize("which", SHEETS)
@pytest.mark.parametrize("dry_run", ["true", "false"])
def test_a_sheet_that_holds_nothing_where_a_letter_should_be_is_refused(world: World, which: str, dry_run: str) -> None:
    name, text = SHEETS[which]
    content = text.encode("utf-16")
    answer = world.api(name).ask("POST", f"/imports/{which}?dry_run={dry_run}", data=content, headers=_CSV)
    assert answer.status == 422, answer.text


def test_without_that_care_one_would_be_taken_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_plain", lambda line: tuple(map(str.strip, line)))
    monkeypatch.setattr(registering, "is_legible", lambda *_, **__: True)
    name, text = SHEETS["participants"]
    taken = world.api(name).ask("POST", "/imports/participants", data=text.encode("utf-16"), headers=_CSV)
    assert taken.status == 201
