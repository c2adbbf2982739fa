"""A participant who is pressed (T11): nothing is ticked for her, taking back is quiet, and nobody sees what it was."""

import orjson
import pytest

from hub.consents.copying import copy_of
from hub.grants.withdrawing import Scope
from tests.attacks.addresses import token
from tests.cast import DAY, Answer, Browser, World
from tests.consents import story


def told(world: World, name: str, paper: story.Paper) -> list[tuple[int, bytes]]:
    """Give every page and answer that an officer can ask about the case and its consent, but for her form's token."""
    case, page, api = world.dana.case, world.page(name), world.api(name)
    pages = (
        f"/arenden/{case}",
        f"/medgivanden/{paper.id}",
        f"/medgivanden/{paper.id}/godta",
        f"/arenden/{case}/ta-tillbaka",
    )
    answers = [page.get(path) for path in pages] + [api.get(f"/cases/{case}"), api.get(f"/consents/{paper.id}")]
    ids = (case.encode(), paper.id.encode())
    found = []
    for answer in answers:
        data = answer.without_token
        for one in ids:
            data = data.replace(one, b"ID")
        found.append((answer.status, data))
    return found


def at_end(world: World, how: str) -> list[tuple[int, bytes]]:
    if how == "never":
        paper = story.presented(world)
    else:
        paper = story.in_force(world)
        assert world.page("fia").get(f"/arenden/{world.dana.case}").status == 200
    if how == "taken back":
        page = world.page("dana")
        form = {"what": "whole", "csrf_token": token(world, page)}
        assert page.client.post(f"/medgivanden/{paper.id}/ta-tillbaka", data=form).status_code == 303
    if how == "she alone":
        person = paper.person(world, "fia")
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"person": person}).status == 201
    if how == "expired":
        world.clock.move(400 * DAY)
    return told(world, "fia", paper)


@pytest.mark.parametrize("how", ["taken back", "she alone", "expired"])
def test_a11_the_page_after_is_the_page_of_who_never_had_it(world: World, how: str) -> None:
    after = at_end(world, how)
    with_nothing = told(world, "otto", story.Paper("0" * 32, {}, "", ""))
    assert [status for status, _ in after] == [404] * len(after)
    otto = world["otto"].username.encode()
    fia = world["fia"].username.encode()
    assert [data.replace(fia, b"WHO") for _, data in after] == [data.replace(otto, b"WHO") for _, data in with_nothing]


def test_a11_and_of_one_that_was_never_signed(world: World) -> None:
    never = at_end(world, "never")
    assert {status for status, _ in never} == {404}
    world.clock.move(DAY)
    assert never == told(world, "fia", story.presented(world)), "and a newer draft changes nothing"


def ticked(world: World) -> list[str]:
    """Give the pages of her questions, and of taking back, on which something is chosen before she has."""
    paper, dana = story.presented(world), world.page("dana")
    paths = ("skriv-under", "skriv-under/1", "skriv-under/2", "skriv-under/allt", "skriv-under/klart", "ta-tillbaka")
    pages = {path: dana.get(f"/medgivanden/{paper.id}/{path}") for path in paths}
    assert {page.status for page in pages.values()} == {200}
    return [path for path, page in pages.items() if "checked" in page.text]


def test_a11_nothing_is_ticked(world: World) -> None:
    assert ticked(world) == []


def signed_as(world: World) -> tuple[str, int]:
    """Sign; give whose signature it is, and how often she herself stands in what was signed."""
    paper = story.signed(world)
    signed = copy_of(world.ground, world.who("dana"), consent_id=paper.id).signed
    return signed["participant"], orjson.dumps(signed).count(world.dana.id.encode())


def test_a11_the_subject_is_the_participant(world: World) -> None:
    assert signed_as(world) == (world.dana.id, 1)


def left_in_haste(world: World) -> tuple[Answer, list[Browser]]:
    """Let her take the quick way out; give its answer, her browser, and one that holds a copy of her cookie."""
    dana = world.page("dana")
    assert "/lamna" in dana.get("/mina-medgivanden").text
    copied = world.page()
    copied.client.set_cookie(dana.cookie, dana.secret or "")
    return dana.post("/lamna", form_at="/mina-medgivanden"), [dana, copied]


def test_the_quick_exit_leaves_nothing_behind(world: World) -> None:
    left, browsers = left_in_haste(world)
    assert (left.status, left.headers["Location"]) == (303, "/almanacka")
    assert '"storage"' in left.headers["Clear-Site-Data"]
    almanac = browsers[0].get("/almanacka").text
    assert "Ingången" not in almanac
    assert "mars 2026" in almanac
    for browser in browsers:
        assert browser.get("/mina-medgivanden").headers["Location"].startswith("/logga-in")


def asks_why(world: World, scope: Scope) -> bool:
    """Tell whether she is asked for a reason on the page, or refused by the API where she gives none."""
    paper = story.in_force(world)
    page = world.page("dana").get(f"/medgivanden/{paper.id}/ta-tillbaka").text
    assert 'value="whole"' in page
    target = {"person": paper.person(world, "fia"), "category": "C04", "row": paper.row(world, "AME", "C04")}
    body = {scope.value: target.get(scope.value, True)}
    answer = world.api("dana").post(f"/consents/{paper.id}/withdrawals", body)
    assert answer.status in {201, 422}
    return "textarea" in page or answer.status != 201


@pytest.mark.parametrize("scope", list(Scope))
def test_taking_back_never_asks_why(world: World, scope: Scope) -> None:
    assert not asks_why(world, scope)
