"""A reviewer reads to whom something was done: "ended somebody's access" alone is no answer to who asks whose."""

from datetime import timedelta

import pytest

from hub.access_log.reader.parsing import Entry
from hub.officers.importing import take_in
from hub.officers.reading import read_officers
from hub.oversight import naming, wording
from hub.store.days import day_of
from tests.cast import World
from tests.officers.test_importing import BY, FK, file_of
from tests.oversight.test_reviewing import entries
from tests.staffing.conftest import NEW, fk_manager, use_link

__all__ = ["fk_manager"]


def said(world: World) -> list[str]:
    return [one["text"].partition("FK Nordost ")[2] for one in entries(world, "dora", officer=world["gun"].officer)]


def test_the_log_names_whom_an_access_manager_ends_or_calls_in(world: World, fk_manager: str) -> None:
    today = day_of(world.now)
    away = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=3)).isoformat()}
    gun, fia = world.api(fk_manager), world["fia"].officer
    assert gun.put(f"/officers/{fia}/absence", away).status == 204
    assert gun.delete(f"/officers/{fia}/absence").status == 204
    assert gun.delete(f"/officers/{fia}").status == 200
    use_link(world, gun.post("/officers", NEW).json["link"]["url"])
    told = said(world)
    for act, name in (
        ("satte en frånvaro", "Fia Falk"),
        ("avslutade en frånvaro", "Fia Falk"),
        ("avslutade en anställds åtkomst", "Fia Falk"),
        ("bjöd in en ny till enheten", "Nils Ny"),
    ):
        assert f"{act} ({name})." in told
    assert "(Fia Falk)" in world.page("dora").get("/logg").text


def test_who_says_it_of_herself_is_named_once(world: World) -> None:
    today = day_of(world.now).isoformat()
    fia = world["fia"]
    assert world.api("fia").put("/me/absence", {"first_day": today, "last_day": today}).status in {200, 204}
    told = [one["text"] for one in entries(world, "dora", officer=fia.officer, action="absence")]
    assert [text.endswith("satte en frånvaro.") for text in told] == [True]


def _others() -> list[str]:
    """Make rows of people of another unit, whose marks one of the file's entries has room for."""
    return [FK.replace("Karin Lind", f"Nora {name}").replace("karin@", f"z.{name}@") for name in ("Ek", "Dal", "Alm")]


def _told_of_a_file(world: World) -> list[str]:
    new = FK.replace("Kassan;", "Försäkringskassan;").replace("Kassan Nord", "FK Nordost")
    with world.store.write() as tx:
        take_in(tx, world.ground, read_officers(file_of(new, *_others())), by=BY, at=world.now)
    return [one["text"] for one in entries(world, "dora", action="officer_change")]


def test_of_a_file_the_log_does_not_say_that_the_hub_began_to_work(world: World) -> None:
    """It said "Ingången började på enheten", of everybody who came by the operator's file; nor are others named."""
    told = _told_of_a_file(world)
    assert "Ingången lade till en anställd på enheten (Karin Lind)." in told
    assert [text for text in told if "började" in text or "Nora" in text] == []


def test_if_marks_were_told_a_reviewer_would_read_another_units_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_rows(entry: Entry) -> list[str]:
        return [one.id for one in entry.rec if one.table == "officer"]

    monkeypatch.setattr(naming, "done_to", all_rows)
    monkeypatch.setattr(wording, "done_to", all_rows)
    assert [text for text in _told_of_a_file(world) if "Nora" in text]
