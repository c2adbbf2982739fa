"""What her unit does not give is said to who reads the case, and to nobody else."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from hub.access_log.tables import log_entry
from hub.cases.importing import NOT_YOURS
from hub.grants.tables import consent, consent_row
from hub.plans import allowing
from hub.plans.tables import item
from hub.signin import refused_ids
from policies import rules
from tests.cases.agreeing import agree
from tests.cases.reference import CARE, MOST, STUDIES, made
from tests.cast import Answer, World
from tests.rewriting import rewrite

GIVES = {"sofia": ("C03",), "rut": ("C06", "C07"), "amir": ("C03", "C04")}
NOBODY = "f" * 32
CSV = {"Content-Type": "text/csv"}
SAID = "Enligt medgivandet lämnar din enhet inte den här sortens uppgift."


def new_plan(world: World, name: str, **values: Any) -> str:
    return made(world.api(name).post(f"/cases/{world.dana.case}/plans", values))


def logged_refusal(world: World) -> tuple[str, str]:
    """Give the act that was refused, the only one, and the whole entry of it."""
    with world.store.read() as tx:
        row = tx.execute(select(log_entry.c.action, log_entry.c.body).where(log_entry.c.outcome == "refused")).one()
    return row.action, row.body.decode()


def refused(answer: Answer, code: str = "not_given") -> bool:
    return (answer.status, answer.json.get("code")) == (409, code)


def test_who_reads_the_case_is_told_why_and_what_to_do(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    path = new_plan(world, "sofia", goal="Läsa")
    told = world.api("sofia").post(f"/plans/{path}/activities", STUDIES)
    assert refused(told)
    assert told.json["detail"].startswith(SAID)
    assert "Prata med deltagaren och samordnaren om ett nytt medgivande." in told.json["detail"]
    action, body = logged_refusal(world)
    assert (action, "no_line" in body) == ("write", True)
    assert refused(world.api("rut").post(f"/cases/{world.dana.case}/plans", {"goal": "Vila"}))
    assert refused(world.api("fia").post(f"/cases/{world.dana.case}/plans", {"goal": "Pengar"})), "hers gives nothing"
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).select_from(item)).scalar_one() == 1


def test_what_she_has_taken_back_is_written_no_more(world: World) -> None:
    agreed = agree(world, world.dana, gives=GIVES)
    path = new_plan(world, "rut")
    most = made(world.api("rut").post(f"/plans/{path}/limits", MOST))
    rewrite(
        world, update(consent_row).where(consent_row.c.id == agreed.rows["rut", "C06"]).values(withdrawn_at=world.now)
    )
    assert refused(world.api("rut").post(f"/plans/{path}/limits", MOST))
    assert refused(world.api("rut").patch(f"/limits/{most}", {"version": 1, "hours": 5}))
    assert world.api("rut").post(f"/plans/{path}/limits", CARE).status == 201


def test_nobody_else_learns_anything(world: World) -> None:
    """Not who is not named, not of another unit's plan, not once it is taken back."""
    agreed = agree(world, world.dana, gives=GIVES)
    case, path = world.dana.case, new_plan(world, "sofia", goal="Läsa")
    for name, held in (("otto", path), ("cia", path), ("amir", path), ("rut", path)):
        api = world.api(name)
        assert (
            api.post(f"/plans/{held}/activities", STUDIES).data == api.post(f"/plans/{NOBODY}/activities", STUDIES).data
        )
    for name in ("otto", "cia"):
        api = world.api(name)
        assert (
            api.post(f"/cases/{case}/plans", {"goal": "x"}).data
            == api.post(f"/cases/{NOBODY}/plans", {"goal": "x"}).data
        )
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    for name, there in (("sofia", f"/plans/{path}/activities"), ("rut", f"/cases/{case}/plans")):
        told = world.api(name).post(there, STUDIES if "plans/" in there else {"goal": "x"})
        assert (told.status, told.data) == (404, world.api(name).get(f"/cases/{NOBODY}").data)


def test_by_page_what_she_typed_stays_and_it_is_said(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    path = f"/arenden/{world.dana.case}/insats/ny"
    form = {"type": "komvux", "title": "Svenska B", "firmness": "fixed", "status": "planned", "anyway": "yes"}
    told = world.page("rut").post(path, form)
    assert (told.status, SAID in told.text, "Svenska B" in told.text) == (409, True, True)


def test_by_page_whose_unit_gives_nothing_is_led_back_to_the_case(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    page, case = world.page("fia"), f"/arenden/{world.dana.case}"
    for told in (page.get(f"{case}/insats/ny"), page.post(f"{case}/insats/ny", {"title": "x"}, form_at="/arenden")):
        assert (told.status, SAID in told.text) == (409, True)
    assert f'href="{case}"' in page.get(f"{case}/plan/ny").text
    stranger = world.page("otto")
    assert stranger.get(f"{case}/insats/ny").data == stranger.get(f"/arenden/{NOBODY}/insats/ny").data


def test_who_wrote_while_it_was_taken_back_has_her_words_and_learns_nothing(world: World) -> None:
    agreed = agree(world, world.dana, gives=GIVES)
    page = world.page()
    assert page.post("/logga-in", world.credentials("rut")).status == 303, "what was given to her is known as hers"
    assert page.get(f"/arenden/{world.dana.case}/insats/ny").status == 200
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    form = {"type": "vila", "title": "Vila <efter> lunch", "code": "704913"}
    paths = [f"/arenden/{case}/insats/ny" for case in (world.dana.case, NOBODY)]
    hers, absent = (page.post(path, form, form_at="/arenden") for path in paths)
    assert (hers.status, "Vila &lt;efter&gt; lunch" in hers.text, "704913" in hers.text) == (404, True, False)
    assert hers.data == absent.data, "it is told from what she sent, whatever it was sent to"
    assert "kopiera" not in page.get(paths[0]).text
    forged = page.client.post(paths[0], data=form)
    assert (forged.status_code, "lunch" in forged.text) == (400, False), "nobody else puts words on our page"


def test_after_a_save_she_is_led_on_only_to_what_she_may_write(world: World) -> None:
    agree(world, world.dana, gives=GIVES)
    for name, kind, offered in (
        ("amir", "plan", {"insats"}),
        ("sofia", "plan", set()),
        ("rut", "grans", {"insats", "grans"}),
    ):
        page, case = world.page(name), f"/arenden/{world.dana.case}"
        form = {"goal": "Läsa", "status": "current"} if kind == "plan" else {"limit": "max_hours_week", "hours": "10"}
        saved = page.post(f"{case}/{kind}/ny", form).headers["Location"]
        assert {what for what in ("insats", "grans") if f'href="{case}/{what}/ny"' in page.get(saved).text} == offered


def imported(world: World, name: str, *kinds: str) -> Answer:
    rows = "\n".join(f"{world.dana.number};{kind}" for kind in kinds)
    return world.api(name).post("/imports/plans", data=f"ärende;typ\n{rows}\n".encode(), headers=CSV)


def test_a_row_of_a_sheet_is_told_it_too_and_nobody_else(world: World) -> None:
    agreed = agree(world, world.dana, gives=GIVES)
    told = imported(world, "sofia", "komvux", "sfi")
    said = {tuple(one) for one in told.json["errors"].values()}
    assert (told.status, {one[0][: len(SAID)] for one in said}) == (422, {SAID})
    assert len(told.json["errors"]) == 2
    assert logged_refusal(world)[0] == "import"
    for name in ("otto", "cia"):
        assert imported(world, name, "komvux").json["errors"] == {"rows.2.ärende": [NOT_YOURS]}
    rewrite(world, update(consent).where(consent.c.id == agreed.id).values(withdrawn_at=world.now))
    assert imported(world, "sofia", "komvux").json["errors"] == {"rows.2.ärende": [NOT_YOURS]}


def test_a_sheet_that_is_told_why_does_not_count_as_a_sweep(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(world, world.dana, gives=GIVES)
    monkeypatch.setattr(refused_ids, "ALLOWED_A_MINUTE", 0)
    assert imported(world, "sofia", "komvux").status == 422
    assert imported(world, "otto", "komvux").status == 429


def test_whose_function_writes_no_such_thing_is_told_that(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "write_allowed", lambda *_: False)
    agree(world, world.dana, gives=GIVES)
    assert refused(world.api("sofia").post(f"/cases/{world.dana.case}/plans", {"goal": "x"}), "not_of_your_function")
    (said,) = imported(world, "rut", "vårdtid").json["errors"]["rows.2.ärende"]
    assert said.startswith("Med din roll på enheten")


def test_without_the_words_it_is_the_404(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowing, "_WHY", {})
    agree(world, world.dana, gives=GIVES)
    told = world.api("fia").post(f"/cases/{world.dana.case}/plans", {"goal": "x"})
    assert (told.status, told.data) == (404, world.api("fia").get(f"/cases/{NOBODY}").data)
