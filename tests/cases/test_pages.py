"""The pages live the same story as the API, without script; what was typed comes back with every answer."""

import io
import re

import pytest
from sqlalchemy import update

from hub.cases import forms
from hub.grants.tables import consent, consent_line
from hub.officers.tables import employment
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import DAY, MINUTE, World
from tests.rewriting import rewrite

WAITS = "Deltagaren har sagt ja till mer. Det syns när enheten som lämnar det har godtagit."
DECLINED = "En enhet har avböjt att lämna något som deltagaren har sagt ja till."
COURSE = {"type": "komvux", "title": "Svenska", "days-1": "mån-fre", "start-1": "9:00", "end-1": "13:00"}


def plan_of(text: str) -> str:
    found = re.search(r"/planer/([0-9a-f]{32})/insats/ny", text)
    assert found is not None, text
    return found.group(1)


def test_a_coach_registers_and_gives_a_link(world: World) -> None:
    amir = world.page("amir")
    bad = amir.post("/arenden/ny", {"name": "Amira Saleh", "contact": "sms", "origin": ""})
    assert bad.status == 422
    assert "Amira Saleh" in bad.text
    assert "Välj ett av språken i listan." in bad.text, "nobody becomes Swedish unseen"
    both = amir.post("/arenden/ny", {"name": "Amira Saleh", "identity_number": "12", "language": "ar"}).text
    assert 'href="#origin"' in both
    assert 'href="#identity_number"' in both, "all at once"
    made = amir.post("/arenden/ny", {"name": "Amira Saleh", "contact": "sms", "language": "ar", "origin": "present"})
    assert made.status == 303, made.text
    page = amir.get(made.headers["Location"])
    assert "Amira Saleh" in page.text
    assert "Ärendet är registrerat" in page.text
    link = amir.post(made.headers["Location"] + "/lank", {"purpose": "first_sign_in"}, form_at=made.headers["Location"])
    assert "/start/" in link.text
    assert '<svg role="img" aria-label="QR-kod med länken"' in link.text, "she opens it on her own phone"
    assert "Så går det vidare" in link.text
    assert f'href="{made.headers["Location"]}/medgivanden">Till medgivandena</a>' in link.text
    assert "Amira Saleh" in amir.get("/arenden").text
    assert world.page("fia").get("/arenden/ny").status == 404


def test_an_officer_writes_her_units_plan(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    sofia = world.page("sofia")
    case = f"/arenden/{world.dana.case}"
    assert "Skriv planens mål" in sofia.get(case).text
    form = sofia.get(case + "/plan/ny")
    assert "Arvid Alm (AF Rehabteam)" in form.text
    assert f"Ärende {world.dana.number}" in form.text, "two open windows are not mistaken for each other"
    done = sofia.post(case + "/plan/ny", {"goal": "Läsa svenska", "follow_up": "2026-06-01", "status": "current"})
    assert done.headers["Location"].startswith(case + "/sparat/")
    assert "Lämnade ut mål till" in sofia.get(done.headers["Location"]).text
    shown = sofia.get(case).text
    assert "<dt>Följs upp</dt><dd>måndag 1 juni 2026</dd>" in shown, "who plans sees whether it is a day at work"
    plan = plan_of(shown)
    typo = sofia.post(f"/planer/{plan}/insats/ny", {**COURSE, "percent": "mycket"})
    assert typo.status == 422
    assert typo.text.count(" checked") == 5
    assert 'value="mycket"' in typo.text
    assert sofia.post(f"/planer/{plan}/insats/ny", COURSE).status == 303
    page = sofia.get(case).text
    assert "Svenska (Komvux)" in page
    assert "mån-fre 09:00\u201313:00" in page
    assert sofia.post(f"/planer/{plan}/grans/ny", {"limit": "max_hours_week"}).status == 422
    assert plan_of(world.page("arvid").get(case).text + f"/planer/{plan}/insats/ny") == plan


def test_a_last_day_that_has_passed_is_saved_and_noted(world: World) -> None:
    """A mistyped year leaves an item that collides with nothing and nobody sees; what she says is over may be past."""
    agree(world, world.dana, gives=WHOLE)
    sofia, case, said = world.page("sofia"), f"/arenden/{world.dana.case}", "Sista dagen har redan passerat."
    path = case + "/insats/ny"
    past = {"type": "komvux", "title": "Svenska", "from": "2020-01-07", "to": "2020-06-30"}
    saved = sofia.post(path, {**past, "status": "planned"}).headers["Location"]
    page = sofia.get(saved).text
    assert said in page
    assert '<p class="notice warn"' in page
    item = re.findall(r"/insatser/([0-9a-f]{32})/andra", sofia.get(case).text)[0]
    for fine in ({"status": "done"}, {"status": "planned", "to": "2026-03-16"}):
        assert said not in sofia.get(sofia.post(path, {**past, **fine}).headers["Location"]).text
    again = {**past, "status": "planned", "place": "Hässleholm", "version": "1"}
    changed = sofia.post(f"/insatser/{item}/andra", again).headers["Location"]
    assert said not in sofia.get(changed).text, "it was said when she wrote it"


def test_a_form_says_once_who_reads_and_which_field_is_wrong(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    path = f"/arenden/{world.dana.case}/insats/ny"
    arvid = world.page("arvid")
    text = arvid.get(path).text
    assert text.count("Läses av deltagaren.") == 1
    assert text.count("Läses av samma personer som ovan.") == 2, "at the place and the provider"
    for typed, told in (
        ({"hours_week": "många"}, '#hours_week">Timmar per vecka: Skriv ett tal'),
        ({"type": ""}, '#type">Sorts insats: Fyll i det här.'),
        ({"type": "", "hours_week": "många"}, '#type">Sorts insats: Fyll i det här.'),
    ):
        wrong = arvid.post(path, typed)
        assert wrong.status == 422
        assert told in wrong.text


def test_a_stale_form_keeps_what_was_typed_and_shows_what_stands(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    sofia, path = world.page("sofia"), f"/insatser/{ids['studies']}/andra"
    assert sofia.get(path).text.count(" checked") == 5
    typed = {**COURSE, "hours_week": "12,5", "version": "1"}
    assert sofia.post(path, typed).status == 303
    stale = sofia.post(path, {**typed, "hours_week": "15"})
    assert stale.status == 412
    assert 'value="15"' in stale.text
    assert "12,5 tim i veckan" in stale.text
    assert "15 tim i veckan" in stale.text
    assert stale.text.count('class="differs"') == 1
    both = stale.text.partition("<tbody>")[2]
    assert both.lstrip().startswith('<tr class="differs">'), "what differs stands first"
    assert '<td data-label="Det som står nu">12,5 tim i veckan' in both, "and fits a phone"
    assert 'name="version" value="2"' in stale.text
    assert sofia.post(path, {**typed, "hours_week": "15", "version": "2"}).status == 303


@pytest.mark.parametrize("digits", [9, forms._DIGITS + 1, 5000])
def test_a_version_of_any_length_is_just_not_the_one_that_stands(world: World, digits: int) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    sofia, path = world.page("sofia"), f"/insatser/{ids['studies']}/andra"
    assert sofia.post(path, {**COURSE, "version": "9" * digits}).status == 412


def test_without_that_bound_the_longest_breaks_the_request(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_DIGITS", 10_000)
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    path = f"/insatser/{ids['studies']}/andra"
    assert world.page("sofia").post(path, {**COURSE, "version": "9" * 5000}).status == 500


def test_a_time_until_midnight_stands_in_a_field_for_times(world: World) -> None:
    """Such a field holds no 24:00, and what it holds is read as that."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    sofia, path = world.page("sofia"), f"/insatser/{ids['studies']}/andra"
    late = {**COURSE, "start-1": "18:00", "end-1": "00:00", "version": "1", "anyway": "yes"}
    assert sofia.post(path, late).status == 303
    again = sofia.get(path).text
    assert 'name="end-1" type="time" value="00:00"' in again
    assert "24:00" in world.page("dana").get("/mina-planer").text


def test_the_button_says_that_saving_accepts(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, accepted=False)
    sofia, path = world.page("sofia"), f"/arenden/{world.dana.case}/plan/ny"
    waits = sofia.post(path, {"goal": "Läsa"})
    assert waits.status == 409
    assert "Godta och spara" in waits.text
    assert sofia.post(path, {"goal": "Läsa", "accept": "yes"}).status == 303


def test_a_colleagues_no_is_told_before_it_is_turned(world: World) -> None:
    agreed = agree(world, world.dana, gives=WHOLE)
    answers = {"take_on": False, "rows": {agreed.rows["sofia", "C03"]: False}, "reason": "Det får vi inte."}
    assert world.api("sofia").post(f"/consents/{agreed.id}/acceptances", answers).status == 200
    world.clock.move(DAY)
    sofia, path = world.page("sofia"), f"/arenden/{world.dana.case}/plan/ny"
    world.clock.move(6 * MINUTE)
    asked = sofia.post(path, {"goal": "Läsa"})
    assert asked.status == 409
    for answer in (asked, sofia.post(path, {"goal": "Läsa", "accept": "yes", "step_up": "000000"})):
        assert f"{world['sofia'].name} avböjde" in answer.text
        assert "Det får vi inte." not in answer.text, "why is the participant's to read"
    course = sofia.post(f"/arenden/{world.dana.case}/insats/ny", {"type": "komvux", "anyway": "yes"})
    assert course.status == 303, "the no was to goals alone"


def test_what_was_declined_since_is_changed_by_accepting_too(world: World) -> None:
    agreed = agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    no = {"take_on": False, "rows": {agreed.rows["sofia", "C04"]: False}}
    assert world.api("sofia").post(f"/consents/{agreed.id}/acceptances", no).status == 200
    sofia, path = world.page("sofia"), f"/insatser/{ids['studies']}/andra"
    changed = {**COURSE, "title": "Svenska på kvällen", "version": "1", "anyway": "yes"}
    waits = sofia.post(path, changed)
    assert waits.status == 409
    for words in ("Godta och spara", "Din enhet har avböjt", "Sofia Sand avböjde", "Svenska på kvällen"):
        assert words in waits.text
    assert 'name="version" value="1"' in waits.text
    assert sofia.post(path, {**changed, "accept": "yes"}).status == 303
    assert "Svenska på kvällen" in sofia.get(path).text


def test_who_has_left_is_not_told_as_a_reader(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    sofia, path = world.page("sofia"), f"/arenden/{world.dana.case}/plan/ny"
    assert world["fia"].name in sofia.get(path).text
    left = update(employment).where(employment.c.id == world["fia"].employment).values(ends=world.now)
    with world.store.write() as tx:
        tx.execute(left)
    world.clock.move(MINUTE)
    assert world["fia"].name not in sofia.get(path).text
    saved = sofia.get(sofia.post(path, {"goal": "Läsa"}).headers["Location"])
    assert "Lämnade ut" in saved.text
    assert world["fia"].name not in saved.text, "her own record would say what never was"


def test_accepting_by_a_save_asks_who_it_is_after_five_minutes(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, accepted=False)
    sofia, api = world.page("sofia"), world.api("sofia")
    path = f"/arenden/{world.dana.case}/plan/ny"
    world.clock.move(6 * MINUTE)
    asked = sofia.post(path, {"goal": "Läsa", "accept": "yes"})
    assert asked.status == 422
    assert "Bekräfta att det är du" in asked.text
    assert "Läsa</textarea>" in asked.text
    refused = api.post(f"/cases/{world.dana.case}/plans", {"goal": "Läsa", "accept": True})
    assert refused.status == 403
    again = {"goal": "Läsa", "accept": "yes", "step_up": world.code("sofia")}
    assert sofia.post(path, again).status == 303


def test_only_what_the_consent_lets_the_unit_give_is_offered(world: World) -> None:
    """A form that can never be saved costs her what she typed: FK gives no limits here, the ward no goals."""
    agree(world, world.dana, gives=WHOLE)
    case = f"/arenden/{world.dana.case}"
    fia, rut, amir = world.page("fia"), world.page("rut"), world.page("amir")
    assert "/grans/ny" not in fia.get(case).text
    closed = fia.get(case + "/grans/ny").text
    assert "inte sagt ja till att din enhet" in closed
    assert 'name="limit"' not in closed
    assert 'value="treatment"' not in fia.get(case + "/insats/ny").text
    assert 'value="treatment"' in rut.get(case + "/insats/ny").text
    assert "inte sagt ja till att din enhet" in rut.get(case + "/plan/ny").text
    assert 'value="treatment_time"' in rut.get(case + "/grans/ny").text
    limits = amir.get(case + "/grans/ny").text
    assert 'value="max_hours_week"' in limits
    assert 'value="treatment_time"' not in limits, "AME gives capacity, not care times"
    assert amir.post(case + "/grans/ny", {"limit": "max_hours_week"}).status == 422


def test_a_unit_that_gives_no_goals_writes_all_the_same(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    rut, case = world.page("rut"), f"/arenden/{world.dana.case}"
    assert "Skriv planens mål" not in rut.get(case).text
    rest = {"limit": "rest_window", "days-1": "mån-fre", "start-1": "13:00", "end-1": "17:00"}
    for _ in range(2):
        assert rut.post(case + "/grans/ny", rest).status == 303
    text = rut.get(case).text
    assert text.count("<h4>Planerad vila</h4>") == 2
    assert text.partition('id="planerna"')[2].count("/insats/ny") == 1


@pytest.mark.parametrize("name", ["otto", "cia"])
def test_who_is_not_named_gets_one_page_for_everything(world: World, name: str) -> None:
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    browser = world.page(name)
    told = {
        browser.get(path).data
        for some in (world.dana.case, ids["sofia"], ids["studies"], ids["care"], "f" * 32)
        for path in (
            f"/arenden/{some}",
            f"/arenden/{some}/plan/ny",
            f"/arenden/{some}/insats/ny",
            f"/planer/{some}/insats/ny",
            f"/planer/{some}/grans/ny",
            f"/planer/{some}/andra",
            f"/insatser/{some}/andra",
            f"/granser/{some}/andra",
        )
    }
    assert len(told) == 1
    assert "Vi kan inte visa något här." in next(iter(told)).decode()


def test_the_page_tells_partial_sums_and_what_is_missing(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, readers={"arvid": []})
    write_plans(world, world.dana.case)
    text = world.page("arvid").get(f"/arenden/{world.dana.case}").text
    assert "Minst 30 tim/v i det du får läsa" in text
    assert "Inga krockar i det du får läsa" in text
    assert "Du saknar medgivande för en del." in text
    assert "Svenska (Komvux)" not in text
    assert WAITS not in text


def missing(world: World, name: str) -> list[str]:
    told = world.api(name).get(f"/cases/{world.dana.case}").json
    assert told["incomplete"] is True
    return list(told["missing"])


@pytest.mark.parametrize("name", ["fia", "amir"])
def test_what_a_unit_has_yet_to_accept_is_nothing_to_ask_the_participant_for(world: World, name: str) -> None:
    agree(world, world.dana, gives=WHOLE, accepted=False)
    case, page = f"/arenden/{world.dana.case}", world.page(name)
    text = page.get(case).text
    assert (WAITS in text, "Du saknar medgivande" in text) == (True, False)
    assert missing(world, name) == ["waits"]
    rewrite(world, update(consent_line).values(declined_at=world.now))
    text = page.get(case).text
    asked = "Du saknar medgivande" in text
    assert (WAITS in text, DECLINED in text, asked) == (False, True, False), "she has said yes: it is not hers to ask"
    assert missing(world, name) == ["declined"]
    rewrite(world, update(consent_line).values(withdrawn_at=world.now))
    text = page.get(case).text
    assert (DECLINED in text, "Du saknar medgivande" in text) == (False, True)
    assert missing(world, name) == ["not_given"]


def test_a_coach_who_is_to_witness_does_not_read_that_she_lacks_consent(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, accepted=False, take_on=False)
    page, case = world.page("amir"), f"/arenden/{world.dana.case}"
    assert "Bevittna underskriften" in (text := page.get(case).text)
    assert ("Du saknar medgivande" in text, missing(world, "amir")) == (False, ["not_taken_on", "waits"])
    rewrite(world, update(consent).values(drafted_by=world["cia"].officer))
    assert "Det som du får läsa syns när du har tagit emot ärendet." in page.get(case).text
    agree(world, world.dana, gives=WHOLE, persons=("fia", "rut"), take_on=False)
    assert "Du saknar medgivande för en del." in page.get(case).text
    assert missing(world, "amir") == ["not_given"]


def test_an_extract_says_why_it_is_not_the_whole(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, accepted=False)
    page, path = world.page("fia"), f"/arenden/{world.dana.case}/utdrag"
    assert "En enhet har inte godtagit allt som deltagaren har sagt ja till" in page.get(path).text
    rewrite(world, update(consent_line).values(withdrawn_at=world.now))
    assert "Medgivande saknas för en del: utdraget är inte hela bilden." in page.get(path).text


def test_a_collision_is_taken_care_of(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    amir, case = world.page("amir"), f"/arenden/{world.dana.case}"
    page = amir.get(case).text
    assert "Studier och praktik blir tillsammans 50 tim/v." in page
    key = re.findall(r"/krockar/([0-9a-f]{64})", page)[0]
    owned = amir.post(f"{case}/krockar/{key}", {"state": "owned", "version": "0"}, form_at=case)
    assert (owned.status, owned.headers["Location"]) == (303, f"{case}?krock={key}#krock-{key}")
    assert "Ansvarig: <bdi>du själv</bdi>." in amir.get(case).text
    # What does not fit is said where it was typed, with the form open and nothing lost.
    far = {"state": "accepted", "until": "2036-01-01", "version": "1"}
    unfit = amir.post(f"{case}/krockar/{key}", far, form_at=case)
    assert unfit.status == 422
    card = unfit.text[unfit.text.index(f'id="krock-{key}"') :].split("</article>")[0]
    assert "<details open>" in card
    assert "Välj en dag från i dag och högst ett år fram." in card
    assert 'value="2036-01-01"' in card
    empty = amir.post(f"{case}/krockar/{key}", {"state": "accepted", "version": "1"}, form_at=case)
    assert "Skriv till vilken dag" in empty.text
    assert "Lösta krockar" not in amir.get(case).text
    until = {"state": "accepted", "until": "2026-03-31", "version": "1"}
    assert amir.post(f"{case}/krockar/{key}", until, form_at=case).status == 303
    page = amir.get(case).text
    assert "Det är avsikten, till 31 mars 2026. Ansvarig: <bdi>du själv</bdi>." in page
    assert page.index("Lösta krockar") < page.index("Det är avsikten, till 31 mars")
    folded = '<details class="more">\n  <summary>Lösta'
    assert folded in page
    assert folded not in amir.get(f"{case}?krock={key}").text
    assert world.api("amir").get("/cases").json["items"][0]["summary"]["collisions"] == 5


def test_several_purposes_are_asked_about(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, purposes="coordinate_plans follow_up")
    fia, case = world.page("fia"), f"/arenden/{world.dana.case}"
    asked = fia.get(case)
    assert asked.status == 422
    assert "Vad läser du för?" in asked.text
    assert fia.get(case + "?purpose=follow_up").status == 200


def test_a_file_is_taken_or_told_what_is_wrong(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    sofia = world.page("sofia")
    columns = sofia.get("/import").text.partition("Vad kolumnerna betyder")[2]
    assert columns.count("Kompetenshöjande, Hälsorelaterad, Jobbfokuserande, Social") == 1, "said once"
    mall = sofia.get("/import/mall.csv")
    assert mall.text.startswith("\ufeffärende;typ;")
    good = f"ärende;typ\n{world.dana.number};komvux".encode()
    assert sofia.post("/import", {"file": (io.BytesIO(good), "p.csv")}).status == 303
    assert "Klart. Sparat: 1 rad i 1 ärende. Vad som krockar står i Mina ärenden." in sofia.get("/import").text
    bad = sofia.post("/import", {"file": (io.BytesIO(good + b"x"), "p.csv")})
    assert bad.status == 422
    assert "<td>typ</td>" in bad.text
    assert sofia.post("/import", {}).status == 422


def test_a_new_code_says_that_the_coach_has_no_more_to_do(world: World) -> None:
    case = f"/arenden/{world.dana.case}"
    reset = world.page("amir").post(f"{case}/lank", {"purpose": "code_reset"}, form_at=case).text
    assert "Du behöver inte göra något mer." in reset
    assert "Till medgivandena" not in reset
