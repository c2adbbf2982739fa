"""A participant who is pressed (T11): nothing is ticked for her, taking back is quiet, and nobody sees what it was."""

import orjson
import pytest

from hub.consents.copying import copy_of
from hub.grants.withdrawing import Scope
from policies import rules
from tests.attacks.addresses import token
from tests.attacks.test_sweep import _take_out
from tests.cast import DAY, Answer, World
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


def test_the_page_would_tell_where_the_end_is_not_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: where the end of a consent stops nobody, the page after is the page before."""
    _take_out(monkeypatch, rules, "consent_stands", lambda *_: None)
    after = at_end(world, "taken back")
    assert {status for status, _ in after} != {404}


def test_a11_nothing_is_ticked_and_the_subject_is_the_participant(world: World) -> None:
    paper = story.presented(world)
    dana = world.page("dana")
    for step in ("", "/1", "/allt", "/klart"):
        assert "checked" not in dana.get(f"/medgivanden/{paper.id}/skriv-under{step}").text
    assert "checked" not in dana.get(f"/medgivanden/{paper.id}/ta-tillbaka").text
    story.sign(world, paper)
    signed = copy_of(world.ground, world.who("dana"), consent_id=paper.id).signed
    officers = {member.officer for member in world.members.values()}
    assert signed["participant"] == world.dana.id
    assert signed["participant"] not in officers
    assert orjson.dumps(signed).count(world.dana.id.encode()) == 1


def test_the_quick_exit_leaves_nothing_behind(world: World) -> None:
    dana = world.page("dana")
    assert "/lamna" in dana.get("/mina-medgivanden").text
    copied = world.page()
    copied.client.set_cookie(dana.cookie, dana.secret or "")
    left = dana.post("/lamna", form_at="/mina-medgivanden")
    assert (left.status, left.headers["Location"]) == (303, "/almanacka")
    assert '"storage"' in left.headers["Clear-Site-Data"]
    almanac = dana.get("/almanacka").text
    assert "Ingången" not in almanac
    assert "mars 2026" in almanac
    for browser in (dana, copied):
        assert browser.get("/mina-medgivanden").headers["Location"].startswith("/logga-in")


@pytest.mark.parametrize("scope", list(Scope))
def test_taking_back_never_asks_why(world: World, scope: Scope) -> None:
    paper = story.in_force(world)
    page = world.page("dana").get(f"/medgivanden/{paper.id}/ta-tillbaka").text
    assert "textarea" not in page
    target = {"person": paper.person(world, "fia"), "category": "C04", "row": paper.row(world, "AME", "C04")}
    body = {scope.value: target.get(scope.value, True)}
    answer: Answer = world.api("dana").post(f"/consents/{paper.id}/withdrawals", body)
    assert answer.status == 201
