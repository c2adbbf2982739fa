"""What an error page leads to is there for who is led to it."""

import re
from typing import Final

import pytest

from hub.consents import answering
from hub.store.errors import Conflict
from hub.store.sheet_refusals import MOST_BYTES
from tests.cast import Answer, Browser, World
from tests.consents.story import presented, signed
from tests.consents.test_signing_paper import enter
from tests.moving_on import handed_over
from tests.staffing.conftest import NEW, fk_manager, use_link
from tests.staffing.test_at_once import file_of_one

__all__ = ["fk_manager"]

LINKS: Final = re.compile(r'<a class="button[^"]*" href="([^"]+)">')


def followed(page: Browser, told: Answer, path: str) -> list[str]:
    """Give the ways that the answer offers; each must be a page to who was answered so."""
    assert told.status in {405, 409, 413}, told.text
    found = [path if link == "?" else link for link in LINKS.findall(told.text.partition("<main")[2])]
    assert [page.get(link).status for link in found] == [200] * len(found), found
    return found


def test_who_works_there_already_is_told_beside_the_button(world: World, fk_manager: str) -> None:
    """Its own address, and the one above, are no pages: she has not been confirmed."""
    made = world.api(fk_manager).post("/officers", NEW).json
    use_link(world, made["link"]["url"])
    file_of_one(world)
    page, path = world.page(fk_manager), f"/handlaggare/{made['id']}/bekrafta"
    told = page.post(path, form_at="/handlaggare")
    assert (told.status, "Personen arbetar redan på enheten." in told.text) == (409, True)
    assert f"/handlaggare/{made['id']}/ta-tillbaka" in told.text, "what it says to press is there"
    assert followed(page, page.get(path), path) == ["/handlaggare"]


def test_who_waits_to_be_confirmed_gets_no_second_link_and_it_is_said(world: World, fk_manager: str) -> None:
    made = world.api(fk_manager).post("/officers", NEW).json
    use_link(world, made["link"]["url"])
    page = world.page(fk_manager)
    told = page.post(f"/handlaggare/{made['id']}/ny-lank", form_at="/handlaggare")
    assert (told.status, "Personen har använt sin länk." in told.text) == (409, True)
    elsewhere = world.api("bea").post(f"/officers/{made['id']}/invitation")
    assert (elsewhere.status, elsewhere.data) == (404, world.api("bea").post(f"/officers/{'f' * 32}/invitation").data)


@pytest.mark.parametrize("act", ["ta-emot", "godta"])
def test_what_is_answered_no_more_leads_to_what_waits(world: World, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    def superseded(*_: object, **__: object) -> None:
        raise Conflict("superseded", "Det finns ett nyare medgivande.")

    paper = signed(world)
    monkeypatch.setattr(answering, "answer", superseded)
    page, path = world.page("fia"), f"/medgivanden/{paper.id}/{act}"
    told = page.post(path, {"do": "all", "reason": "x"}, form_at=f"/medgivanden/{paper.id}/godta")
    assert followed(page, told, path) == ["/att-godta"]


@pytest.mark.parametrize("act", ["visa", "bevittna"])
def test_anothers_text_leads_to_her_cases(world: World, act: str) -> None:
    paper = presented(world)
    handed_over(world)
    page, path = world.page("cia"), f"/medgivanden/{paper.id}/{act}"
    told = page.post(path, {"code": world.code("cia")}, form_at="/arenden")
    assert followed(page, told, path) == ["/arenden"]


@pytest.mark.parametrize("step", ["skriv-under", "skriv-under/1", "skriv-under/klart"])
def test_a_text_that_nobody_could_witness_leads_to_hers(world: World, step: str) -> None:
    paper = presented(world)
    handed_over(world)
    page, path = world.page("dana"), f"/medgivanden/{paper.id}/{step}"
    assert followed(page, page.get(path), path) == ["/mina-medgivanden"]
    if step != "skriv-under":
        told = page.post(path, {"answer": "yes", "code": world.dana.code}, form_at="/mina-medgivanden")
        assert followed(page, told, path) == ["/mina-medgivanden"]


def test_a_paper_that_waits_no_more_leads_to_those_that_wait(world: World) -> None:
    paper = presented(world)
    assert enter(world, world.page("amir"), paper).status == 303
    handed_over(world)
    page, path = world.page("cia"), f"/medgivanden/{paper.id}/jamfor"
    told = page.post(path, {"agrees": "yes", "entered": "1"}, form_at=path)
    assert followed(page, told, path) == ["/papper"]


def test_who_chose_too_large_a_file_comes_back_to_choose_another(world: World) -> None:
    """She was told to send less at a time, and had no way but to the first page."""
    page = world.page("amir")
    told = Answer(
        page.client.post("/import", data=b"x" * (MOST_BYTES + 1), content_type="multipart/form-data; boundary=x")
    )
    assert (told.status, "Skicka en mindre fil" in told.text) == (413, True)
    assert followed(page, told, "/import") == ["/import"]
