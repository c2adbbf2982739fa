"""The signing one question at a time: nothing ticked beforehand, nothing lost, and what is said is what is signed."""

import re
from base64 import b64encode
from dataclasses import replace
from io import BytesIO

import orjson
import pytest
from PIL import Image, ImageDraw

from hub.consents.asking import questions
from hub.consents.copying import copy_of
from hub.consents.sitting import sit_down
from hub.grants.naming import UnitName
from hub.grants.versions import Version, load_version
from tests.cast import DAY, HOUR, SECOND, Answer, Browser, World, insecure_argon2, make_world, world
from tests.consents import story
from tests.consents.story import Paper, may_read, presented

__all__ = ["insecure_argon2", "make_world", "world"]


def version_of(world: World, paper: Paper) -> Version:
    with world.store.read() as tx:
        found = load_version(tx, paper.id)
    assert found is not None
    return found


def answer_all(world: World, browser: Browser, paper: Paper, **instead: str) -> Answer:
    """Answer every question with yes, but for those whose key is in `instead`; give the last answer."""
    path = f"/medgivanden/{paper.id}/skriv-under"
    last = browser.get(path)
    for number, one in enumerate(questions(version_of(world, paper)), 1):
        said = instead.get(one.key.partition("-")[0], "yes")
        last = browser.post(f"{path}/{number}", {"answer": said, "help": "sv-simple"})
        assert last.status == 303, last.text
    return last


def closing(world: World, browser: Browser, paper: Paper, **instead: str) -> Answer:
    path = f"/medgivanden/{paper.id}/skriv-under/klart"
    page = browser.get(path).text
    hidden = dict(re.findall(r'name="(digest|nonce|kept)" value="([0-9a-f]+)"', page))
    form = {"capacity": "self", "typed_name": "Dana Demosson", "code": world.dana.code, "place": "Demostad"}
    return browser.post(path, {**hidden, **form, **instead})


def drawing(*, size: tuple[int, int] = (600, 200), ink: bool = True, kind: str = "PNG") -> str:
    image = Image.new("RGB", size, "white")
    if ink:
        ImageDraw.Draw(image).line((20, 150, 200, 30, 400, 160), fill="black", width=4)
    written = BytesIO()
    image.save(written, kind)
    return "data:image/png;base64," + b64encode(written.getvalue()).decode()


def signed(world: World, paper: Paper) -> dict[str, object]:
    found: dict[str, object] = dict(copy_of(world.ground, world.who("dana"), consent_id=paper.id).signed)
    return found


def test_nothing_is_ticked_and_each_answer_is_as_large(world: World) -> None:
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    asked = questions(version_of(world, paper))
    assert len(asked) <= 12
    for step in ("", *(f"/{number}" for number in range(1, len(asked) + 1)), "/allt"):
        page = dana.get(path + step)
        assert page.status == 200, step
        assert "checked" not in page.text, step
    first = dana.get(f"{path}/1").text
    buttons = re.findall(r'<button class="([^"]+)"[^>]*name="answer" value="(yes|no|think)"', first)
    assert [value for _, value in buttons] == ["yes", "no", "think"]
    assert len({classes for classes, _ in buttons}) == 1, "all three look the same"
    assert "Om du säger nej:" in first
    assert "Fråga 1 av" in first
    assert re.search(r"<p>Det här kan \w+ \w+ få läsa:</p>\s*<ul><li>", first), "what a yes gives"


def test_what_is_answered_is_what_is_signed(world: World) -> None:
    paper = presented(world)
    dana = world.page("dana")
    last = answer_all(world, dana, paper)
    assert last.headers["Location"].endswith("/klart")
    page = dana.get(last.headers["Location"]).text
    assert "Fia Falk på Försäkringskassan får läsa" in page, "the sentence that is signed"
    assert "<bdi>Fia Falk</bdi></strong> på Försäkringskassan" in page, "and a short one"
    helped = {"interpreter": "Tolk 17", "agency": "Tolkhuset", "interpreting": "phone"}
    done = closing(world, dana, paper, drawing=drawing(), **helped)
    assert done.status == 303, done.text
    copy = dana.get(done.headers["Location"]).text
    for part in ("Dana Demosson", "Tolk 17", "Demostad", "ritat namn och egen kod", "Kontrollsumma"):
        assert part in copy, part
    found = signed(world, paper)
    assert found["method"] == "code+drawn"
    assert found["meeting"]["interpreting"] == "phone"  # type: ignore[index]
    assert [one["language"] for one in found["reading_helps"]] == ["sv-simple"]  # type: ignore[attr-defined]
    assert all(found["persons"].values())  # type: ignore[attr-defined]
    ink = dana.client.get(f"/medgivanden/{paper.id}/namnteckning")
    assert (ink.status_code, ink.mimetype) == (200, "image/png")
    assert ink.data.startswith(b"\x89PNG")
    story.answered(world, paper, "fia")
    assert may_read(world, "fia", "participant", "C04")


@pytest.mark.parametrize("at_once", [False, True])
def test_who_forgot_her_code_is_told_to_wait_and_loses_nothing(world: World, *, at_once: bool) -> None:
    """The sixth wrong code led to a page of its own: her name, her drawing and the meeting were gone."""
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    answer_all(world, dana, paper)
    form = {"place": "Demostad", "code": "111222"}
    if at_once:
        hidden = dict(re.findall(r'name="(digest|nonce)" value="([0-9a-f]+)"', dana.get(f"{path}/allt").text))
        asked = set(re.findall(r'type="radio" name="([^"]+)" value="yes"', dana.get(f"{path}/allt").text))
        form |= {**hidden, **dict.fromkeys(asked, "yes"), "interpreter": "Tolk 17"}

    def tried() -> Answer:
        return dana.post(path, form) if at_once else closing(world, dana, paper, drawing=drawing(), **form)

    for _ in range(5):
        assert "Vänta" not in tried().text
    told = tried()
    assert told.status == 422
    assert "För många försök. Vänta 1 sekund och försök igen." in told.text
    kept = 'value="Tolk 17"' if at_once else 'value="data:image/png;base64,'
    assert kept in told.text
    world.clock.move(2 * SECOND)
    assert closing(world, dana, paper).status == 303


def test_who_wants_to_think_on_the_page_of_all_questions_keeps_what_she_ticked(world: World) -> None:
    """There it was a plain link away: all that she had ticked was gone."""
    paper = presented(world)
    dana, here = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under/allt"
    fia, gives = paper.person(world, "fia"), paper.row(world, "AME", "C04")

    def chosen() -> set[tuple[str, str]]:
        page = dana.get(here).text
        ticked = re.findall(r'name="([^"]+)" value="([^"]+)"[^>]* checked', page)
        return {(name, value) for name, value in ticked}

    assert chosen() == set()
    told = [(f"persons.{fia}", "yes"), (f"rows.{gives}", "no"), ("collision_check", "no")]
    assert dana.post(here, {**dict(told), "answer": "think"}).status == 303
    assert chosen() == set(told)
    assert [one["state"] for one in world.api("dana").get("/me/consents").json["items"]] == ["presented"]
    again = {**dict(told), f"persons.{fia}": "no", "exceptions": f"{gives}:{fia}", "rows.nothing": "yes"}
    assert dana.post(here, {**again, "answer": "think"}).status == 303
    assert chosen() == {*told[1:], (f"persons.{fia}", "no"), ("exceptions", f"{gives}:{fia}")}
    asked = questions(version_of(world, paper))
    assert f"Du har svarat på 2 av {len(asked)}." in dana.get(here.removesuffix("/allt")).text


def test_answers_that_were_changed_on_another_screen_are_read_before_they_are_signed(world: World) -> None:
    """The page says no to everybody; meanwhile somebody with her session elsewhere says yes to all."""
    paper = presented(world)
    dana, elsewhere = world.page("dana"), world.page("dana")
    path = f"/medgivanden/{paper.id}/skriv-under/klart"
    answer_all(world, dana, paper, person="no")
    shown = dict(re.findall(r'name="(digest|nonce|kept)" value="([0-9a-f]+)"', dana.get(path).text))
    answer_all(world, elsewhere, paper)
    for kept in (shown["kept"], ""):
        refused = closing(world, dana, paper, kept=kept)
        assert refused.status == 422
        assert "Dina svar har ändrats" in refused.text
        assert "Fia Falk på Försäkringskassan får läsa" in refused.text, "what she would sign now"
    assert version_of(world, paper).head.signed_at is None
    assert closing(world, dana, paper).status == 303, "once she has seen them"
    assert all(signed(world, paper)["persons"].values())  # type: ignore[attr-defined]


def test_it_can_be_left_and_gone_on_with_and_a_no_is_kept(world: World) -> None:
    paper = presented(world)
    path = f"/medgivanden/{paper.id}/skriv-under"
    dana = world.page("dana")
    assert dana.post(f"{path}/1", {"answer": "no"}).headers["Location"] == f"{path}/2"
    assert dana.post(f"{path}/2", {"answer": "think"}).headers["Location"] == "/mina-medgivanden"
    assert "Du ville tänka" in dana.get("/mina-medgivanden").text
    with world.store.read() as tx:
        assert load_version(tx, paper.id).head.thinking_at is not None  # type: ignore[union-attr]
    world.clock.move(3 * HOUR)  # her session has ended meanwhile
    dana = world.page("dana")
    assert "Du har svarat på 1 av" in dana.get(path).text
    assert "Du har svarat nej" in dana.get(f"{path}/1").text
    answer_all(world, dana, paper, group="no", check="no", earlier="no")
    assert version_of(world, paper).head.thinking_at is None
    assert closing(world, dana, paper).status == 303
    assert signed(world, paper)["lines"] == []
    assert signed(world, paper)["method"] == "code+typed"


def test_a_group_opens_to_single_rows_and_single_persons(world: World) -> None:
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    asked = questions(version_of(world, paper))
    place, group = next((place, one) for place, one in enumerate(asked, 1) if len(one.ids) > 1)
    hers = paper.row(world, "participant", "C04")
    fia = paper.person(world, "fia")
    rows = {f"rows.{row}": "yes" if row == hers else "no" for row in group.ids}
    short = dana.post(f"{path}/{place}", {"answer": "each", **dict(list(rows.items())[:1])})
    assert short.status == 422
    assert "Svara ja eller nej." in short.text
    strange = dana.post(f"{path}/{place}", {"answer": "yes", "exceptions": f"{hers}:{'0' * 32}"})
    assert strange.status == 422
    answer_all(world, dana, paper)
    said = {**rows, "answer": "each", "exceptions": f"{hers}:{fia}"}
    assert dana.post(f"{path}/{place}", said).headers["Location"].endswith("/klart")
    assert "Du har svarat en sak i taget" in dana.get(f"{path}/{place}").text
    assert closing(world, dana, paper).status == 303
    found = signed(world, paper)
    lines = {(one["source"], one["category"], one["officer"]) for one in found["lines"]}  # type: ignore[attr-defined]
    assert ("participant", "C04", world["arvid"].officer) in lines
    assert ("participant", "C04", world["fia"].officer) not in lines
    assert not any(source == world["amir"].unit and category == "C04" for source, category, _ in lines)


def test_who_said_yes_to_all_changes_one_alone_and_a_no_to_all_is_not_ticked_again(world: World) -> None:
    """She met every row of the group blank, and had to answer all of them anew to say no to one."""
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    asked = questions(version_of(world, paper))
    place, group = next((place, one) for place, one in enumerate(asked, 1) if len(one.ids) > 1)

    def ticked() -> set[tuple[str, str]]:
        return set(re.findall(r'name="rows\.(\w+)" value="(yes|no)" checked', dana.get(f"{path}/{place}").text))

    assert dana.post(f"{path}/{place}", {"answer": "yes"}).status == 303
    assert ticked() == {(row, "yes") for row in group.ids}
    rows = {f"rows.{row}": "no" if row == group.ids[0] else "yes" for row in group.ids}
    assert dana.post(f"{path}/{place}", {**rows, "answer": "each"}).status == 303
    assert (group.ids[0], "no") in ticked()
    assert dana.post(f"{path}/{place}", {"answer": "no"}).status == 303
    assert not ticked(), "a yes after it would else say no to every row that stands ticked so"


def test_no_signature_without_all_of_it(world: World) -> None:
    paper = presented(world)
    dana = world.page("dana")
    path = f"/medgivanden/{paper.id}/skriv-under"
    assert "Några frågor är kvar" in dana.get(f"{path}/klart").text
    assert dana.post(f"{path}/klart", {"code": world.dana.code}).status == 422
    answer_all(world, dana, paper)
    place = dana.get(f"{path}/klart").text.partition('for="place"')[2].partition("<input")[0]
    assert "Kan lämnas tomt." in place, "she may sit at home, alone"
    for instead, say in (
        ({"capacity": ""}, "Svara om du skriver under för dig själv."),
        ({"capacity": "representative"}, "god man, förvaltare eller ombud kan inte skriva under i Ingången än"),
        ({"typed_name": ""}, "Skriv ditt namn."),  # where no script runs there is nowhere to draw
        ({"typed_name": "", "drawing": drawing(ink=False)}, "Rita ditt namn, eller skriv det."),
        ({"drawing": "data:image/png;base64,AAAA"}, "Namnteckningen gick inte att läsa."),
        ({"drawing": drawing(kind="GIF")}, "Namnteckningen gick inte att läsa."),
        ({"drawing": drawing(size=(4000, 4000))}, "Namnteckningen gick inte att läsa."),
        ({"drawing": "x" * 400_000}, "Namnteckningen gick inte att läsa."),
        ({"code": "111111"}, "Har du glömt den kan din handledare hjälpa dig."),
        ({"place": "x" * 300}, "Skriv högst 200 tecken."),
    ):
        answer = closing(world, dana, paper, **instead)
        assert answer.status == 422, instead
        assert say in answer.text, instead
        assert instead.get("place") or 'value="Demostad"' in answer.text, "what was typed is still there"
    assert version_of(world, paper).head.signed_at is None


def test_a_no_to_the_only_one_who_could_answer_there_says_what_it_closes(world: World) -> None:
    """She read that the others may read her times from a unit where, by her own no, nobody could let them."""
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    answer_all(world, dana, paper)
    said = "Du har sagt nej till dem som kan lämna ut något från <bdi>%s</bdi>. Då lämnas inget ut därifrån."
    assert said.partition("<")[0] not in dana.get(f"{path}/klart").text
    keys = [one.key for one in questions(version_of(world, paper))]
    for name in ("arvid", "amir"):
        number = keys.index(f"person-{paper.person(world, name)}") + 1
        assert dana.post(f"{path}/{number}", {"answer": "no"}).status == 303
    shown = dana.get(f"{path}/klart").text
    assert said % "Arbetsförmedlingen, AF Rehabteam" in shown
    assert shown.count(said.partition("<")[0]) == 1, "what her coach's unit gives is answered by the witnessing"
    assert closing(world, dana, paper).status == 303
    assert "Ingen där kan svara nu" in dana.get(f"/medgivanden/{paper.id}").text, "and so it is"
    again = presented(world)
    answer_all(world, dana, again, person="no")
    assert said.partition("<")[0] not in dana.get(f"/medgivanden/{again.id}/skriv-under/klart").text


def test_what_she_closes_stands_in_the_order_of_the_alphabet(world: World) -> None:
    paper, dana = presented(world), world.page("dana")
    answer_all(world, dana, paper, person="no")
    sitting = sit_down(world.ground, world.who("dana"), consent_id=paper.id)
    called = dict(zip(("FK Nordost", "AF Rehabteam", "Vuxenpsykiatrin"), ("Ö", "Ä", "Å"), strict=True))
    units = {world.units[unit]: UnitName(name, "Region") for unit, name in called.items()}
    renamed = replace(sitting, names=replace(sitting.names, units=units))
    assert renamed.closed() == ("Region, Å", "Region, Ä", "Region, Ö")


def test_another_text_is_another_sitting(world: World) -> None:
    paper = presented(world)
    dana = world.page("dana")
    answer_all(world, dana, paper)
    world.clock.move(DAY)
    dana = world.page("dana")
    assert world.api("amir").post(f"/consents/{paper.id}/presentation", {}).status == 200
    stale = closing(world, dana, paper, nonce=paper.nonce)
    assert stale.status == 409
    assert closing(world, dana, paper).status == 303, "the same text was presented again: the answers stand"


def test_a_wrong_step_and_a_closed_text(world: World) -> None:
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    for step in ("0", "99", "1e1", "٣", "9999999"):
        assert dana.get(f"{path}/{step}").status == 404, step
        assert dana.post(f"{path}/{step}", {"answer": "yes"}, form_at=path).status == 404, step
    assert dana.post(f"{path}/1", {"answer": "maybe"}).status == 422
    assert story.sign(world, paper).status == 200
    for closed in (path, f"{path}/allt"):
        assert "går inte att svara på nu" in dana.get(closed).text, "nobody fills it in for nothing"
    assert dana.post(f"{path}/1", {"answer": "yes"}, form_at="/mina-medgivanden").status in {409, 422}


def test_reading_helps_are_shown_and_kept_with_the_signature(world: World) -> None:
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}"
    said = {"sv": "frivilligt", "sv-simple": "Det kallas sekretess.", "en": "You decide", "ar": "أنت"}
    for language, words in said.items():
        page = dana.get(f"{path}/las/{language}")
        assert page.status == 200
        assert words in page.text, language
        assert "{" not in page.text
        assert "Fia Falk" in page.text
    assert dana.get(f"{path}/las/xx").status == 404


def test_production_refuses_what_nobody_has_reviewed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = presented(world)
    monkeypatch.setattr(type(world.ground.settings), "production", property(lambda _: True))
    dana = world.page("dana")
    for language in ("sv-simple", "en", "ar"):
        assert dana.get(f"/medgivanden/{paper.id}/las/{language}").status == 404
    body = {**story.signature(world, paper), "reading_helps": ["ar"]}
    assert world.api("dana").post(f"/consents/{paper.id}/signature", body).status == 422


def test_nobody_else_sees_her_answers(world: World) -> None:
    paper = presented(world)
    dana = world.page("dana")
    dana.post(f"/medgivanden/{paper.id}/skriv-under/1", {"answer": "no"})
    world.participants["other"] = world.add_participant("Erik Annan")
    for name in ("other", "amir", "fia"):
        for step in ("", "/1", "/klart"):
            assert world.page(name).get(f"/medgivanden/{paper.id}/skriv-under{step}").status == 404, (name, step)
    kept = world.api("amir").get(f"/consents/{paper.id}")
    assert b"answers" not in orjson.dumps(kept.json)
