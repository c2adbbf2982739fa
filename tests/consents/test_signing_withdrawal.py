"""Taking back: two taps by herself, or told to a named officer or a reviewer, who register it with its channel."""

import re

import pytest
from sqlalchemy import func, select

from hub.access_log.tables import log_entry
from hub.consents import registering
from hub.store.errors import LogBroken
from tests.attacks.addresses import token
from tests.cast import SECOND, Answer, World, insecure_argon2, make_world, world
from tests.consents.story import in_force, may_read, presented

__all__ = ["insecure_argon2", "make_world", "world"]


def register(world: World, name: str, **form: str) -> Answer:
    page = world.page(name)
    data = {"what": "whole", "channel": "phone", **form, "csrf_token": token(world, page)}
    return Answer(page.client.post(f"/arenden/{world.dana.case}/ta-tillbaka", data=data))


def by_number(world: World, name: str = "dora", **form: str) -> Answer:
    page = world.page(name)
    data = {"number": world.dana.number, **form, "csrf_token": token(world, page)}
    return Answer(page.client.post("/ta-tillbaka", data=data))


def test_a_no_to_the_new_says_that_the_old_goes_on(world: World) -> None:
    """Said "no to all" and told "nothing is shared", she believes that nobody reads; Fia still does."""
    in_force(world)
    newer = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{newer.id}"
    begin = dana.get(f"{path}/skriv-under").text
    assert "Medgivande 1 gäller som förut, tills du skriver under det nya." in begin
    assert "Nej till det nya" in begin
    assert "Nej till allt" not in begin
    assert dana.post(f"{path}/ta-tillbaka", {"scope": "whole"}, form_at=f"{path}/skriv-under").status == 303
    told = dana.get("/mina-medgivanden").text
    assert "Du har sagt nej till det nya. Medgivande 1 gäller som förut." in told
    assert "Ingenting delas" not in told
    assert may_read(world, "fia", "AME", "C04")


def test_two_taps_and_a_receipt(world: World) -> None:
    paper = in_force(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/ta-tillbaka"
    assert path in dana.get("/mina-medgivanden").text
    empty = dana.post(path, {})
    assert empty.status == 422
    assert "Välj en sak på sidan." in empty.text
    person = paper.person(world, "fia")
    assert dana.post(path, {"what": f"person:{person}"}).headers["Location"] == "/mina-medgivanden"
    page = dana.get("/mina-medgivanden").text
    assert page.count("Kvittens:") == 2, "told at once, and kept in the list"
    said = re.search(r"Kvittens: ([0-9a-f]{4}) ([0-9a-f]{4})<", page)
    assert said is not None, "a screen reader reads out eight signs, not thirty-two"
    assert page.count(f'<code dir="ltr">{said[1]}{said[2]}') == 1, "the whole of it is there to unfold"
    assert "Fia Falk" in page
    assert not may_read(world, "fia", "AME", "C04")
    assert may_read(world, "arvid", "AME", "C04")
    assert dana.post(path, {"what": "category:C04"}).status == 303
    assert dana.post(path, {"what": "whole"}).status == 303
    assert not may_read(world, "arvid", "FK Nordost", "C09")


def test_no_to_what_is_not_signed_says_so(world: World) -> None:
    paper = presented(world)
    dana = world.page("dana")
    path = f"/medgivanden/{paper.id}"
    assert dana.post(f"{path}/ta-tillbaka", {"scope": "whole"}, form_at=f"{path}/skriv-under").status == 303
    page = dana.get("/mina-medgivanden").text
    assert "Du har sagt nej." in page
    assert "Det gäller nu" not in page


@pytest.mark.parametrize("name", ["fia", "arvid", "rut", "amir"])
def test_any_named_officer_registers_it(world: World, name: str) -> None:
    in_force(world)
    page = world.page(name).get(f"/arenden/{world.dana.case}/ta-tillbaka")
    assert page.status == 200
    assert "checked" not in page.text
    assert register(world, name, channel="").status == 422
    assert register(world, name, what="").status == 422
    assert register(world, name).status == 303
    assert not may_read(world, "fia", "AME", "C04")
    mine = world.page("dana").get("/mina-medgivanden").text
    assert "Du sade det på telefon till" in mine
    assert world[name].name in mine
    reads = world.api("dana").get("/me/reads?limit=100").json["items"]
    assert any("telefon" in one["text"] for one in reads)


def test_what_was_left_out_is_said_at_once(world: World) -> None:
    in_force(world)
    fia, path = world.page("fia"), f"/arenden/{world.dana.case}/ta-tillbaka"
    empty = fia.post(path, {}).text
    assert 'href="#whole"' in empty
    assert 'href="#channel"' in empty


@pytest.mark.parametrize("what", ["whole", "herself"])
def test_who_presses_twice_is_told_what_she_registered(world: World, what: str) -> None:
    paper = in_force(world)
    wanted = "whole" if what == "whole" else f"person:{paper.person(world, 'fia')}"
    fia, path = world.page("fia"), f"/arenden/{world.dana.case}/ta-tillbaka"
    form = {"what": wanted, "channel": "phone", "csrf_token": token(world, fia)}
    assert fia.client.post(path, data=form).status_code == 303
    told = fia.get("/arenden").text
    assert f"Ärende {world.dana.number}: det gäller nu." in told
    receipt = re.search(r"Läs upp kvittensen för deltagaren: ([0-9a-f]{4} [0-9a-f]{4})<", told)
    assert receipt is not None
    again = fia.client.post(path, data=form)
    assert (again.status_code, again.headers["Location"]) == (303, "/arenden")
    assert f"Kvittens: {receipt[1]}" in fia.get("/arenden").text
    assert register(world, "arvid").status == (404 if what == "whole" else 303), "not his to know"


def test_what_she_registered_in_part_is_not_said_of_the_whole(world: World) -> None:
    """She was told that she had registered it, with the receipt of another thing, when the participant had."""
    paper = in_force(world)
    assert register(world, "fia", what=f"person:{paper.person(world, 'arvid')}").status == 303
    world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True})
    assert register(world, "fia").status == 404


def test_what_she_registered_of_an_older_text_is_not_said_of_the_new(world: World) -> None:
    in_force(world)
    assert register(world, "fia").status == 303
    newer = in_force(world)
    world.api("dana").post(f"/consents/{newer.id}/withdrawals", {"whole": True})
    assert register(world, "fia").status == 404


def test_nobody_else_does(world: World) -> None:
    paper = in_force(world)
    for name in ("otto", "sofia", "cia", "dora", "ada", "bea", "lea", "dana"):
        assert register(world, name).status == 404, name
        assert world.page(name).get(f"/arenden/{world.dana.case}/ta-tillbaka").status == 404, name
    assert may_read(world, "fia", "AME", "C04")
    world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"person": paper.person(world, "arvid")})
    assert register(world, "arvid").status == 404, "who is no longer named registers nothing"


def test_an_officer_is_shown_what_she_shares_and_no_more(world: World) -> None:
    paper = in_force(world, named=("fia", "arvid", "rut", "amir"), rows=(("AME", "C04"), ("FK Nordost", "C09")))
    page = world.page("rut").get(f"/arenden/{world.dana.case}/ta-tillbaka").text
    assert "Rut Rosén" in page
    hidden = paper.person(world, "fia")
    shown = f"person:{hidden}" in page
    answer = register(world, "rut", what=f"person:{hidden}")
    assert (answer.status == 303) is shown
    assert register(world, "rut", what="category:C13").status == 422
    assert register(world, "rut", what=f"person:{'0' * 32}").status == 422


def test_a_reviewer_registers_it_without_learning_who(world: World) -> None:
    in_force(world)
    page = by_number(world)
    assert page.status == 200
    assert "Dana" not in page.text
    assert "Fia Falk" in page.text
    pasted = f"\u200b{world.dana.number}\u00a0"
    assert by_number(world, number=pasted, step="save", what="whole", channel="letter").status == 303
    assert not may_read(world, "fia", "AME", "C04")
    assert "i ett brev" in world.page("dana").get("/mina-medgivanden").text


def test_a_number_tells_a_reviewer_nothing(world: World) -> None:
    presented(world)
    unsigned = by_number(world)
    wrong = by_number(world, number="SK-0000-0000")
    assert unsigned.status == wrong.status == 422
    with_number = unsigned.text.replace(world.dana.number, "SK-0000-0000")
    assert "Vi hittar inget medgivande" in with_number
    assert len(with_number) == len(wrong.text)
    other = world.add_participant("Erik Annan")
    assert by_number(world, number=other.number).status == 422
    assert by_number(world, name="fia").status == 404


def test_asking_again_makes_no_case_a_reviewers_to_end(world: World) -> None:
    paper = in_force(world, named=("arvid", "amir"), rows=(("AF Rehabteam", "C04"),))
    for _ in range(3):
        world.clock.move(SECOND)
        whole = {"whole": True, "channel": "phone", "number": world.dana.number}
        assert world.api("dora").post("/withdrawals", whole).status == 404
        assert by_number(world).status == 422
    assert world.api("dana").get(f"/consents/{paper.id}").json["state"] == "active"


def test_a_log_that_cannot_be_sealed_hinders_no_reviewer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    in_force(world)
    assert by_number(world).status == 200, "what her unit's log says of the case is brought in"

    def broken(_: object) -> int:
        raise LogBroken("the last checkpoint's root")

    monkeypatch.setattr(registering, "seal_pending", broken)
    assert by_number(world, step="save", what="whole", channel="phone").status == 303
    assert not may_read(world, "fia", "AME", "C04")


def test_by_json_as_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = in_force(world)
    body = {"category": "C04", "channel": "visit"}
    assert world.api("fia").post(f"/cases/{world.dana.case}/withdrawals", {**body, "channel": "pigeon"}).status == 422
    assert world.api("otto").post(f"/cases/{world.dana.case}/withdrawals", body).status == 404
    assert world.api("fia").post(f"/cases/{world.dana.case}/withdrawals", body).status == 201
    assert not may_read(world, "fia", "AME", "C04")
    whole = {"whole": True, "channel": "phone", "number": world.dana.number}
    assert world.api("dora").post("/withdrawals", {**whole, "number": "SK-1"}).status == 404
    assert world.api("dora").post("/withdrawals", {**whole, "number": f"{world.dana.number}\u200b"}).status == 201
    assert world.api("dana").get(f"/consents/{paper.id}").json["state"] == "withdrawn"
    # Guard off: what is not offered could be taken back blindly, and the answer would tell what the consent holds.
    again = in_force(world)
    hidden = {"category": "C07", "channel": "visit"}
    assert again.view
    monkeypatch.setattr(registering, "_offered", lambda *_: True)
    assert world.api("arvid").post(f"/cases/{world.dana.case}/withdrawals", hidden).status in {201, 422}


def test_a_reviewer_who_wrote_no_number_is_asked_for_one(world: World) -> None:
    """She read that nothing was found, and it stood in the log as a look for something that is not there."""
    in_force(world)
    looks = select(func.count()).select_from(log_entry).where(log_entry.c.action != "sign_in")
    with world.store.read() as tx:
        before = tx.execute(looks).scalar_one()
    refused = by_number(world, number=" ")
    assert refused.status == 422
    assert "Skriv ärendenumret." in refused.text
    assert "Vi hittar inget" not in refused.text
    with world.store.read() as tx:
        assert tx.execute(looks).scalar_one() == before
