"""The same by pages: nothing typed is lost, and a code is asked for where the step-up is old."""

import re

from werkzeug.routing import Rule

from hub.signin.factor_pages import _FOR_WORDS
from hub.staffing.pages import _FOR
from tests.cast import MINUTE, Browser, World
from tests.consents.story import in_force
from tests.databases import ONE_DATABASE
from tests.staffing.conftest import NEW, use_link

LINK = re.compile(r"<code>(http[^<]+/bjud-in/[^<]+)</code>")


def test_invite_confirm_and_end_by_pages(world: World, fk_manager: str) -> None:
    page = world.page(fk_manager)
    assert page.get("/").headers["Location"] == "/handlaggare"
    assert "Fia Falk" in page.get("/handlaggare").text
    wrong = page.post("/handlaggare/bjud-in", {**NEW, "email": "x"})
    assert wrong.status == 422
    assert NEW["name"] in wrong.text
    made = page.post("/handlaggare/bjud-in", NEW)
    found = LINK.search(made.text)
    assert found is not None
    assert "inte har använt sin länk" in page.get("/handlaggare").text
    enrolled = use_link(world, found.group(1))
    waiting = page.get("/handlaggare").text
    assert enrolled.check is not None
    assert enrolled.check in waiting
    assert "Bekräfta tidigast på första arbetsdagen" in waiting, "by then she has forgotten the page with the link"
    nils = waiting.partition("/bekrafta")[0].rpartition("/")[2]
    assert page.post(f"/handlaggare/{nils}/bekrafta", form_at="/handlaggare").status == 303
    his = page.get(f"/handlaggare/{nils}").text
    assert "<summary>Nils Ny har slutat</summary>" in his, "what cannot be undone takes two presses"
    assert his.index("Spara frånvaron") < his.index("Avsluta åtkomsten för Nils Ny nu"), "and stands last"
    ended = page.post(f"/handlaggare/{nils}/avsluta", form_at=f"/handlaggare/{nils}")
    assert "Åtkomsten är avslutad" in ended.text
    assert 'data-answer="/handlaggare"' in ended.text, "who goes back comes to no page of who is gone"
    assert page.get(f"/handlaggare/{nils}").status == 404


def test_an_old_step_up_is_asked_within_the_form(world: World, fk_manager: str) -> None:
    page = world.page(fk_manager)
    world.clock.move(6 * MINUTE)
    asked = page.post("/handlaggare/bjud-in", NEW)
    assert asked.status == 422
    assert NEW["title"] in asked.text
    made = page.post("/handlaggare/bjud-in", {**NEW, "step_up": world.code(fk_manager)})
    assert LINK.search(made.text)
    world.clock.move(6 * MINUTE)
    fia = world["fia"].officer
    assert page.post(f"/handlaggare/{fia}/avsluta", form_at=f"/handlaggare/{fia}").status == 422
    late = page.post(f"/handlaggare/{fia}/ny-lank", {"person": fia}, form_at=f"/handlaggare/{fia}")
    assert late.headers["Location"] == f"/bekrafta?next=/handlaggare/{fia}&gor=lank"
    code = {"step_up": world.code(fk_manager)}
    ended = page.post(f"/handlaggare/{fia}/avsluta", code, form_at=f"/handlaggare/{fia}")
    assert "Åtkomsten är avslutad" in ended.text


def test_absence_by_pages(world: World, fk_manager: str) -> None:
    page, fia = world.page(fk_manager), world["fia"].officer
    at = f"/handlaggare/{fia}"
    assert page.post(f"{at}/franvaro", {"first_day": "x"}, form_at=at).status == 422
    days = {"first_day": "2026-03-16", "last_day": "2026-03-20"}
    assert page.post(f"{at}/franvaro", days, form_at=at).status == 303
    assert "Avsluta frånvaron nu" in page.get(at).text
    assert page.post(f"{at}/franvaro/avsluta", form_at=at).status == 303
    assert "Spara frånvaron" in page.get(at).text


def test_what_was_typed_waits_behind_the_code(world: World, fk_manager: str) -> None:
    """She is led to confirm who she is, and finds on her page the days that she had filled in."""
    page, fia = world.page(fk_manager), world["fia"].officer
    at, days = f"/handlaggare/{fia}", {"first_day": "2026-03-16", "last_day": "2026-03-20"}
    world.clock.move(6 * MINUTE)
    late = page.post(f"{at}/franvaro", {**days, "person": fia}, form_at=at)
    assert late.status == 303
    proved = page.post(late.headers["Location"], {"step_up": world.code(fk_manager)})
    back = page.get(proved.headers["Location"]).text
    assert 'value="2026-03-16"' in back
    assert 'value="2026-03-20"' in back
    assert "Inte sparat än." in back
    assert "Avsluta frånvaron nu" not in back, "nothing is saved before she presses"


def test_who_is_to_take_a_case_over_is_still_chosen_after_the_code(world: World) -> None:
    bea, amir, cia = world.page("bea"), world["amir"].officer, world["cia"].officer
    at, given = f"/handlaggare/{amir}", {"number": world.dana.number, "officer": cia, "person": amir}
    world.clock.move(6 * MINUTE)
    proved = bea.post(bea.post("/handlaggare/arenden", given, form_at=at).headers["Location"], _code(world))
    back = bea.get(proved.headers["Location"]).text
    assert f'<option value="{cia}" selected>' in back
    assert f'<option value="{world.dana.number}" selected>' in back
    unfit = bea.post("/handlaggare/arenden", {**given, "officer": ""}, form_at=at)
    assert unfit.status == 422
    assert 'href="#officer"' in unfit.text, "said where it was chosen"
    empty = bea.post("/handlaggare/arenden", {"person": amir}, form_at=at)
    assert empty.status == 422, "who has not chosen is not told that there is nothing"
    assert 'href="#number"' in empty.text
    assert 'href="#officer"' in empty.text
    done = bea.post("/handlaggare/arenden", given, form_at=at)
    assert (done.status, done.headers["Location"]) == (303, at)
    assert f'<span class="whole">{world.dana.number}</span>' in bea.get(f"/handlaggare/{cia}").text


def _code(world: World) -> dict[str, str]:
    return {"step_up": world.code("bea")}


def test_the_administrator_by_pages(world: World) -> None:
    page = world.page("ada")
    assert page.get("/").headers["Location"] == "/enheter"
    assert "saknas" in page.get("/enheter").text
    form = {"unit_name": "IFO Unga", "new_organisation": "Exempelby kommun", "kind": ""}
    wrong = page.post("/enheter/ny", form)
    assert "IFO Unga" in wrong.text
    assert wrong.status == 422
    added = page.post("/enheter/ny", {**form, "kind": "municipality"})
    at = added.headers["Location"]
    gun = {"name": "Gun Grahn", "title": "enhetschef", "email": "gun@ex.example"}
    made = page.post(f"{at}/behorighetsansvarig", gun, form_at=at)
    assert LINK.search(made.text)
    assert "Gun Grahn är inbjuden" in page.get(at).text
    ame = f"/enheter/{world.units['AME']}"
    again = f"{ame}/behorighetsansvarig/ny-lank"
    assert page.post(again, {}, form_at=ame).status == 422
    assert LINK.search(page.post(again, {"identity_checked": "yes"}, form_at=ame).text)
    assert page.post(again, {}, form_at=ame).status == 422
    assert page.get(f"/enheter/{'f' * 32}").status == 404


def test_another_units_officer_is_not_there(world: World, fk_manager: str) -> None:
    page = world.page(fk_manager)
    there, nobody = page.get(f"/handlaggare/{world['sofia'].officer}"), page.get(f"/handlaggare/{'f' * 32}")
    assert there.status == nobody.status == 404
    assert there.text.replace(world["sofia"].officer, "") == nobody.text.replace("f" * 32, "")


def test_whom_to_ask_for_another_consent_stands_by_the_case(world: World, fk_manager: str) -> None:
    in_force(world)
    page, fia = world.page(fk_manager), world["fia"].officer
    asked = f"Handledare: {world['amir'].name}, <bdi>{world['amir'].username}</bdi>"
    assert asked in page.get(f"/handlaggare/{fia}").text
    ended = world.api(fk_manager).delete(f"/officers/{fia}")
    assert [(one["number"], one["having"]) for one in ended.json["cases"]] == [(world.dana.number, "officer")]
    assert asked in page.get("/handlaggare").text
    world.api("bea").delete(f"/officers/{world['amir'].officer}")
    left = page.get("/handlaggare").text
    assert world.dana.number in left
    assert "Handledare: " not in left, "who has left is nobody to ask"


def test_who_ends_somebody_is_told_whom_to_ask_and_finds_the_same_under_the_same_name(
    world: World, fk_manager: str
) -> None:
    """The unit's queue is of consents that wait: it said that all was answered, and the cases were not there."""
    in_force(world)
    page, at = world.page(fk_manager), f"/handlaggare/{world['fia'].officer}"
    assert "Ärenden som ingen annan har står sedan under Lämnade ärenden." in page.get(at).text
    ended = page.post(f"{at}/avsluta", form_at=at).text
    for told in (ended, page.get("/handlaggare").text):
        assert "<h2>Lämnade ärenden</h2>" in told
        assert "Be ärendets handledare om det." in told
        assert f"Handledare: {world['amir'].name}, <bdi>{world['amir'].username}</bdi>" in told
    assert "Ärenden utan handledare" not in ended


def test_who_coached_and_read_is_not_told_as_whom_to_ask(world: World) -> None:
    """Her own name and address stood there, right after it was told that she has left, and each case twice."""
    in_force(world)
    page, at = world.page("bea"), f"/handlaggare/{world['amir'].officer}"
    ended = page.post(f"{at}/avsluta", form_at=at).text
    assert "Handledare: " not in ended
    assert ended.count(world.dana.number) == 1
    assert "Saknar handledare." in ended


def test_where_no_consent_holds_nobody_is_told_to_ask_for_one(world: World, fk_manager: str) -> None:
    """She had taken all of it back, and her coach was to be asked for a new signature."""
    paper = in_force(world)
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status in {200, 201}
    page, at = world.page(fk_manager), f"/handlaggare/{world['fia'].officer}"
    assert world.dana.number in page.get(at).text
    ended = page.post(f"{at}/avsluta", form_at=at).text
    assert f"eller så gäller inget medgivande: {world.dana.number}." in ended
    for told in (ended, page.get("/handlaggare").text):
        assert "Lämnade ärenden" not in told
        assert "Be ärendets handledare om det." not in told


def test_of_a_coach_who_read_by_a_consent_that_is_over_only_the_coaching_is_left(world: World) -> None:
    """She had the case as its coach and as a reader; that nobody coaches it made a reader's row of the other too."""
    paper = in_force(world)
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status in {200, 201}
    page, at = world.page("bea"), f"/handlaggare/{world['amir'].officer}"
    ended = page.post(f"{at}/avsluta", form_at=at).text
    assert ended.count(world.dana.number) == 1
    assert "Saknar handledare" in ended
    assert "Be ärendets handledare om det." not in ended


def test_who_ends_a_coach_is_told_where_her_cases_are_handed_over(world: World) -> None:
    number, page, at = world.dana.number, world.page("bea"), f"/handlaggare/{world['amir'].officer}"
    ended = page.post(f"{at}/avsluta", form_at=at).text
    assert "Ärenden utan handledare lämnar du över på enhetens sida." in ended
    assert "Be ärendets handledare om det." not in ended
    assert f'<span class="whole">{number}</span>' in ended
    assert "Saknar handledare." in ended


def test_each_step_up_names_the_act_it_is_for(world: World, fk_manager: str) -> None:
    page, at = world.page(fk_manager), f"/handlaggare/{world['fia'].officer}"
    world.clock.move(6 * MINUTE)
    text = page.get(at).text
    for act, words in (("franvaro", "Bekräfta för att ange frånvaro"), ("lank", "Bekräfta för att göra en ny länk")):
        way = f"/bekrafta?next={at}%23{act}&amp;gor={act}"
        assert f'href="{way}">{words}</a>' in text
        assert f'id="{act}"' in text
    asked = page.get(f"/bekrafta?next={at}%23franvaro&gor=franvaro").text
    assert "Sedan kan du ange frånvaro." in asked
    assert "Sedan kan du" not in page.get(f"/bekrafta?next={at}&gor=nonsense").text
    code = {"step_up": world.code(fk_manager)}
    done = page.post(f"/bekrafta?next={at}%23franvaro&gor=franvaro", code)
    assert (done.status, done.headers["Location"]) == (303, f"{at}#franvaro")
    days = {"first_day": "2026-03-17", "last_day": "2026-03-18", "person": world["fia"].officer or ""}
    assert page.post(f"{at}/franvaro", days, form_at=at).status == 303
    world.clock.move(6 * MINUTE)
    way = f"/bekrafta?next={at}%23franvaro&amp;gor=tillbaka"
    assert f'href="{way}">Bekräfta för att avsluta frånvaron</a>' in page.get(at).text
    assert "Sedan kan du avsluta frånvaron." in page.get(f"/bekrafta?next={at}%23franvaro&gor=tillbaka").text


def test_each_card_of_the_unit_says_what_the_step_up_is_for(world: World, fk_manager: str) -> None:
    """One notice for the whole page left the cards without a button, and her at the top of the page afterwards."""
    page = world.page(fk_manager)
    made = page.post("/handlaggare/bjud-in", NEW)
    link = LINK.search(made.text)
    assert link is not None
    nils = page.get("/handlaggare").text.partition("/ta-tillbaka")[0].rpartition("/")[2]
    world.clock.move(6 * MINUTE)
    _leads(page, nils, "inbjudan", "Bekräfta att det är du, för att ändra inbjudan till Nils Ny")
    use_link(world, link.group(1))
    _leads(page, nils, "bekrafta", "Bekräfta att det är du, för att sedan bekräfta Nils Ny")
    late = page.post(f"/handlaggare/{nils}/bekrafta", form_at="/handlaggare")
    assert late.headers["Location"] == "/bekrafta?next=/handlaggare&gor=bekrafta"
    asked = page.get(late.headers["Location"]).text
    assert "Sedan kan du bekräfta en ny kollega." in asked


def _leads(page: Browser, whom: str, act: str, words: str) -> None:
    text = page.get("/handlaggare").text
    assert f'href="/bekrafta?next=/handlaggare%23k-{whom}&amp;gor={act}">{words}</a>' in text
    assert f'id="k-{whom}"' in text


@ONE_DATABASE
def test_every_late_act_is_named_by_the_step_up(world: World) -> None:
    """Whatever act of hers finds the step-up old, the page that asks for it has words for that act."""
    acts = {rule.endpoint.rpartition(".")[2] for rule in world.app.url_map.iter_rules() if _asks_first(rule)}
    assert acts == set(_FOR)
    assert set(_FOR.values()) <= set(_FOR_WORDS)


def _asks_first(rule: Rule) -> bool:
    return (
        rule.endpoint.startswith("staffing_pages.")
        and rule.methods is not None
        and (
            "POST" in rule.methods and rule.endpoint.rpartition(".")[2] not in {"end", "invite"}  # their forms ask
        )
    )


def test_who_invites_is_told_when_the_work_begins(world: World, fk_manager: str) -> None:
    for path in ("/handlaggare/bjud-in", "/handlaggare/fil"):
        assert "Gör det tidigast på första arbetsdagen." in world.page(fk_manager).get(path).text


def test_who_has_invited_is_told_what_comes_next(world: World, fk_manager: str) -> None:
    """She had a link and the word "Klart": that a number is to be said to her, and when, stood on another page."""
    page = world.page(fk_manager)
    made = page.post("/handlaggare/bjud-in", NEW).text
    steps = made.partition("Så går det vidare")[2]
    assert steps.index("öppnar länken") < steps.index("säger numret till dig") < steps.index("På första arbetsdagen")
    nils = page.get("/handlaggare").text.partition("/ta-tillbaka")[0].rpartition("/")[2]
    again = page.post(f"/handlaggare/{nils}/ny-lank", form_at="/handlaggare").text
    assert 'data-answer="/handlaggare"' in again, "who is only called in has no page to come back to"
    assert LINK.search(again)
