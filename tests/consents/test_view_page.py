"""The page of a consent: short enough to be read on a phone, and it says no more than the lines that stand."""

import re

from tests.cast import DAY, MINUTE, World, insecure_argon2, make_world, world
from tests.consents.story import drafted, in_force, presented, signed
from tests.moving_on import leaves

__all__ = ["insecure_argon2", "make_world", "world"]


def test_she_reads_one_short_sum_a_person_and_who_gives_what_by_itself(world: World) -> None:
    paper = in_force(world)
    text = world.page("dana").get(f"/medgivanden/{paper.id}").text
    sums, _, rest = text.partition("Vem som lämnar vad")
    assert "<strong><bdi>Fia Falk</bdi></strong>" in sums
    assert "(Vuxenpsykiatrin)" not in sums, "from whom stands folded away"
    assert "från Region Nordost (Vuxenpsykiatrin)" in rest
    assert text.count("<table") == 0, "on a phone names were cut at the edge of a table"


def test_what_she_gives_herself_no_authority_has_answered(world: World) -> None:
    paper = in_force(world)
    rows = world.page("dana").get(f"/medgivanden/{paper.id}").text.partition("<h2>Uppgifter</h2>")[2]
    rows = rows.partition("<h2>")[0]
    assert "Myndigheten har godtagit" in rows
    for one in rows.split("<li>")[1:]:
        assert ("Dig själv" in one) != ("Myndigheten" in one)


def test_after_showing_the_coach_is_offered_the_ways_to_answer_first(world: World) -> None:
    paper = presented(world)
    text = world.page("amir").get(f"/medgivanden/{paper.id}").text
    ways = [
        text.index(one)
        for one in ("/lamna-over", "#samordna", f"{paper.id}/papper", "Visa texten igen, så som den lyder i dag")
    ]
    assert ways == sorted(ways)


def test_every_page_of_a_consent_has_a_way_back(world: World) -> None:
    paper = signed(world)
    coach, case, here = world.page("amir"), f"/arenden/{world.dana.case}", f"/medgivanden/{paper.id}"
    assert f'<a href="{case}/medgivanden">Tillbaka</a>' in coach.get(here).text
    assert '<a href="/mina-medgivanden">Tillbaka</a>' in world.page("dana").get(here).text
    assert f'<a href="{case}">Tillbaka till ärendet</a>' in coach.get(f"{case}/medgivande/nytt").text
    assert f'<a href="{case}">Tillbaka till ärendet</a>' in coach.get(f"{case}/medgivanden").text.partition("<h1>")[0]
    assert f'<a href="{case}">Nej, ändra inget</a>' in coach.get(f"{case}/ta-tillbaka").text


def test_a_draft_that_went_wrong_leads_to_a_new_one(world: World) -> None:
    draft = drafted(world)["id"]
    page = world.page("amir").get(f"/medgivanden/{draft}").text
    way = f"/arenden/{world.dana.case}/medgivande/nytt?fran={draft}"
    assert f'<a href="{way}">Blev något fel? Gör ett nytt utkast</a>' in page


def test_who_witnesses_sees_whose_signature_it_is(world: World) -> None:
    paper = signed(world)
    page = world.page("amir").get(f"/medgivanden/{paper.id}/bevittna").text
    assert "Dana Demosson" in page
    assert world.dana.number in page


def test_the_coach_sees_whose_case_it_is_before_she_hands_over_her_screen(world: World) -> None:
    presented(world)
    for page in ("lamna-over", "medgivanden"):
        assert world.dana.number in world.page("amir").get(f"/arenden/{world.dana.case}/{page}").text


def test_who_said_no_is_told_how_to_change_her_mind(world: World) -> None:
    paper = presented(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}"
    assert dana.post(f"{path}/ta-tillbaka", {"scope": "whole"}, form_at=f"{path}/skriv-under").status == 303
    told = dana.get("/mina-medgivanden").text
    assert "Vill du ändra dig kan din handledare göra ett nytt förslag." in told


def test_the_way_to_show_the_text_once_more_says_what_is_shown(world: World) -> None:
    paper = presented(world)
    text = world.page("amir").get(f"/medgivanden/{paper.id}").text
    assert "Visa texten igen, så som den lyder i dag" in text


def test_before_she_has_answered_the_coach_is_not_told_that_they_may_read(world: World) -> None:
    paper = presented(world)
    told = world.page("amir").get(f"/medgivanden/{paper.id}").text
    assert "Så här blir det om deltagaren svarar ja på allt" in told
    assert "Så här står det för deltagaren" not in told
    assert "Så här står det för deltagaren" in world.page("amir").get(f"/medgivanden/{signed(world).id}").text


def test_who_has_left_stands_as_reading_nothing(world: World) -> None:
    """She is still named, since the participant said yes to her; nobody is told that she may read."""
    paper = in_force(world)
    leaves(world, "fia")
    for who in ("dana", "amir"):
        text = " ".join(world.page(who).get(f"/medgivanden/{paper.id}").text.split())
        assert "Fia Falk</bdi></strong> på Försäkringskassan har slutat på enheten och läser inget." in text
        assert "Har slutat på enheten. Läser inget." in text
        next_step = "Säg till din handledare." if who == "dana" else "gör du en ny version"
        assert next_step in text, "and what to do about it"
        told = text.partition("<h2>Texten</h2>")[0]  # which stands as she signed it
        assert "Fia Falk på Försäkringskassan får läsa" not in told
        assert "<bdi>Fia Falk</bdi>" not in told.partition("Får läsas av")[2].partition("</table>")[0]


def test_who_was_taken_back_before_she_left_is_not_missed(world: World) -> None:
    paper = in_force(world)
    fia = {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", fia).status == 201
    leaves(world, "fia")
    for who in ("dana", "amir"):
        text = world.page(who).get(f"/medgivanden/{paper.id}").text
        assert "Har slutat på enheten. Läser inget." in text
        assert "Någon som du har sagt ja till har slutat." not in text
        assert "Någon har slutat på sin enhet." not in text


def test_what_has_ended_does_not_say_until_when_it_holds(world: World) -> None:
    paper = in_force(world)
    assert "<dt>Gäller till och med</dt>" in world.page("dana").get(f"/medgivanden/{paper.id}").text
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    text = world.page("dana").get(f"/medgivanden/{paper.id}").text
    assert "<dt>Återkallat</dt>" in text
    assert "<dt>Gäller till och med</dt>" not in text


def test_what_was_taken_back_is_not_offered_again(world: World) -> None:
    """By Back or a second tab she came to a page that listed who reads, as if she had done nothing."""
    paper = in_force(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}"
    assert "Ingen av dem får läsa något längre." in dana.get(f"{path}/ta-tillbaka").text
    assert "Det gäller inte längre." not in dana.get(f"{path}/kopia").text
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    closed = dana.get(f"{path}/ta-tillbaka").text
    assert "Det här medgivandet gäller inte. Du behöver inte ta tillbaka något." in closed
    assert "Fia Falk" not in closed
    assert "Du tog tillbaka allt" in dana.get(f"{path}/kopia").text, "the paper says so too"


def test_her_copy_says_what_she_has_taken_back_since(world: World) -> None:
    """It read "Fia Falk may read", a minute after she had taken that back."""
    paper = in_force(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/kopia"
    said, part = (
        "Efter det har du tagit tillbaka det här. Det gäller inte längre:",
        "<li>Mina tider och aktiviteter</li>",
    )
    assert said not in dana.get(path).text
    person = next(one["id"] for one in paper.view["persons"] if one["officer"] == world["fia"].officer)
    for what, shown in (({"person": person}, "<li><bdi>Fia Falk</bdi></li>"), ({"category": "C04"}, part)):
        assert shown not in dana.get(path).text
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", what).status == 201
        text = dana.get(path).text
        assert (said in text, text.count(shown)) == (True, 1)


def test_one_row_taken_back_is_not_told_as_all_of_its_sort(world: World) -> None:
    """Of three that give her times she took one back, and read that her times counted no more."""
    paper = in_force(world)
    path, said = f"/medgivanden/{paper.id}/kopia", "<li>Mina tider och aktiviteter</li>"
    for unit in ("AF Rehabteam", "AME"):
        row = {"row": paper.row(world, unit, "C04")}
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", row).status == 201
        text = world.page("dana").get(path).text
        assert said not in text
        assert re.search(f"<li>Mina tider och aktiviteter från [^<]*{unit}</li>", text), unit
    row = {"row": paper.row(world, "participant", "C04")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", row).status == 201
    assert said in world.page("dana").get(path).text


def test_a_copy_of_what_was_replaced_says_so(world: World) -> None:
    paper = in_force(world)
    person = {"person": paper.person(world, "fia")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", person).status == 201
    world.clock.move(MINUTE)
    in_force(world)
    text = world.page("dana").get(f"/medgivanden/{paper.id}/kopia").text
    assert "Du skrev under ett nyare medgivande" in text
    assert "Så här var det medan det gällde" in text
    assert "<li><bdi>Fia Falk</bdi></li>" in text, "that she took her back is not forgotten with the end of the rest"


def test_what_was_taken_back_is_not_told_as_how_it_always_was(world: World) -> None:
    """Who had read for months and was then taken back "read nothing while it held", said the page."""
    paper = in_force(world)
    person = {"person": paper.person(world, "fia")}
    for what in (person, {"whole": True}):
        assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", what).status == 201
    text = world.page("dana").get(f"/medgivanden/{paper.id}").text
    assert "Så här var det när det slutade gälla" in text
    assert "Så här var det medan det gällde" not in text


def test_her_copy_says_who_witnesses_in_words_that_she_understands(world: World) -> None:
    """It read "Witnessed by: one person", which nobody can make anything of."""
    text = world.page("dana").get(f"/medgivanden/{signed(world).id}/kopia").text
    assert "En handledare, som också gav dig länken eller skärmen" in text


def test_no_empty_paragraph_follows_what_she_signed(world: World) -> None:
    path, dana = f"/medgivanden/{signed(world).id}", world.page("dana")
    for page in (path, f"{path}/kopia"):
        text = dana.get(page).text
        assert "Medgivande att dela uppgifter" in text
        assert "<p></p>" not in text, page


def test_a_copy_of_what_has_come_to_its_end_says_so(world: World) -> None:
    """It read "they may read" long after its last day: only one that she had ended herself said that it had ended."""
    paper = in_force(world)
    path = f"/medgivanden/{paper.id}/kopia"
    text = world.page("dana").get(path).text
    assert ("Utgånget" in text, "<h2>Så här blir det</h2>" in text) == (False, True)
    world.clock.move(366 * DAY)
    text = world.page("dana").get(path).text
    assert re.search(r"<strong>Utgånget</strong>, \d+ \w+ \d{4}</p>", text)
    assert "Så här var det medan det gällde" in text
    assert "<h2>Så här blir det</h2>" not in text, "the text that she signed says it still"


def test_a_signature_is_witnessed_once_and_only_while_it_holds(world: World) -> None:
    paper = signed(world)
    amir, path = world.page("amir"), f"/medgivanden/{paper.id}/bevittna"
    assert "Bevittna och godta" in amir.get(path).text
    late = [amir.post(path, {"code": "000000"}, form_at=path) for _ in range(6)][-1]
    assert ("För många försök. Vänta" in late.text, "Bevittna och godta" in late.text) == (True, True)
    world.clock.move(MINUTE)
    assert amir.post(path, {"code": world.code("amir")}, form_at=path).status == 303
    done = amir.get(path).text
    assert "Det är redan bevittnat." in done
    assert "Bevittna och godta" not in done
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"whole": True}).status == 201
    other = presented(world)
    assert "Det går inte att bevittna nu" in amir.get(f"/medgivanden/{other.id}/bevittna").text


def test_for_an_answer_that_nobody_can_give_she_does_not_wait(world: World) -> None:
    """She took back the only one at the unit, who alone could answer, and read that it was waited for, for good."""
    paper = signed(world)
    amir, dana, path = world.page("amir"), world.page("dana"), f"/medgivanden/{paper.id}"
    nobody = "Ingen där kan svara nu"
    assert nobody not in dana.get(path).text
    waits = dana.get(path).text.count("Väntar på myndigheten")
    one = {"person": paper.person(world, "arvid")}
    assert world.api("dana").post(f"/consents/{paper.id}/withdrawals", one).status == 201
    text = dana.get(path).text
    assert (text.count(nobody), text.count("Väntar på myndigheten")) == (1, waits - 1)
    told = world.api("dana").get(f"/consents/{paper.id}").json["rows"]
    assert [one["source_name"] for one in told if one["in_vain"]] == ["Arbetsförmedlingen, AF Rehabteam"]
    assert nobody in amir.get(path).text
    world.clock.move(20 * DAY)
    late = world.page("dana").get(path).text.partition("Har inte svarat på fem arbetsdagar")[2].partition("</p>")[0]
    assert ("FK Nordost" in late, "AF Rehabteam" in late) == (True, False)


def test_what_the_witness_accepts_is_waited_for_though_no_coach_is_named(world: World) -> None:
    paper = signed(world, named=("fia", "arvid", "rut"))
    assert "Ingen där kan svara nu" not in world.page("dana").get(f"/medgivanden/{paper.id}").text
