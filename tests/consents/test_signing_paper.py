"""Ink on paper: printed with its code, scanned, entered, and signed only when a second person has compared it."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from struct import pack
from typing import Any, Final
from zlib import crc32

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import update

from hub.consents import comparing, decoding, inking, scanning
from hub.consents.inking import read_drawing
from hub.consents.papering import version_code
from hub.consents.scanning import read_scan
from hub.grants.tables import coach_assignment
from hub.grants.tables import paper as paper_row
from hub.grants.versions import load_version
from hub.store.days import day_of
from hub.store.errors import Invalid
from policies import rules
from tests.attacks.addresses import token
from tests.attacks.test_sweep import _take_out
from tests.cast import DAY, MINUTE, Answer, Browser, World, insecure_argon2, make_world, world
from tests.consents.story import Paper, answered, may_read, presented, proposal, sign, signature
from tests.sealed_rows import seal_all

__all__ = ["insecure_argon2", "make_world", "world"]

_SAID = {"persons", "rows", "exceptions", "covers_earlier", "collision_check"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 1100), **more: Any) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).line((50, 900, 400, 1000), fill="blue", width=5)
    written = BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def bomb() -> bytes:
    """A few bytes that say they are 30,000 by 30,000 pixels."""
    header = b"IHDR" + pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + header + pack(">I", crc32(header))


def with_empty_profile() -> bytes:
    """A picture whose colour profile is a chunk of nothing, for which the reader has an error of its own."""
    content, chunk = picture("PNG", size=(60, 40)), b"iCCP"
    at = content.rindex(b"IEND") - 4
    return content[:at] + pack(">I", 0) + chunk + pack(">I", crc32(chunk)) + content[at:]


def pdf(pages: int = 2) -> bytes:
    images = [Image.new("RGB", (600, 850), "white") for _ in range(pages)]
    written = BytesIO()
    images[0].save(written, "PDF", save_all=True, append_images=images[1:])
    return written.getvalue()


def code_of(world: World, paper: Paper) -> str:
    with world.store.read() as tx:
        found = load_version(tx, paper.id)
    assert found is not None
    return version_code(found, paper.digest)


def enter(world: World, browser: Browser, paper: Paper, scan: bytes | None = None, **instead: str) -> Answer:
    form: dict[str, Any] = {f"persons.{one['id']}": "yes" for one in paper.view["persons"]}
    form |= {f"rows.{one['id']}": "yes" for one in paper.view["rows"]}
    form |= {"collision_check": "yes", "covers_earlier": "no", "signed_name": "Dana Demosson", "place": "Demostad"}
    form["signed_on"] = str(day_of(world.now))
    form |= {"version_code": code_of(world, paper), "scan": (BytesIO(scan or picture()), "papper.jpg")}
    form |= {**instead, "csrf_token": token(world, browser)}
    return Answer(browser.client.post(f"/medgivanden/{paper.id}/papper", data=form))


def compare(world: World, browser: Browser, paper: Paper, **form: str) -> Answer:
    data = {"agrees": "yes", "entered": "1", **form, "csrf_token": token(world, browser)}
    return Answer(browser.client.post(f"/medgivanden/{paper.id}/jamfor", data=data))


def is_signed(world: World, paper: Paper) -> bool:
    with world.store.read() as tx:
        found = load_version(tx, paper.id)
    return found is not None and found.head.signed_at is not None


def test_from_print_to_a_signature_that_counts(world: World) -> None:
    paper = presented(world)
    amir, cia, dana = world.page("amir"), world.page("cia"), world.page("dana")
    printed = amir.get(f"/medgivanden/{paper.id}/papper/utskrift").text
    assert printed.count(code_of(world, paper)) == 2
    assert all(said in printed for said in ("☐", "Rutorna i texten lämnar du tomma.")), "it has the boxes twice"
    assert enter(world, amir, paper, place="x" * 300).status == 422
    wrong = enter(world, amir, paper, covers_earlier="", signed_name="", version_code="").text
    for name in ("covers_earlier", "signed_name", "version_code"):
        assert f'href="#{name}"' in wrong, "all at once"
    as_typed = f" {code_of(world, paper).lower().replace('-', ' ')}"
    assert [enter(world, amir, paper, version_code=code).status for code in (as_typed[:-1], as_typed)] == [422, 303]
    assert "väntar på att jämföras" in amir.get(f"/medgivanden/{paper.id}/papper").text
    assert not is_signed(world, paper), "nothing counts before it is compared"
    assert world.dana.number in cia.get("/papper").text
    page = cia.get(f"/medgivanden/{paper.id}/jamfor").text
    assert all(f"<strong>{said}</strong>" in page for said in ("<bdi>Demostad</bdi>", "Nej")), (
        "what is signed with it too"
    )
    assert "Dana Demosson" in page
    assert "Mina tider och aktiviteter, deltagaren själv" in page
    scan = cia.client.get(f"/medgivanden/{paper.id}/jamfor/papper")
    assert (scan.status_code, scan.mimetype) == (200, "image/jpeg")
    assert cia.post(f"/medgivanden/{paper.id}/jamfor", {"agrees": ""}).status == 422
    assert compare(world, cia, paper).status == 303
    assert is_signed(world, paper)
    copy = dana.get(f"/medgivanden/{paper.id}/kopia").text
    assert "penna på papper" in copy
    assert "Amir Amini, handledare" in copy
    assert "Cia Citron, handledare" in copy
    answered(world, paper, "fia")
    assert may_read(world, "fia", "participant", "C04")
    told = world.api("dana").get("/me/reads?limit=100").json["items"]
    assert {"paper", "compare"} <= {one["action"] for one in told}
    listed = [one["text"] for one in told if "väntar på att jämföras" in one["text"]]
    assert len(listed) == 1, "Cia's list of papers is an act of hers"
    assert listed[0].startswith("Cia Citron")


def test_she_who_has_signed_on_paper_is_not_asked_to_sign_once_more(world: World) -> None:
    """Her pages said that it waited for her answer, and that nobody reads until she has signed."""
    paper, dana = presented(world), world.page("dana")
    said, pages = "Du har skrivit under på papper", ("/min-sida", "/mina-medgivanden")
    assert enter(world, world.page("amir"), paper).status == 303
    shown = "".join(dana.get(one).text for one in pages)
    assert (shown.count(said), "väntar på ditt svar" in shown) == (2, False)
    assert compare(world, world.page("cia"), paper).status == 303
    assert [said in dana.get(one).text for one in pages] == [False, False]


def test_who_entered_it_never_compares_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = presented(world)
    amir = world.page("amir")
    enter(world, amir, paper)
    for name in ("amir", "fia", "sofia", "rut", "dagny", "bea", "dana"):
        browser = world.page(name)
        assert browser.get(f"/medgivanden/{paper.id}/jamfor").status == 404, name
        assert browser.get(f"/medgivanden/{paper.id}/jamfor/papper").status == 404, name
        assert compare(world, browser, paper).status == 404, name
    assert not is_signed(world, paper)
    # Guards off: the same person would count her own paper.
    _take_out(monkeypatch, rules, "second_compares", lambda *_: None)
    assert compare(world, world.page("amir"), paper).status == 404
    monkeypatch.setattr(comparing, "_may_compare", lambda *_: True)
    assert compare(world, world.page("amir"), paper).status == 303
    assert is_signed(world, paper)


def test_a_row_that_says_another_entered_it_makes_nobody_a_second_person(world: World) -> None:
    """Rewritten past the hub: who entered it stands sealed beside the answers too."""
    paper = presented(world)
    enter(world, world.page("amir"), paper)
    with world.store.write() as tx:
        tx.execute(update(paper_row).values(entered_by=world["cia"].officer))
    amir = world.page("amir")
    assert amir.get(f"/medgivanden/{paper.id}/jamfor").status == 404
    assert compare(world, amir, paper).status == 404
    assert not is_signed(world, paper)


@pytest.mark.parametrize("how", ["signed", "overtaken", "declined"])
def test_a_paper_that_can_count_no_more_does_not_wait(world: World, how: str) -> None:
    paper = presented(world)
    enter(world, world.page("amir"), paper)
    assert world.dana.number in world.page("cia").get("/papper").text
    if how == "declined":
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    else:
        assert sign(world, paper if how == "signed" else presented(world)).status == 200
    assert world.dana.number not in world.page("cia").get("/papper").text
    shown = world.page("amir").get(f"/medgivanden/{paper.id}/papper").text
    assert "väntar på att jämföras" not in shown
    assert "skickade tillbaka" not in shown


def test_comparing_asks_for_a_fresh_proof(world: World) -> None:
    paper = presented(world)
    enter(world, world.page("amir"), paper)
    cia = world.page("cia")
    world.clock.move(6 * MINUTE)
    cia.get("/papper")
    stale = compare(world, cia, paper)
    assert stale.status == 422
    assert "step_up" in stale.text
    assert 'value="yes" checked' in stale.text, "what was chosen is still there"
    assert not is_signed(world, paper)
    assert compare(world, cia, paper, step_up=world.code("cia")).status == 303
    assert is_signed(world, paper)


def test_what_does_not_agree_goes_back(world: World) -> None:
    paper = presented(world)
    amir, cia = world.page("amir"), world.page("cia")
    enter(world, amir, paper)
    assert compare(world, cia, paper, agrees="no").status == 303
    assert not is_signed(world, paper)
    again = amir.get(f"/medgivanden/{paper.id}/papper").text
    assert "skickade tillbaka" in again
    assert 'name="exceptions"' in again, "what it says is entered anew, for whom a row is not meant too"
    assert cia.get(f"/medgivanden/{paper.id}/jamfor").status == 404
    assert enter(world, amir, paper, scan=pdf()).status == 303
    assert compare(world, cia, paper, entered="2").status == 303
    assert compare(world, cia, paper, entered="2").status == 404, "it is compared once"


def test_a_paper_is_of_one_text_and_one_signature(world: World) -> None:
    paper = presented(world)
    amir, cia = world.page("amir"), world.page("cia")
    wrong = enter(world, amir, paper, version_code="SK-X v1 afton-ambra-anemon")
    assert wrong.status == 422
    assert "hör inte till den här texten" in wrong.text
    assert enter(world, amir, paper, signed_name="").status == 422
    missing = enter(world, amir, paper, collision_check="")
    assert missing.status == 422
    assert 'value="Demostad"' in missing.text
    enter(world, amir, paper)
    assert sign(world, paper).status == 200
    assert compare(world, cia, paper).status == 409, "she has signed by herself meanwhile"
    assert enter(world, amir, paper).status == 409


def test_a_paper_entered_before_she_took_back_opens_nothing_again(world: World) -> None:
    before = presented(world)
    assert sign(world, before).status == 200
    paper = presented(world)
    amir, cia = world.page("amir"), world.page("cia")
    assert enter(world, amir, paper).status == 303
    assert world.api("dana").post(f"/consents/{before.id}/withdrawals", {"whole": True}).status == 201
    refused = compare(world, cia, paper)
    assert refused.status == 409
    assert "tagit tillbaka något sedan papperet fördes in" in refused.text
    assert not is_signed(world, paper)
    assert compare(world, cia, paper, agrees="no").status == 303, "it can go back"
    world.clock.move(MINUTE)
    again = enter(world, amir, presented_again(world, paper))
    assert again.status == 303, "she may say yes anew"
    assert compare(world, cia, paper, entered="2").status == 303
    assert is_signed(world, paper)


def presented_again(world: World, paper: Paper) -> Paper:
    shown = world.api("amir").post(f"/consents/{paper.id}/presentation", {}).json
    return Paper(paper.id, paper.view, shown["digest"], shown["nonce"])


def test_a_paper_that_she_signed_before_she_took_back_is_entered_after_it_in_vain(world: World) -> None:
    """Ink on Monday, a call on Tuesday that takes all back, and on Wednesday the coach comes to his scanner."""
    before = presented(world)
    assert sign(world, before).status == 200
    paper = presented(world)
    amir = world.page("amir")
    printed = code_of(world, paper)
    world.clock.move(DAY)
    assert world.api("dana").post(f"/consents/{before.id}/withdrawals", {"whole": True}).status == 201
    world.clock.move(DAY)
    amir = world.page("amir")
    refused = enter(world, amir, paper)
    assert refused.status == 409
    assert "tagit tillbaka något sedan texten visades" in refused.text
    again = presented_again(world, paper)
    old = enter(world, amir, again, version_code=printed)
    assert old.status == 422, "shown again, it is another paper"
    assert "hör inte till den här texten" in old.text
    assert enter(world, amir, again).status == 303
    assert not is_signed(world, paper)


def test_only_the_drafting_coach_enters(world: World) -> None:
    paper = presented(world)
    for name in ("cia", "fia", "dana"):
        assert enter(world, world.page(name), paper).status == 404, name
        assert world.page(name).get(f"/medgivanden/{paper.id}/papper").status == 404, name


def test_scans_are_decoded_and_written_anew() -> None:
    exif = Image.Exif()
    exif[0x010E] = "hemlig beskrivning"
    marked = picture(exif=exif)
    assert b"hemlig" in marked
    (page,) = read_scan(marked)
    assert b"hemlig" not in page
    assert page.startswith(b"\xff\xd8\xff")
    (from_png,) = read_scan(picture("PNG"))
    assert from_png.startswith(b"\xff\xd8\xff")
    assert len(read_scan(pdf(3))) == 3
    with pypdfium2.PdfDocument(pdf(1)) as found:
        assert len(found) == 1


# Made when asked for: each worker of a run collects this file, and 9,000 by 9,000 pixels take it seconds.
NO_PAPER: Final[dict[str, Callable[[], bytes]]] = {
    "empty": lambda: b"",
    "gif": lambda: b"GIF89a" + b"x" * 100,
    "pdf": lambda: b"%PDF-1.7 not one",
    "jpeg": lambda: b"\xff\xd8\xff broken",
    "png": lambda: b"\x89PNG\r\n\x1a\n broken",
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "gif by name": lambda: picture("GIF"),
    "bomb": lambda: picture("PNG", size=(9000, 9000)),
    "greater bomb": bomb,
    "profile": with_empty_profile,
    "strip": lambda: picture("PNG", size=(9000, 1)),
    "eleven": lambda: pdf(11),
    "large": lambda: b"%PDF-" + b"x" * (10 * 1024 * 1024),
}


@pytest.mark.parametrize("make", NO_PAPER.values(), ids=NO_PAPER)
def test_what_is_no_paper_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(Invalid) as refused:
        read_scan(make())
    assert "scan" in refused.value.errors


@pytest.mark.parametrize("content", [bomb(), with_empty_profile()], ids=["bomb", "profile"])
def test_a_drawing_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_drawing(b64encode(content).decode())


def test_the_reader_alone_breaks_at_them() -> None:
    with pytest.raises(IndexError):
        decoding._decoded(with_empty_profile(), "PNG")
    with pytest.raises(IndexError):
        inking._decoded(with_empty_profile())
    strip = decoding._decoded(picture("PNG", size=(9000, 1)), "PNG")
    with pytest.raises(ValueError, match="empty image"):
        scanning._jpeg(strip)


def test_a_paper_that_was_exchanged_meanwhile_does_not_count(world: World) -> None:
    """Cia opens a paper; Amir enters another before she presses the button, which she has never seen."""
    paper = presented(world)
    amir, cia = world.page("amir"), world.page("cia")
    enter(world, amir, paper)
    page = cia.get(f"/medgivanden/{paper.id}/jamfor").text
    assert 'name="entered" value="1"' in page
    enter(world, amir, paper, signed_name="Någon Annan")
    assert compare(world, cia, paper).status == 409
    assert compare(world, cia, paper, entered="").status == 409
    assert not is_signed(world, paper)
    assert compare(world, cia, paper, entered="2").status == 303


def _drafted_by(world: World, coach: str) -> Paper:
    api = world.api(coach)
    view = api.post(f"/cases/{world.dana.case}/consents", proposal(world)).json
    shown = api.post(f"/consents/{view['id']}/presentation", {}).json
    return Paper(view["id"], view, shown["digest"], shown["nonce"])


def test_nobody_counts_her_own_paper_behind_another(world: World) -> None:
    """Amir's paper waits, the case is handed over, Cia enters one of her own draft: his is not his to compare."""
    paper = presented(world)
    amir, cia = world.page("amir"), world.page("cia")
    enter(world, amir, paper)
    with world.store.write() as tx:
        mine = update(coach_assignment).where(coach_assignment.c.case_id == world.dana.case)
        tx.execute(mine.values(officer_id=world["cia"].officer))
        seal_all(tx, world.ground)
    later = _drafted_by(world, "cia")
    assert enter(world, cia, later).status == 303
    assert amir.get(f"/medgivanden/{paper.id}/jamfor").status == 404
    assert compare(world, amir, paper).status == 404
    assert not is_signed(world, paper)
    assert compare(world, amir, later).status == 303, "hers is his to compare"


def test_by_json_as_by_page(world: World) -> None:
    paper = presented(world)
    body = {name: value for name, value in signature(world, paper).items() if name in _SAID}
    body |= {"signed_name": "Dana Demosson", "version_code": code_of(world, paper)}
    body["signed_on"] = str(day_of(world.now))
    amir, cia = world.api("amir"), world.api("cia")
    assert amir.post(f"/consents/{paper.id}/paper", {**body, "scan": "?"}).status == 422
    assert amir.post(f"/consents/{paper.id}/paper", {**body, "scan": b64encode(picture()).decode()}).status == 201
    assert [one["number"] for one in cia.get("/papers").json["items"]] == [world.dana.number]
    assert amir.get(f"/consents/{paper.id}/comparison").status == 404
    found = cia.get(f"/consents/{paper.id}/comparison").json
    assert (found["meeting"]["place"], found["meeting"]["read_aloud"]) == ("", False), "as the page shows it"
    assert found["name"] == "Dana Demosson"
    assert len(found["pages"]) == 1
    world.clock.move(6 * MINUTE)
    verdict = {"agrees": True, "entered": found["entered"]}
    stale = cia.post(f"/consents/{paper.id}/comparison", verdict)
    assert (stale.status, stale.json["code"]) == (403, "step_up_required")
    assert cia.post("/sessions/current/step-up", {"code": world.code("cia")}).status == 204
    assert cia.post(f"/consents/{paper.id}/comparison", verdict).status == 200
    assert is_signed(world, paper)
