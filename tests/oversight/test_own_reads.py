"""The participant sees who has read, at once: who, what, from whom, why; and that she looked is an entry too."""

import re
from collections.abc import Callable
from datetime import datetime

from hub.access_log.sealer import seal_pending
from hub.collisions.checking import check_case
from hub.store.days import instant, read
from tests.cast import DAY, SECOND, World
from tests.consents.story import in_force, presented, sign, witnessed


def test_a_read_stands_there_at_once_with_name_and_what_opened(world: World) -> None:
    in_force(world)
    world.clock.move(SECOND)
    receipt = world.api("fia").get(f"/cases/{world.dana.case}").json["receipt"]
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert newest["id"] == receipt["entry"]
    assert newest["leaf"] == receipt["leaf"]
    assert (newest["who"]["name"], newest["who"]["unit_name"]) == ("Fia Falk", "FK Nordost")
    assert {one["category"] for one in newest["categories"]} >= {"C04", "C07"}
    assert newest["text"].startswith("Fia Falk, handläggare, FK Nordost läste")


def test_her_own_look_is_logged_and_pages_go_on(world: World) -> None:
    in_force(world)
    first = world.api("dana").get("/me/reads", query_string={"limit": 2}).json
    second = world.api("dana").get("/me/reads", query_string={"limit": 2, "next": first["next"]}).json
    assert second["items"][0]["id"] not in {one["id"] for one in first["items"]}
    world.clock.move(SECOND)
    world.api("dana").get("/me/reads")
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert (newest["action"], newest["who"]["kind"]) == ("log_read", "participant")


def test_a_refused_attempt_is_told_as_refused(world: World) -> None:
    in_force(world)
    world.clock.move(SECOND)
    world.api("otto").get(f"/cases/{world.dana.case}")
    newest = world.api("dana").get("/me/reads").json["items"][0]
    assert newest["outcome"] == "refused"
    assert newest["categories"] == []
    assert "nekades" in newest["text"]


def test_a_row_that_a_reviewer_opened_is_told_apart_from_a_proof_she_asked_for(world: World) -> None:
    in_force(world)
    entry = world.api("fia").get(f"/cases/{world.dana.case}").json["receipt"]["entry"]
    world.clock.move(SECOND)
    assert world.page("dora").get(f"/logg/{entry}").status == 200
    world.clock.move(SECOND)
    assert world.api("dora").get(f"/log/entries/{entry}/proof").status == 200
    asked, opened = world.api("dana").get("/me/reads").json["items"][:2]
    assert (asked["action"], opened["action"]) == ("log_proof", "log_proof"), "the page holds the proof too"
    assert asked["text"].endswith("hämtade ett bevis ur loggen.")
    assert opened["text"].endswith("såg en rad i loggen.")


def test_a_consents_text_is_from_nobody(world: World) -> None:
    """It was told as "läste medgivandets text från dig själv", as if she had given it away."""
    paper = in_force(world)
    world.clock.move(SECOND)
    assert world.api("amir").get(f"/consents/{paper.id}").status == 200
    told = [
        one["text"] for one in world.api("dana").get("/me/reads").json["items"] if "medgivandets text" in one["text"]
    ]
    assert told
    assert not any("från dig själv" in one for one in told)


def test_what_she_takes_back_is_told_as_far_as_it_goes(world: World) -> None:
    """A no to a new draft is no withdrawal of the one that stands, nor is one person everybody."""
    paper = in_force(world)
    newer = presented(world)
    dana = world.api("dana")
    for body in ({"person": paper.person(world, "fia")}, {"category": "C04"}, {"whole": True}):
        world.clock.move(SECOND)
        assert dana.post(f"/consents/{paper.id}/withdrawals", body).status == 201
    world.clock.move(SECOND)
    assert dana.post(f"/consents/{newer.id}/withdrawals", {"whole": True}).status == 201
    told = [one["text"] for one in dana.get("/me/reads").json["items"] if one["action"] == "withdraw"]
    assert told == [
        "Du sade nej till medgivandet, medgivande 2.",
        "Du tog tillbaka medgivandet, medgivande 1.",
        "Du tog tillbaka medgivandet för en typ av uppgift, medgivande 1.",
        "Du tog tillbaka medgivandet för en person, medgivande 1.",
    ]


def test_what_she_did_herself_is_told_as_hers(world: World) -> None:
    eva = world.add_participant("Eva Demosson", code=None)
    link = world.api("amir").post(f"/cases/{eva.case}/links", {"purpose": "first_sign_in"}).json["link"]
    token = world.api().post("/sessions", {"link": link, "code": "815263"}).json["token"]
    own = world.api().get("/me/reads", headers={"Authorization": f"Bearer {token}"}).json["items"]
    assert [one["text"] for one in own if one["action"] == "code_set"] == ["Du valde din egen kod."]
    others = [one["text"] for one in world.api("dagny").get("/log/entries?action=code_set").json["items"]]
    assert others == ["Deltagaren valde sin egen kod."]


def test_the_page_is_hers_alone(world: World) -> None:
    in_force(world)
    world.api("fia").get(f"/cases/{world.dana.case}")
    assert "Fia Falk" in world.page("dana").get("/vem-har-last").text
    assert world.page("fia").get("/vem-har-last").status == 404


def test_lists_and_own_looks_are_counted_by_month_and_what_was_read_stands_alone(world: World) -> None:
    in_force(world)
    for _ in range(3):
        world.clock.move(SECOND)
        world.api("fia").get("/cases")
    receipt = world.api("fia").get(f"/cases/{world.dana.case}").json["receipt"]
    told = world.api("dana").get("/me/reads", query_string={"folded": "true"}).json
    assert told["items"][0]["id"] == receipt["entry"]
    assert not {"list", "log_read"} & {one["action"] for one in told["items"]}
    (fold,) = [one for one in told["folded"] if one["officer"] == world["fia"].officer]
    assert (fold["action"], fold["count"], fold["month"]) == ("list", 3, "2026-03")
    assert fold["text"] == "Fia Falk, handläggare, FK Nordost såg dig i sin lista, 3 gånger i mars 2026."
    page = world.page("dana").get("/vem-har-last").text
    assert "såg dig i sin lista, 3 gånger i mars 2026." in page
    assert page.count("såg dig i sin lista") == 1
    assert world.page("dana").get("/vem-har-last?alla=ja").text.count("i sin lista") == 3


def test_two_acts_of_one_minute_are_told_apart_by_what_unfolds_them(world: World) -> None:
    """By ear the controls of a list and of a reading were both "Visa vad, Fia Falk, 08:00"."""
    in_force(world)
    for path in ("/cases", f"/cases/{world.dana.case}"):
        assert world.api("fia").get(path).status == 200
    page = world.page("dana").get("/vem-har-last?alla=ja").text
    told = dict(re.findall(r'id="([^"]+)"[^>]*>(.*?)</(?:h3|time|p)>', page))
    ids = re.findall(r'<summary aria-describedby="([^"]+)"', page)
    heard = [words for one in ids if "Fia Falk" in (words := " ".join(map(told.__getitem__, one.split())))]
    assert len(heard) == len(set(heard)) == 2, heard


def test_months_are_swedish_and_counted_apart(world: World) -> None:
    in_force(world)
    world.api("fia").get("/cases")
    world.clock.move(16 * DAY)
    world.api("fia").get("/cases")
    folded = world.api("dana").get("/me/reads", query_string={"folded": "true"}).json["folded"]
    hers = [(one["month"], one["count"]) for one in folded if one["officer"] == world["fia"].officer]
    assert sorted(hers) == [("2026-03", 1), ("2026-04", 1)]


def test_each_fold_is_on_exactly_one_page(world: World) -> None:
    in_force(world)
    for name in ("fia", "arvid", "rut"):
        world.clock.move(DAY)
        world.api(name).get("/cases")
        world.api(name).get(f"/cases/{world.dana.case}")
    seen: list[tuple[str, str]] = []
    following: str | None = None
    while True:
        asked = {"folded": "true", "limit": 2, **({"next": following} if following else {})}
        page = world.api("dana").get("/me/reads", query_string=asked).json
        seen += [(one["officer"], one["action"]) for one in page["folded"] if one["officer"]]
        following = page["next"]
        if following is None:
            break
    assert sorted(seen) == sorted((world[name].officer, "list") for name in ("fia", "arvid", "rut"))


def test_one_person_can_be_chosen(world: World) -> None:
    in_force(world)
    for name in ("fia", "arvid"):
        world.api(name).get(f"/cases/{world.dana.case}")
    asked = {"officer": world["fia"].officer}
    for query in (asked, {**asked, "folded": "true"}):
        items = world.api("dana").get("/me/reads", query_string=query).json["items"]
        assert {one["who"]["name"] for one in items} == {"Fia Falk"}
    page = world.page("dana").get(f"/vem-har-last?officer={world['fia'].officer}").text
    assert "><bdi>Fia Falk</bdi></h3>" in page
    assert "><bdi>Arvid Alm</bdi></h3>" not in page


def test_a_strange_address_begins_at_the_newest(world: World) -> None:
    in_force(world)
    world.api("fia").get(f"/cases/{world.dana.case}")
    for strange in ("?next=x", "?limit=0", "?officer=" + "x" * 99, "?what=ever"):
        assert "Fia Falk" in world.page("dana").get("/vem-har-last" + strange).text


def test_one_person_stands_under_one_name_in_arabic_too(world: World) -> None:
    """What is counted by the month was under a heading of its own, with title and unit in it."""
    in_force(world)
    world.clock.move(SECOND)
    assert world.page("fia").get("/arenden").status == 200
    page = world.page("dana")
    page.client.set_cookie("sprak", "ar")
    shown = page.get("/vem-har-last").text
    assert "><bdi>Fia Falk</bdi></h3>" in shown
    assert "Fia Falk،" not in shown


def test_a_wrong_code_under_her_own_signature_is_no_sign_in_that_failed(world: World) -> None:
    paper = presented(world)
    assert sign(world, paper, code="000000").status == 422
    told = [one["text"] for one in world.api("dana").get("/me/reads").json["items"]]
    assert "Du skrev fel kod." in told


def test_what_is_done_with_a_consent_does_not_rest_on_it(world: World) -> None:
    presented(world)
    told = [one["text"] for one in world.api("dana").get("/me/reads").json["items"] if "utkast" in one["text"]]
    assert [text.endswith("skrev ett utkast till medgivande, medgivande 1.") for text in told] == [True]


def test_who_met_her_name_alone_opened_the_case(world: World) -> None:
    """To have read said that somebody had, and not what."""
    assert world.page("amir").get(f"/arenden/{world.dana.case}").status == 200
    world.clock.move(SECOND)
    told = [one["text"] for one in world.api("dana").get("/me/reads").json["items"] if one["action"] == "read"]
    assert any(text.endswith("öppnade ditt ärende som din handledare.") for text in told), told


def _next(world: World, **asked: str) -> str:
    page = world.api("dana").get("/me/reads", query_string={"limit": "2", **asked}).json
    at, entry_id = read(page["items"][-1]["at"]), page["items"][-1]["id"]
    assert page["next"] == f"{at}-{entry_id}", "when, and the entry that she has just been shown; nothing else"
    return str(page["next"])


def test_where_a_page_ends_tells_nothing_of_what_else_the_log_holds(world: World) -> None:
    """The number of a leaf would tell her how much is read in the whole hub."""
    in_force(world)
    seal_pending(world.ground)
    onward = _next(world, next=_next(world))
    for item in world.api("dana").get("/me/reads", query_string={"limit": "100"}).json["items"]:
        assert not {"number", "index", "size"} & set(item)
    assert world.api("dana").get("/me/reads", query_string={"next": onward.replace("-", "-x")}).status == 422


def test_a_page_goes_on_from_where_it_ended_whatever_is_written_meanwhile(world: World) -> None:
    in_force(world)
    world.clock.move(SECOND)
    whole = [one["id"] for one in world.api("dana").get("/me/reads", query_string={"limit": "100"}).json["items"]]
    assert len(whole) > 4
    world.clock.move(SECOND)
    seen: list[str] = []
    onward: str | None = ""
    while onward is not None:
        asked = {"limit": "2", **({"next": onward} if onward else {})}
        page = world.api("dana").get("/me/reads", query_string=asked).json
        seen += [one["id"] for one in page["items"]]
        onward = page["next"]
        world.clock.move(SECOND)
        world.api("fia").get(f"/cases/{world.dana.case}")
    assert seen[1:] == whole, "each once: the first is the look that gave `whole`"


def test_the_number_that_a_reviewer_asks_her_for_stands_where_she_looks(world: World) -> None:
    in_force(world)
    dana = world.page("dana")
    for address in ("/vem-har-last", "/vem-har-last?alla=ja"):
        assert f'Säg ditt ärendenummer: <bdi class="whole">{world.dana.number}</bdi>.' in dana.get(address).text


def test_the_page_names_the_consent_once_and_explains_what_was_compared(world: World) -> None:
    paper = in_force(world)
    world.clock.move(SECOND)
    for name in ("fia", "amir"):
        assert world.api(name).get(f"/cases/{world.dana.case}").status == 200
    text = world.page("dana").get("/vem-har-last").text
    assert text.count("medgivande 1") == text.count(", medgivande 1.") + 1
    assert "Andra har fått läsa och skriva för att du har sagt ja, i medgivande 1." in text
    assert "registrerade dig" in text, "which rests on no yes: it may not be said of all that others did"
    assert "med stöd av" not in text
    told = world.api("dana").get("/me/reads").json["items"]
    assert any(one["text"].endswith("med stöd av medgivande 1.") for one in told), "each entry by itself says it"
    # Once some of it rests on another version, each row says on which.
    world.clock.move(SECOND)
    again = presented(world)
    assert sign(world, again).status == 200
    witnessed(world, again)
    world.clock.move(SECOND)
    assert world.api("amir").get(f"/cases/{world.dana.case}").status == 200
    text = world.page("dana").get("/vem-har-last?alla=ja").text
    assert "för att du har sagt ja, i medgivande" not in text
    assert "med stöd av medgivande 1." in text
    assert "med stöd av medgivande 2." in text
    assert paper.id != again.id


def test_each_time_one_by_one_can_be_told_of_one_person_alone(world: World) -> None:
    """She looks more often than all others: without a choice the page of each time was full of herself."""
    in_force(world)
    world.clock.move(SECOND)
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    dana, fia = world.page("dana"), world["fia"].officer
    every = dana.get("/vem-har-last?alla=ja").text
    assert f'<option value="{fia}">Fia Falk</option>' in every
    assert '<input type="hidden" name="alla" value="ja">' in every, "the choice stays with each time"
    hers = dana.get(f"/vem-har-last?alla=ja&officer={fia}").text
    assert "<bdi>Fia Falk</bdi>" in hers
    assert "<bdi>Du</bdi>" not in hers
    assert f'<a href="/vem-har-last?officer={fia}">Räkna ihop det som händer ofta</a>' in hers


def test_what_others_did_to_her_is_said_to_her(world: World) -> None:
    """She read of "the participant", as if of somebody else."""
    amir = world.page("amir")
    at = f"/arenden/{world.dana.case}"
    assert amir.post(f"{at}/lank", {"purpose": "code_reset"}, form_at=at).status == 200
    assert world.api("dana").get(f"/cases/{world.dana.case}").status == 200
    told = [one["text"] for one in world.api("dana").get("/me/reads").json["items"]]
    assert "Du öppnade ditt eget ärende." in told
    assert any(one.endswith("registrerade dig.") for one in told)
    assert any(one.endswith("begärde en ny kod åt dig.") for one in told)
    assert not [one for one in told if "deltagaren" in one or "sitt eget" in one]


def test_what_she_prints_says_that_there_is_more(world: World) -> None:
    """The ways to the older rows are no part of a paper, which looked whole."""
    more, only = '<p class="only-printed">Det finns fler rader', '<p class="only-printed">Här visas bara Fia Falk.</p>'
    in_force(world)
    dana, fia = world.page("dana"), world["fia"].officer
    short = dana.get(f"/vem-har-last?officer={fia}").text
    assert only in short
    assert more not in short
    for _ in range(25):
        world.clock.move(SECOND)
        assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    long = dana.get("/vem-har-last").text
    assert more in long
    assert only not in long


def test_a_check_before_a_unit_has_answered_is_no_alarm(world: World) -> None:
    """It read "nekades: jämförde tider", on the day on which she had said yes to it."""
    sign(world, presented(world))
    check_case(world.ground, world.dana.case, at=world.now)
    told = [one for one in world.api("dana").get("/me/reads").json["items"] if one["action"] == "collision_check"]
    said = "skulle jämföra tider för att se om något krockar, men inget fick jämföras"
    assert [said in one["text"] for one in told] == [True]


def test_what_she_did_herself_stands_last_in_its_day(world: World) -> None:
    """She looked at her own page thirty times: who else has read stood under it."""
    in_force(world)
    world.api("fia").get(f"/cases/{world.dana.case}")
    world.clock.move(SECOND)
    dana = world.page("dana")
    dana.get("/min-sida")
    told = re.findall(r'<h3 id="vem-1-[0-9]+"><bdi>([^<]+)</bdi></h3>', dana.get("/vem-har-last").text)
    assert (told[-1], told.count("Du")) == ("Du", 1)
    assert "Fia Falk" in told
    every = re.findall(r'<h3 id="vem-1-[0-9]+"><bdi>([^<]+)</bdi></h3>', dana.get("/vem-har-last?alla=ja").text)
    assert every[0] == "Du", "one by one they stand in the order in which they were done"


def test_what_a_coach_sees_by_her_office_is_not_said_to_rest_on_a_consent(world: World) -> None:
    """She took all of it back, and read that her coach had opened her case "with the support of" that very consent."""
    paper = in_force(world)
    world.clock.move(SECOND)
    amir, case = world.api("amir"), f"/cases/{world.dana.case}"

    def told_since(look: Callable[[], object]) -> list[str]:
        """Give what she, and her coach's reviewer, are told of one look of the coach's."""
        began = world.now
        world.clock.move(SECOND)
        look()
        world.clock.move(SECOND)
        hers = world.api("dana").get("/me/reads").json["items"]
        reviewers = world.api("dagny").get("/log/entries").json["items"]
        by_amir = [one for one in hers if one["who"]["id"] == world["amir"].officer] + [
            one for one in reviewers if one["text"].startswith("Amir Amini")
        ]
        return [one["text"] for one in by_amir if instant(datetime.fromisoformat(one["at"])) > began]

    looks = (lambda: amir.get(case), lambda: amir.get("/cases"), lambda: amir.get(f"/consents/{paper.id}"))
    link = told_since(lambda: amir.post(f"{case}/links", {}))
    assert [one.endswith(" skapade en länk för inloggning.") for one in link] == [True, True]
    for look in looks:
        told = told_since(look)
        assert len(told) == 2
        assert all(one.endswith("med stöd av medgivande 1.") for one in told), "she is named in it too"
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    for look in looks:
        told = told_since(look)
        assert len(told) == 2
        assert not any("medgivande 1" in one or "för att" in one for one in told)


def test_a_coachs_look_says_its_own_ground_where_a_page_names_the_consent_for_all(world: World) -> None:
    """Said once for the page, it went for what the coach saw by her office too, after all of it was taken back."""
    paper, said = in_force(world), "Andra har fått läsa och skriva för att du har sagt ja, i medgivande 1."
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    world.clock.move(SECOND)
    assert world.api("amir").get(f"/cases/{world.dana.case}").status == 200
    assert (
        world.api("dana").get("/me/reads").json["items"][0]["text"].endswith("öppnade ditt ärende som din handledare.")
    )
    for path in ("/vem-har-last", "/vem-har-last?alla=ja"):
        page = world.page("dana").get(path).text
        assert (said in page, "öppnade ditt ärende som din handledare." in page) == (True, True)
