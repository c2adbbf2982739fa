"""The consent's texts can be read by who shall sign them, say who has reviewed them, and are told apart by hash."""

import re
import tomllib
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from importlib.resources import files

import pytest
from sqlalchemy import select, update

from hub.consents.evidence import CODE
from hub.consents.labels import PARTICIPANT_LABELS
from hub.consents.questioning import NO_COSTS_WORDS
from hub.consents.rendering import example
from hub.consents.templating import READING_HELPS, SIGNED, helps, template
from hub.officers.tables import employment, officer
from hub.store.days import instant, last_day_of
from hub.store.writing_days import write_day
from tests.cast import DAY, TestSettings, World, insecure_argon2, make_world, world
from tests.consents.story import drafted, in_force, presented
from tests.consents.test_signing_wizard import answer_all, closing, signed

__all__ = ["insecure_argon2", "make_world", "world"]

LONG = 6  # letters: a word with more is long
HARDEST = {"sv": 40, "sv-simple": 25}


def lix(text: str) -> float:
    """Björnsson's LIX: words a sentence, and long words in a hundred; a heading's line is a sentence."""
    words = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", text)
    lines = [line for line in text.splitlines() if re.search(r"\w", line)]
    sentences = sum(max(1, len(re.findall(r"[.!?:]+(?=\s|$)", line))) for line in lines)
    return len(words) / sentences + 100 * sum(len(word) > LONG for word in words) / len(words)


def test_lix_tells_hard_from_easy() -> None:
    assert lix("Du får läsa. Vi går hem nu.") < 10
    assert lix("Huvudmannens personuppgiftsansvarige dataskyddsombudsfunktion efterlyser verksamhetsutveckling") > 60


@pytest.mark.parametrize("language", sorted(HARDEST))
def test_the_text_is_easy_enough(world: World, language: str) -> None:
    paper = presented(world)
    dana = world.page("dana")
    page = dana.get(f"/medgivanden/{paper.id}/las/{language}").text
    article = re.search(r"<article.*?</article>", page, re.DOTALL)
    assert article is not None
    shown = re.sub(r"<[^>]+>", "\n", article.group()).replace("&#34;", '"')
    assert lix(shown) <= HARDEST[language]
    for part in re.split(r"\n{3,}", template(language).body):
        assert lix(re.sub(r"\{\w+\}", "Namn", part)) <= HARDEST[language] + 15


def text_of(world: World) -> str:
    return str(world.api("dana").get(f"/consents/{presented(world).id}").json["text"])


def test_it_says_whom_she_complains_to(world: World) -> None:
    with world.store.write() as tx:
        dagny = officer.c.id == world["dagny"].officer
        tx.execute(update(officer).where(dagny).values(phone="044-12 34 56"))
        told = tx.execute(select(officer.c.name, officer.c.email).where(dagny)).one()
    text = text_of(world)
    assert f"Dataskyddsombud: {told.name}, 044-12 34 56, {told.email}." in text
    world.clock.move(DAY)
    with world.store.write() as tx:
        tx.execute(update(employment).where(employment.c.officer_id == world["dagny"].officer).values(ends=world.now))
    assert "Dataskyddsombud: varje myndighet har ett" in text_of(world)


def test_the_questions_are_easy_enough() -> None:
    words = [str(one) for one in NO_COSTS_WORDS.values()]
    words += [f"{label}. Till exempel {example(category)}." for category, label in PARTICIPANT_LABELS.items()]
    assert lix("\n".join(words)) <= HARDEST["sv"]


def test_each_text_says_who_has_reviewed_it() -> None:
    states = {language: template(language).review for language in (SIGNED, *READING_HELPS)}
    assert states["sv-simple"] == states["en"] == "granskad för DEMO"
    assert template("ar").is_draft
    assert [one.language for one in helps(TestSettings())] == list(READING_HELPS)
    for language in (SIGNED, *READING_HELPS):
        one = template(language)
        assert "Granskning" not in one.body
        file = files("hub.consents") / f"templates/consents/{one.id}.{language}.txt"
        assert one.sha256 == sha256(file.read_bytes()).hexdigest()
    with pytest.raises(LookupError):
        template("so")


def test_the_page_of_each_text_says_who_has_reviewed_it(world: World) -> None:
    here, dana = f"/medgivanden/{presented(world).id}/las", world.page("dana")
    for language in (SIGNED, "sv-simple", "en"):
        assert f">{template(language).review}</span>" in dana.get(f"{here}/{language}").text
    assert ">utkast</span>" in dana.get(f"{here}/ar").text


def test_what_is_said_in_her_language_is_not_read_out_as_swedish(world: World) -> None:
    """The link to the Swedish text speaks of it in hers: what is marked as Swedish is Swedish, in letters at least."""
    paper = presented(world)
    dana = world.page("dana")
    dana.client.set_cookie("sprak", "ar")
    page = dana.get(f"/medgivanden/{paper.id}/skriv-under").text
    swedish = re.findall(r'<\w+[^>]* lang="(?:sv|en)"[^>]*>([^<]*)<', page)
    assert "Lättläst svenska" in swedish
    assert not [one for one in swedish if re.search("[\u0600-\u06ff]", one)]


@pytest.mark.parametrize("language", [SIGNED, *READING_HELPS])
def test_what_a_text_tells_her_to_press_is_called_so_on_her_page(world: World, language: str) -> None:
    """The English one told her to look under "Withdraw", and no page of hers had such a button."""
    in_force(world)
    dana = world.page("dana")
    dana.client.set_cookie("sprak", language)
    buttons = re.findall(r"<a [^>]*>([^<]+)</a>", dana.get("/min-sida").text)
    named = re.findall(r'"([^"]+)"', template(language).body)
    assert named
    assert set(named) <= set(buttons)


def test_each_reading_help_says_what_for_it_is_read(world: World) -> None:
    """The English one lifted secrecy only "for the purpose written here", and wrote none that she was asked for."""
    paper = presented(world, purposes=["follow_up", "joint_decision"])
    dana, here = world.page("dana"), f"/medgivanden/{paper.id}/las"
    for language, asked, not_asked in (
        ("sv-simple", ("se hur det går", "bestämma något ihop"), "få planer att gå ihop"),
        ("en", ("follow up an activity", "prepare a joint decision"), "coordinate plans"),
        ("ar", ("متابعة النشاط", "إعداد قرار مشترك"), "تنسيق الخطط"),
    ):
        page = dana.get(f"{here}/{language}").text
        assert all(f"<p>{one}</p>" in page for one in asked), language
        assert not_asked not in page


_CLAUSES = {
    "Ett nej är inget skäl i sig": "قولك لا ليس في حد ذاته سببًا",
    "Det frågar de dig om på vanligt sätt": "وهي تسألك عنها بالطريقة المعتادة",
    "12 kap. 2 §": "الفصل 12، المادة 2",
    "måste det antecknas där": "فيجب تسجيله هناك",
    "ett barn kan fara illa": "طفلًا قد يتعرض للأذى",
    "svara nej för den personen": "فأجب بلا عن ذلك الشخص",
    "var du befinner dig": "مكان وجودك",
    "SUS kräver en egen blankett": "SUS لدى Försäkringskassan يحتاج إلى استمارة",
    "utan att visa vad": "دون إظهار ما هي",
    "{renewal_days} dagar innan": "بـ 30 يومًا",
    "senast samma arbetsdag": "في يوم العمل نفسه",
    "redan har antecknat i ditt ärende": "وما سجّلته جهة في قضيتك",
    "kontrollerar den regelbundet": "بانتظام",
    "{content_kept} efter": "خلال 12 شهرًا",
    "Loggen sparas {log_kept}": "السجل 5 سنوات على الأقل",
    "allmänna handlingar": "وثائق عامة",
    "inte det här medgivandet": "وليس هذه الموافقة",
    "få fel rättade": "يُصحَّح الخطأ",
    "imy.se": "imy.se",
    "också utan medgivande": "حتى دون موافقة",
    "be om att få texten uppläst": "أن يُقرأ النص عليك",
    "intygar efteråt": "يشهد بعد ذلك",
    "godtar sin egen del": "الجزء الخاص بها قبل",
}


def test_the_arabic_reading_help_leaves_no_clause_out() -> None:
    """It said nothing of how long things are kept, of personal data, nor of the law that asks for no consent."""
    for swedish, arabic in _CLAUSES.items():
        assert swedish in template(SIGNED).body
        assert arabic in template("ar").body
    here = tomllib.loads((files("hub.consents") / "wording.sv.toml").read_text("utf-8"))["installation"]
    said = (here["renewal_days"], here["content_kept"], here["log_kept"])
    assert said == ("30", "inom tolv månader", "minst fem år"), "what is said here otherwise, say in the Arabic one too"


def in_production(make_world: Callable[..., World], *, reviewed: frozenset[str]) -> World:
    """Give a world that is no demo; Dana has no number there, since production refuses test numbers."""
    settings = TestSettings(demo=False, production=True, base_url="https://hub.example", reviewed_texts=reviewed)
    found = make_world(settings)
    found.participants["dana"] = found.add_participant("Dana Demosson")
    return found


def test_production_shows_only_the_words_that_were_reviewed(make_world: Callable[..., World]) -> None:
    simple = template("sv-simple").sha256
    assert helps(TestSettings(production=True)) == ()
    assert helps(TestSettings(production=True, reviewed_texts=frozenset({simple}))) == (template("sv-simple"),)
    bare = in_production(make_world, reviewed=frozenset())
    view = drafted(bare)
    answer = bare.api("amir").post(f"/consents/{view['id']}/presentation", {})
    assert (answer.status, answer.json["code"]) == (409, "text_not_reviewed")


def test_a_reviewed_text_is_presented_in_production(make_world: Callable[..., World]) -> None:
    assert presented(in_production(make_world, reviewed=frozenset({template(SIGNED).sha256}))).digest


def test_the_signature_keeps_which_texts_she_had(world: World) -> None:
    paper = presented(world)
    dana = world.page("dana")
    answer_all(world, dana, paper)
    closing(world, dana, paper)
    found = signed(world, paper)
    assert found["template"] == template(SIGNED).reference()
    assert found["reading_helps"] == [template("sv-simple").reference()]
    assert found["method"] != CODE


def test_a_group_is_called_by_what_is_asked_about(world: World) -> None:
    """Nobody says yes or no to a contact way, or to housing, of which the draft says nothing."""
    paper = presented(world, rows=(("AME", "C03"), ("AME", "C04"), ("FK Nordost", "C09")))
    pages = [world.page("dana").get(f"/medgivanden/{paper.id}/skriv-under/{number}").text for number in range(5, 7)]
    assert "<h1>Mina mål, mina tider och aktiviteter</h1>" in pages[0]
    assert "Då ser de inte om dina tider krockar." in pages[0]
    assert "<h1>Vilken ersättning jag har (inte belopp)</h1>" in pages[1]
    assert "bostad" not in pages[1]


def test_a_group_of_which_all_is_asked_has_its_own_words(world: World) -> None:
    paper = presented(world, rows=(("AME", "C01"), ("AME", "C03"), ("AME", "C04")))
    page = world.page("dana").get(f"/medgivanden/{paper.id}/skriv-under/5").text
    assert "Mina mål, mina tider och hur man når mig" in page
    assert "vet inte hur de når dig" in page


@pytest.mark.parametrize("page_language", ["sv", "sv-simple", "en", "ar"])
def test_a_reading_help_is_in_its_own_language_whatever_the_pages_is(world: World, page_language: str) -> None:
    """Its rows, who gives them and its days too: who reads English beside pages in Arabic meets no Arabic word."""
    paper = presented(world)
    dana = world.page("dana")
    dana.client.set_cookie("sprak", page_language)
    ends = world.api("dana").get(f"/consents/{paper.id}").json["valid_to"]
    until = last_day_of(instant(datetime.fromisoformat(ends)))
    said = {"sv-simple": "Kommer från dig själv.", "en": "Given by yourself.", "ar": "المصدر: المشارك (أنت)."}
    for language, hers in said.items():
        found = re.search(r"<article.*?</article>", dana.get(f"/medgivanden/{paper.id}/las/{language}").text, re.DOTALL)
        assert found is not None
        assert hers in found.group()
        for other in said.keys() - {language}:
            assert said[other] not in found.group(), (language, other)
        assert bool(re.search("[\u0600-\u06ff]", found.group())) == (language == "ar")
        assert write_day(until, language.partition("-")[0]) in found.group()
