"""The participant's own pages: her week from all plans together, all that is written, her goal, times she cannot."""

import re
from datetime import datetime, timedelta

import pytest

from hub.store.days import day_of, instant, last_day_of, start_of
from hub.store.writing_days import write_full_day
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import STUDIES, made, slots, write_plans
from tests.cast import DAY, World
from tests.consents.story import in_force, presented, sign

HERS = ("/min-sida", "/mina-planer", "/mitt-mal", "/tider-jag-inte-kan")
WEEKLY = {"how": "weekly", "days-1": "tis", "start-1": "09:00", "end-1": "10:00"}


@pytest.fixture
def story(world: World) -> World:
    agree(world, world.dana, gives=WHOLE)
    write_plans(world, world.dana.case)
    return world


def part(text: str, heading: str) -> str:
    """Give the section with this heading's id."""
    return text.partition(f'id="{heading}"')[2].partition("</section>")[0]


def test_her_week_shows_today_then_the_rest_with_time_place_and_whose(story: World) -> None:
    page = story.page("dana").get("/min-sida").text
    today = part(page, "i-dag")
    assert 'I dag, måndag<span class="only-printed">16 mars 2026</span>' in today, "a paper outlives the day"
    assert today.index("08:00\u201316:00") < today.index("09:00\u201313:00") < today.index("13:00\u201317:00")
    assert "Praktik" in today
    assert "Planerad vila" in today
    rest = part(page, "veckan")
    assert "måndag 16 mars" not in rest
    assert rest.index("tisdag 17 mars") < rest.index("Vårdtid") < rest.index("fredag 20 mars")


def words(part_of_page: str) -> str:
    """Give what is read of a part of a page, by eye or by ear."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", part_of_page)).replace(" ,", ",")


def test_a_time_says_where_and_who_arranges_it_is_said_once(story: World) -> None:
    """The unit's long name stood beside each of her times: she read it nineteen times to learn of one week."""
    afs = story.api("arvid")
    for plan in afs.get(f"/cases/{story.dana.case}").json["plans"]:
        for item in plan["items"]:
            if item.get("type") == "placement":
                body = {"version": item["version"], "place": "Skolköket"}
                assert afs.patch(f"/activities/{item['id']}", body).status == 200
    page = story.page("dana").get("/min-sida").text
    today = words(part(page, "i-dag"))
    assert "Praktik, Skolköket" in today
    assert "Svenska (Komvux), Ekonomiskt bistånd" in today, "where no place is named, she goes to who arranges it"
    assert "Planerad vila," not in today.replace("Planerad vila, Krockar", ""), "she rests where she likes"
    assert today.count("Krockar") == 3, "the mark says the same to her who listens"
    rest = words(part(page, "veckan"))
    assert "Vårdtid, Krockar" in rest, "what is kept free for her has no place of its own"
    assert rest.count("AF Rehabteam") == 1
    assert "AF Rehabteam: Praktik" in rest
    assert "Vuxenpsykiatrin: Planerad vila, Vårdtid" in rest


def test_what_two_arrange_under_the_same_words_says_whose_it_is(story: World) -> None:
    """The place tells no more than the words do, and the list under the week gives both: the colour alone told them."""
    for name, start, end in (("arvid", "17:00", "18:00"), ("sofia", "18:00", "19:00")):
        body = {**STUDIES, "type": "meeting", "title": "Samtal", "slots": slots(range(1, 2), start, end)}
        api = story.api(name)
        plan = made(api.post(f"/cases/{story.dana.case}/plans", {}))
        made(api.post(f"/plans/{plan}/activities", {**body, "hours_week": 1, "place": "Stadshuset"}))
    today = words(part(story.page("dana").get("/min-sida").text, "i-dag"))
    assert "Samtal (Möte), Stadshuset, AF Rehabteam" in today
    assert "Samtal (Möte), Stadshuset, Ekonomiskt bistånd" in today
    assert "Svenska (Komvux), Ekonomiskt bistånd" in today
    assert today.count("Ekonomiskt bistånd") == 2


def test_what_collides_is_one_line_until_she_wants_more(story: World) -> None:
    told = part(story.page("dana").get("/min-sida").text, "krockar")
    line, rest = told.split("</summary>")
    assert words(line.partition(">")[2]).strip() == "Tider krockar. Vi hjälper dig."
    assert rest.count("Du har inte gjort något fel.") == 1
    assert "Två av dina tider" not in rest, "the line says that"


def test_collisions_are_told_calmly_with_both_things_and_who_helps(story: World) -> None:
    told = part(story.page("dana").get("/min-sida").text, "krockar")
    assert "Vi hjälper dig" in told
    assert "Svenska och Praktik" in told
    assert "Prata med <bdi>Amir Amini</bdi>" in told
    assert "Gränsen är 10 tim/v" not in told


def test_other_weeks_are_reached_and_a_strange_address_is_this_week(story: World) -> None:
    dana = story.page("dana")
    later = dana.get("/min-sida?vecka=2026-03-23").text
    assert "måndag 23 mars" in later
    assert 'id="i-dag"' not in later
    assert "/min-sida?vecka=2026-03-16" in later
    for strange in ("nu", "0001-01-01", "9999-12-31", "2026-02-30"):
        assert 'id="i-dag"' in dana.get(f"/min-sida?vecka={strange}").text


def test_an_empty_week_is_one_line_and_not_a_list_of_empty_days(world: World) -> None:
    page = world.page("dana").get("/min-sida").text
    assert "Inget inplanerat." not in page
    assert "Inget mer den här veckan." in page
    assert "Inget är inplanerat den veckan." in world.page("dana").get("/min-sida?vecka=2026-03-23").text
    world.clock.move(4 * DAY)
    friday = world.page("dana").get("/min-sida").text
    assert "Inget är inplanerat nästa vecka." in friday
    assert "Inget inplanerat." not in friday
    assert "Tidigare i veckan" not in friday


def test_what_is_over_is_not_in_the_week(story: World) -> None:
    story.clock.move(2 * DAY)
    page = story.page("dana").get("/min-sida").text
    assert "I dag, onsdag" in part(page, "i-dag")
    assert "Tidigare i veckan" in page


def test_her_goal_stands_first_and_what_was_typed_comes_back(story: World) -> None:
    dana = story.page("dana")
    assert dana.post("/mitt-mal", {"goal": "Ett jobb i ett kök"}).status == 303
    page = dana.get("/min-sida").text
    assert page.index("Ett jobb i ett kök") < page.index('id="i-dag"')
    long = "k" * 2001
    refused = dana.post("/mitt-mal", {"goal": long})
    assert refused.status == 422
    assert long in refused.text
    page = dana.get("/mitt-mal").text
    assert "Ett jobb i ett kök" in page
    assert 'rows="4" dir="auto"' in page, "in the direction of what she writes, whichever language the page is in"


def test_a_goal_that_was_changed_meanwhile_is_shown_before_it_is_written_over(story: World) -> None:
    """On her phone and on another screen: what was written last took away the other without a word."""
    dana, path = story.page("dana"), "/mitt-mal"

    def version() -> str:
        return str(re.findall(r'name="version" value="([0-9]+)"', dana.get(path).text)[0])

    seen = version()
    assert dana.post(path, {"goal": "Ett jobb i ett kök", "version": seen}).status == 303
    late = dana.post(path, {"goal": "Ett jobb ute", "version": seen})
    assert late.status == 412
    assert "Ett jobb i ett kök" in late.text
    assert "Ett jobb ute" in late.text
    assert f'name="version" value="{version()}"' in late.text
    assert dana.post(path, {"goal": "Ett jobb ute", "version": version()}).status == 303
    assert "Ett jobb ute" in dana.get("/min-sida").text


@pytest.mark.parametrize("odd", ["", "x", "-1", "1.0", "9" * 9, "9" * 40])
def test_what_cannot_have_been_seen_writes_nothing_over(story: World, odd: str) -> None:
    dana, path = story.page("dana"), "/mitt-mal"
    assert dana.post(path, {"goal": "Ett jobb i ett kök", "version": "0"}).status == 303
    refused = dana.post(path, {"goal": "Ett jobb ute", "version": odd})
    assert (refused.status, "Ett jobb ute" in refused.text) == (412, True)
    assert "Ett jobb i ett kök" in dana.get(path).text


def test_the_first_goal_is_not_written_over_either(world: World) -> None:
    dana, path = world.page("dana"), "/mitt-mal"
    assert 'name="version" value="0"' in dana.get(path).text
    assert dana.post(path, {"goal": "Ett jobb i ett kök", "version": "0"}).status == 303
    assert dana.post(path, {"goal": "Ett jobb ute", "version": "0"}).status == 412


def test_days_are_written_as_people_do(story: World) -> None:
    dana, path = story.page("dana"), "/tider-jag-inte-kan"
    assert dana.post(path, {"how": "dates", "first": "2026-03-18", "last": "2026-03-19"}).status == 303
    assert dana.post(path, {"how": "dates", "first": "2026-04-02"}).status == 303
    shown = dana.get(path).text
    assert "18 mars 2026 till och med 19 mars 2026" in shown
    assert "2 april 2026" in shown
    assert "2 april 2026 till och med" not in shown, "one day is one day"
    assert "2026-03-18" not in shown


def test_a_day_that_has_been_is_saved_and_noted(story: World) -> None:
    """She meant next year, or another month: it would stand there and keep nothing free."""
    dana, path = story.page("dana"), "/tider-jag-inte-kan"
    assert dana.post(path, {"how": "dates", "first": "2025-03-18"}).status == 303
    assert "Dagen har redan varit." in dana.get(path).text
    assert dana.post(path, {"how": "dates", "first": "2026-03-16"}).status == 303
    assert "Dagen har redan varit." not in dana.get(path).text


def test_times_she_cannot_are_added_weekly_or_by_date_and_taken_away(story: World) -> None:
    dana, path = story.page("dana"), "/tider-jag-inte-kan"
    assert dana.post(path, WEEKLY).status == 303
    assert dana.post(path, {"how": "dates", "first": "2026-03-18", "last": "2026-03-19"}).status == 303
    page = dana.get(path).text
    assert "tis 09:00\u201310:00" in page
    assert "ons, tors hela dagen" in page
    rest = part(dana.get("/min-sida").text, "veckan")
    assert rest.count("hela dagen") == 2
    gone = re.findall(path + r"/([0-9a-f]{32})/ta-bort", page)
    assert len(gone) == 2
    for item in gone:
        assert dana.post(f"{path}/{item}/ta-bort", {}, form_at=path).status == 303
    assert "ta-bort" not in dana.get(path).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"how": "weekly"}, "Välj minst en dag."),
        ({**WEEKLY, "end-1": ""}, "Fyll i dagar, start och slut"),
        ({**WEEKLY, "end-1": "08:00"}, "Går tiden över midnatt skriver du två: till 00:00, och från 00:00"),
        ({"how": "dates"}, "Välj minst en dag."),
        ({"how": "dates", "first": "18/3"}, "Skriv datum som"),
        ({"how": "dates", "first": "2026-03-18", "last": "2026-03-17"}, "Sista dagen ska vara"),
        ({"how": "dates", "first": "2026-03-18", "start": "09:00"}, "Fyll i båda klockslagen"),
    ],
)
def test_a_form_that_cannot_be_used_says_how_to_mend_it(world: World, typed: dict[str, str], said: str) -> None:
    refused = world.page("dana").post("/tider-jag-inte-kan", typed)
    assert refused.status == 422
    assert said in refused.text
    assert "checked" in refused.text or "days-1" not in typed


def test_all_that_is_written_is_hers_to_see(story: World) -> None:
    page = story.page("dana").get("/mina-planer").text
    for words in ("Läsa svenska", "Svenska (Komvux)", "Planerad vila", "Vårdtid", "Vuxenpsykiatrin"):
        assert words in page
    assert "Mina tider och aktiviteter" in page


def test_a_swedish_title_beside_an_arabic_sort_keeps_its_brackets(story: World) -> None:
    dana = story.page("dana")
    dana.client.set_cookie("sprak", "ar")
    assert re.search(r"<b>\u200f\u2068+Svenska\u2069+ \(\u2068", dana.get("/mina-planer").text)


def test_a_swedish_sentence_on_an_arabic_page_keeps_its_full_stop(story: World) -> None:
    dana = story.page("dana")
    dana.client.set_cookie("sprak", "ar")
    page = dana.get("/mina-planer").text
    assert "<dd><bdi>Läsa svenska" in page
    assert ": <bdi>Läsa svenska" in page, "where it is folded too"
    wrong = re.findall(r"/stammer-inte/[0-9a-f]{32}", page)[0]
    assert "<dd><bdi>" in dana.get(wrong).text


def test_the_way_out_is_one_tap_from_the_first_page(world: World) -> None:
    in_force(world)
    dana = world.page("dana")
    way = re.search(r'href="(/medgivanden/[0-9a-f]{32}/ta-tillbaka)"', dana.get("/min-sida").text)
    assert way is not None
    assert "Ta tillbaka" in dana.get(way.group(1)).text


def test_a_unit_that_does_not_answer_is_told_after_five_working_days(world: World) -> None:
    agree(world, world.dana, gives=WHOLE, accepted=False)
    assert "har inte svarat" not in world.page("dana").get("/min-sida").text
    world.clock.move(8 * DAY)
    page = world.page("dana").get("/min-sida").text
    assert "Vuxenpsykiatrin har inte svarat" in page.replace("<bdi>", "").replace("</bdi>", "")


def test_nobody_elses_role_has_these_pages(story: World) -> None:
    story.participants["erik"] = story.add_participant("Erik Ek")
    for path in HERS:
        for name in ("amir", "fia", "dagny", "bea"):
            assert story.page(name).get(path).status == 404
        assert "Praktik" not in story.page("erik").get(path).text


def test_what_waits_for_her_answer_and_that_she_wanted_to_think(world: World) -> None:
    paper = presented(world)
    dana = world.page("dana")
    assert "Ett medgivande väntar på ditt svar" in dana.get("/min-sida").text
    assert world.api("dana").post(f"/consents/{paper.id}/thinking", {}).status in {200, 204}
    page = dana.get("/min-sida").text
    assert "Du ville tänka först" in page
    assert f"/medgivanden/{paper.id}/skriv-under" in page


@pytest.mark.parametrize("language", ["ar", "en", "sv-simple"])
def test_what_is_wrong_with_a_time_is_said_in_her_language(world: World, language: str) -> None:
    """Over the days stood the Swedish sentence, whatever she reads, under a summary in her own language."""
    dana = world.page("dana")
    dana.client.set_cookie("sprak", language)
    wrong = dana.post("/tider-jag-inte-kan", {**WEEKLY, "end-1": "08:00"})
    assert wrong.status == 422
    assert "till 00:00, och från 00:00 nästa dag" not in wrong.text
    assert wrong.text.count("00:00") == 4, "in the summary and over the days"
    assert 'id="slots" aria-describedby="slots-error"' in wrong.text


def test_so_it_is_to_staff(story: World) -> None:
    sofia = story.page("sofia")
    sofia.client.set_cookie("sprak", "en")
    form = {"type": "komvux", "title": "Svenska", "days-1": "mån", "start-1": "13:00", "end-1": "09:00"}
    wrong = sofia.post(f"/arenden/{story.dana.case}/insats/ny", form)
    assert wrong.status == 422
    assert "till 00:00, och från 00:00 nästa dag" not in wrong.text


def test_while_no_consent_stands_her_first_page_says_what_to_do(world: World) -> None:
    """The new page was empty, and that she is to wait for a proposal stood on another one."""
    told = (
        "Inget medgivande gäller nu. Vill du att de som hjälper dig ska få läsa dina planer? Säg till din handledare."
    )
    dana = world.page("dana")
    assert told in dana.get("/min-sida").text
    presented(world)
    assert told not in dana.get("/min-sida").text, "it is her turn"
    paper = in_force(world)
    assert told not in dana.get("/min-sida").text
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    assert told in dana.get("/min-sida").text


def test_she_is_asked_in_time_whether_to_renew_as_the_text_she_signed_says(world: World) -> None:
    """The coach's list said that the consent was about to end, and her own page did nowhere ask her."""
    consent = world.api("dana").get(f"/consents/{in_force(world).id}").json
    text = consent["text"]
    days = int(re.findall("Vi frågar dig ([0-9]+) dagar innan om du vill förnya", text)[0])
    last = last_day_of(instant(datetime.fromisoformat(consent["valid_to"])))
    told = f"Ditt medgivande slutar {write_full_day(last, 'sv')}. Vill du förnya det? Säg till din handledare."

    def page_on(days_before: int) -> str:
        world.clock.at = start_of(last - timedelta(days=days_before)) + DAY // 2
        return world.page("dana").get("/min-sida").text

    assert told not in page_on(days + 1)
    assert told in page_on(days)
    assert told in page_on(0)
    presented(world)
    assert told not in page_on(0), "she has been asked: it waits for her answer"
    assert "Vill du förnya det?" not in page_on(-1), "it has ended"


@pytest.mark.parametrize(("days", "asked"), [(7, 3), (30, 15), (31, 30)])
def test_one_for_a_short_time_asks_to_be_renewed_when_half_of_it_is_gone(world: World, days: int, asked: int) -> None:
    """Signed for three weeks, it asked the same minute whether she wanted another."""
    last = day_of(world.now) + timedelta(days=days)
    in_force(world, valid_to=last.isoformat())

    def asks(days_before: int) -> bool:
        world.clock.at = start_of(last - timedelta(days=days_before)) + DAY // 2
        return "Vill du förnya det?" in world.page("dana").get("/min-sida").text

    assert [asks(asked + 1), asks(asked), asks(0)] == [False, True, True]


def test_who_will_read_her_goal_is_said_by_name(world: World) -> None:
    """Where nobody had been given it, it said: "those you have said yes to can read it"."""

    def said() -> str:
        hint = re.findall(r'id="goal-hint"[^>]*>(.+?)</p>', world.page("dana").get("/mitt-mal").text)[0]
        return str(hint)

    assert said() == "Ingen annan får läsa det nu."
    in_force(world)  # by which she gives her times, and not her goal
    assert said() == "Ingen annan får läsa det nu."
    paper = presented(world, rows=(("participant", "C03"), ("AME", "C04")), named=("fia", "amir"))
    assert sign(world, paper).status == 200
    both = "<bdi>Amir Amini (AME)</bdi>, <bdi>Fia Falk (FK Nordost)</bdi>"
    assert said() == f"Du har sagt ja till att det läses av {both}."
    refused = world.page("dana").post("/mitt-mal", {"goal": "k" * 2001})
    assert (refused.status, said() in refused.text) == (422, True)
    back = {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", back).status == 201
    assert said() == "Du har sagt ja till att det läses av <bdi>Amir Amini (AME)</bdi>."
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    assert said() == "Ingen annan får läsa det nu."


def test_who_may_read_the_times_that_she_cannot_is_said_too(world: World) -> None:
    """It said "then we plan nothing", also to her whose times nobody may read."""

    def says(words: str) -> bool:
        return f">{words}</p>" in world.page("dana").get("/tider-jag-inte-kan").text

    assert says("Ingen annan får läsa det nu.")
    paper = presented(world, rows=(("participant", "C04"), ("AME", "C04")), named=("fia", "amir"))
    assert sign(world, paper).status == 200
    both = "<bdi>Amir Amini (AME)</bdi>, <bdi>Fia Falk (FK Nordost)</bdi>"
    assert says(f"Du har sagt ja till att det läses av {both}.")
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"category": "C04"}).status == 201
    assert says("Ingen annan får läsa det nu.")
