"""No word that another reads holds a sign that is not seen, or that turns the direction of what stands around it (T14).

A name with such a mark in it, in the text that she signs, would have her read something else than what is sealed.
"""

from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

import pytest

from hub.consents import meeting, papering
from hub.grants import finding
from hub.participants import registering
from hub.store import legible
from tests.cast import Answer, World
from tests.consents import story
from tests.consents.test_signing_paper import enter

TURNED: Final = "Karin\u202eHemligt"
UNSEEN: Final = (TURNED, "Kar\u200ein", "Karin\ue000", "Karin\x1b[2J", "Ka\u2066rin")
SAYS: Final = "Texten har tecken som inte går att visa."


def missing(world: World, **instead: str) -> dict[str, Any]:
    said = {"name": "Karin Kant", "title": "handläggare", "unit": world.units["FK Nordost"]}
    said |= {"work_email": "karin@fk.example", **instead}
    return story.proposal(world) | {"persons": [world["arvid"].officer, world["amir"].officer, {"missing": said}]}


def sent(world: World, text: str) -> Iterator[tuple[str, Answer]]:
    amir, dana, case = world.api("amir"), world.api("dana"), world.dana.case
    rows = [{"source": world.units["AF Rehabteam"], "category": "C04"}]
    for field in ("name", "title", "work_email"):
        draft = missing(world, **{field: text}) | {"rows": rows}
        yield "persons.2", amir.post(f"/cases/{case}/consents", draft)
    person = {"name": "Eva Ek", "contact": text, "origin": "present"}
    yield "contact", amir.post("/cases", person)
    paper = story.presented(world)
    path = f"/consents/{paper.id}/signature"
    yield "typed_name", dana.post(path, story.signature(world, paper, method="code+typed", typed_name=text))
    yield "interpreter", dana.post(path, story.signature(world, paper, interpreter=text))
    yield "present", dana.post(path, story.signature(world, paper, meeting={"present": text}))
    assert story.sign(world, paper).status == 200
    row = paper.row(world, "FK Nordost", "C09")
    no = {"take_on": False, "rows": {row: False}, "reason": f"Nej.\r\n{text}"}
    yield "reason", world.api("fia").post(f"/consents/{paper.id}/acceptances", no)


@pytest.mark.parametrize("text", UNSEEN)
def test_such_a_text_is_taken_nowhere(world: World, text: str) -> None:
    for field, answer in sent(world, text):
        assert answer.status == 422, (field, answer.text)
        assert any(SAYS in one or "e-post" in one for one in answer.json["errors"][field]), (field, answer.text)
        if text == TURNED:
            assert "U+202E" in answer.text, (field, answer.text)


def test_without_that_check_it_stands_in_the_text_that_she_signs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: it has to be legible, and no more than a name."""
    monkeypatch.setattr(finding, "is_legible", lambda _: True)
    monkeypatch.setattr(finding, "is_name", lambda _: True)
    rows = [{"source": world.units["AF Rehabteam"], "category": "C04"}]
    wanted = missing(world, name=TURNED) | {"rows": rows}
    made = world.api("amir").post(f"/cases/{world.dana.case}/consents", wanted)
    assert made.status == 201, made.text
    assert world.api("amir").post(f"/consents/{made.json['id']}/presentation", {}).status == 200
    assert TURNED in world.api("dana").get(f"/consents/{made.json['id']}").json["text"]


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize(("field", "module"), [("signed_name", papering), ("present", meeting)])
def test_nor_on_a_paper(
    world: World, monkeypatch: pytest.MonkeyPatch, field: str, module: ModuleType, *, guarded: bool
) -> None:
    paper, amir = story.presented(world), world.page("amir")
    if not guarded:
        monkeypatch.setattr(module, "is_legible", lambda *_, **__: True)
    typed: dict[str, Any] = {field: TURNED}
    answer = enter(world, amir, paper, **typed)
    assert (answer.status, SAYS in answer.text) == ((422, True) if guarded else (303, False))


def test_what_people_write_is(world: World) -> None:
    """Lines, signs of other alphabets, and the joiners of Persian and Arabic."""
    paper = story.signed(world)
    row = paper.row(world, "FK Nordost", "C09")
    reason = "Vi lämnar inget än.\r\nRing oss: 010-123 45 67 \N{EN DASH} måndag.\nمی\u200cخواهم"  # noqa: RUF001 - Persian
    no = {"take_on": False, "rows": {row: False}, "reason": reason}
    assert world.api("fia").post(f"/consents/{paper.id}/acceptances", no).status == 200
    contact = {"name": "Eva Ek", "contact": "070-123 45 67\neva@ek.example", "origin": "present"}
    assert world.api("amir").post("/cases", contact).status == 201


PASTED: Final = "\ufeff Kar\u00adin\u00a0\tA\u030as\u200b "


def test_what_comes_along_with_what_is_pasted_is_cleaned_away_before_it_is_kept(world: World) -> None:
    amir = world.api("amir")
    person = {"name": PASTED, "contact": f"{PASTED}\r\n070", "origin": "present"}
    case = amir.post("/cases", person).json["id"]
    assert amir.get(f"/cases/{case}").json["name"] == "Karin Ås"
    rows = [{"source": world.units["AF Rehabteam"], "category": "C04"}]
    made = amir.post(f"/cases/{world.dana.case}/consents", missing(world, name=PASTED) | {"rows": rows})
    assert amir.post(f"/consents/{made.json['id']}/presentation", {}).status == 200
    text = world.api("dana").get(f"/consents/{made.json['id']}").json["text"]
    assert "Karin Ås" in text
    assert PASTED not in text


def test_a_joiner_is_kept_where_letters_need_it_and_nowhere_else(world: World) -> None:
    amir = world.api("amir")
    for typed, kept in (("حسین\u200cزاده", "حسین\u200cزاده"), ("Ka\u200crin Ek", "Karin Ek")):  # noqa: RUF001 - Persian
        case = amir.post("/cases", {"name": typed, "origin": "present"}).json["id"]
        assert amir.get(f"/cases/{case}").json["name"] == kept


def test_uncleaned_it_would_be_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: it is cleaned, and what is left of it has to be legible."""
    monkeypatch.setattr(registering, "one_line", str)
    monkeypatch.setattr(registering, "is_legible", lambda *_, **__: True)
    amir = world.api("amir")
    case = amir.post("/cases", {"name": PASTED, "origin": "present"}).json["id"]
    assert amir.get(f"/cases/{case}").json["name"] == PASTED


def test_a_joiner_would_be_kept_anywhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: it is cleaned away, and would not be legible."""
    monkeypatch.setattr(legible, "_joins", lambda *_: True)
    monkeypatch.setattr(registering, "is_legible", lambda *_, **__: True)
    amir = world.api("amir")
    case = amir.post("/cases", {"name": "Ka\u200crin Ek", "origin": "present"}).json["id"]
    assert amir.get(f"/cases/{case}").json["name"] == "Ka\u200crin Ek"
