"""A form with a file, sent after the session ended: her answers come along, and the file's bytes go nowhere."""

from io import BytesIO
from typing import Any

import pytest
from flask import Request

from hub.signin import carrying
from hub.web import files, signed_out
from tests.cast import MINUTE, Answer, Browser, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, presented
from tests.consents.test_signing_paper import enter
from tests.databases import ONE_DATABASE
from tests.web.test_carried_forms import fields, save, sign_in

__all__ = ["insecure_argon2", "make_world", "world"]

pytestmark = ONE_DATABASE  # what is carried lies in no database

FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
CANARY = b"canary-scan " * 50


def sent(page: Browser, paper: Paper, csrf: str, headers: dict[str, str] | None = None, **more: str) -> Answer:
    form: dict[str, Any] = {f"persons.{one['id']}": "yes" for one in paper.view["persons"]}
    form |= {f"rows.{one['id']}": "no" for one in paper.view["rows"]} | {"place": "Osby", "version_code": "K-77"}
    form |= {"csrf_token": csrf, **more, "scan": (BytesIO(CANARY), "papper.jpg")}
    path = f"/medgivanden/{paper.id}/papper"
    return Answer(page.client.post(path, data=form, headers=headers if headers is not None else FROM_OUR_PAGE))


@pytest.fixture(name="late")
def _late(world: World) -> tuple[Browser, Paper, str]:
    """Amir enters a paper and is away for longer than his session lives."""
    paper, page = presented(world), world.page("amir")
    csrf = fields(page.get(f"/medgivanden/{paper.id}/papper").text)["csrf_token"][0]
    world.clock.move(16 * MINUTE)
    return page, paper, csrf


def test_the_answers_are_given_back_and_the_file_is_asked_for(world: World, late: tuple[Browser, Paper, str]) -> None:
    page, paper, csrf = late
    out = sent(page, paper, csrf)
    assert out.status == 401
    seal = fields(out.text)["carried"][0]
    account, employment = world["amir"].account, world["amir"].employment
    held = carrying.open_form(world.ground, seal, account=account, employment=employment, at=world.now)
    assert held is not None
    assert "scan" not in dict(held.fields)
    assert "canary" not in out.text + repr(held)
    again = save(page, sign_in(world, page, "amir", out.text))
    assert again.status == 422
    assert '<a href="#scan">' in again.text, "no paper is entered without its scan"
    checked = again.text.count(" checked")
    assert checked >= len(paper.view["persons"]) + len(paper.view["rows"])
    for value in ("Osby", "K-77"):
        assert f'value="{value}"' in again.text


@pytest.mark.parametrize("guarded", [True, False])
def test_nothing_of_the_file_is_kept_on_the_way(
    late: tuple[Browser, Paper, str], monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """A large file is else written to the disk while it is read: a scan of a signed paper."""
    kept: list[object] = []

    def keep(*given: object, **named: object) -> BytesIO:
        kept.append((given, named))
        return BytesIO()

    monkeypatch.setattr("werkzeug.wrappers.request.default_stream_factory", keep)
    monkeypatch.setattr("werkzeug.wrappers.Request._get_file_stream", keep)
    if not guarded:
        monkeypatch.setattr(files.OurRequest, "_get_file_stream", keep)
    page, paper, csrf = late
    assert sent(page, paper, csrf).status == 401
    assert bool(kept) is not guarded


@pytest.mark.parametrize(
    ("cookie", "headers"),
    [("", FROM_OUR_PAGE), ("x" * 43, FROM_OUR_PAGE), (None, {}), (None, {"Sec-Fetch-Site": "cross-site"})],
)
def test_nobody_else_makes_the_hub_read_a_file(
    world: World,
    late: tuple[Browser, Paper, str],
    monkeypatch: pytest.MonkeyPatch,
    cookie: str | None,
    headers: dict[str, str],
) -> None:
    read: list[bool] = []

    def reads() -> bool:
        read.append(True)
        return True

    monkeypatch.setattr(signed_out, "_has_fields", reads)
    page, paper, csrf = late
    if cookie is not None:
        page = world.page()
        page.client.set_cookie(page.cookie, cookie)
    assert sent(page, paper, csrf, headers).status == 303
    assert read == []
    monkeypatch.setattr(signed_out, "ended_session", lambda: world)
    monkeypatch.setattr(signed_out, "_from_our_page", lambda: True)
    monkeypatch.setattr(signed_out, "carried_from", lambda _: "")
    monkeypatch.setattr(signed_out, "may_go_back", lambda _: True)
    monkeypatch.setattr(signed_out, "_of_participant", lambda _: False)
    assert sent(page, paper, csrf, headers).status == 401
    assert read, "without these guards it is read"


def test_more_than_is_taken_is_left_unread(late: tuple[Browser, Paper, str]) -> None:
    page, paper, csrf = late
    for more in ({f"field-{number}": "x" for number in range(1100)}, {"present": "x" * 503_000}):
        out = sent(page, paper, csrf, None, **more)
        assert (out.status, out.headers["Location"]) == (303, f"/logga-in?next=/medgivanden/{paper.id}/papper")


@pytest.mark.parametrize("headers", [FROM_OUR_PAGE, {}])
@pytest.mark.parametrize("name", ["amir", "cia"])
def test_who_signed_in_anew_meanwhile_has_her_answers_back(world: World, headers: dict[str, str], name: str) -> None:
    """Older browsers do not say whose page sends: they lost the answers to a whole paper. A colleague sees nothing."""
    paper, page = presented(world), world.page("amir")
    page.post("/logga-ut", form_at="/min-franvaro")
    page.post("/logga-in", world.credentials("amir"))
    csrf = fields(page.get(f"/medgivanden/{paper.id}/papper").text)["csrf_token"][0]
    page.post("/logga-ut", form_at="/min-franvaro")
    page.post("/logga-in", world.credentials(name))
    out = sent(page, paper, csrf, headers)
    assert (out.status, "K-77" in out.text, "canary" in out.text) == (400, name == "amir", False)
    if name != "amir":
        return
    assert "men inte filen" in out.text
    again = Answer(page.client.post(f"/medgivanden/{paper.id}/papper", data=fields(out.text)))
    assert again.status == 422
    assert '<a href="#scan">' in again.text
    assert 'value="K-77"' in again.text


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_is_a_file_of_who_is_signed_in_written_to_the_disk(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """The scan of a signed paper is often larger than what Werkzeug keeps in memory."""
    asked: list[object] = []

    def keep(*given: object, **named: object) -> BytesIO:
        asked.append((given, named))
        return BytesIO()

    monkeypatch.setattr("werkzeug.wrappers.request.default_stream_factory", keep)
    if not guarded:
        monkeypatch.setattr(files.OurRequest, "_get_file_stream", Request._get_file_stream)
    text = presented(world)
    assert enter(world, world.page("amir"), text).status == 303
    assert bool(asked) is not guarded
