"""What a page says of a substitute follows what was answered about the one whom she replaces."""

import itertools
import re

from hub.grants.unanswered import waiting_at
from hub.officers.roles import Role
from policies.vocabulary import Function
from tests.cast import DAY, World
from tests.consents.story import Paper, presented, sign
from tests.staff import Part, join

KARIN = Part("Karin Kart", "handläggare", "Försäkringskassan", "FK Nordost", Function.FK_OFFICER, Role.OFFICER)


def test_who_has_said_no_is_not_asked_about_the_substitute(world: World) -> None:
    paper = _with_a_substitute(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    met, step = [], dana.get(path).text
    at = f"{path}/1"
    while at.rpartition("/")[2] != "klart":
        step = dana.get(at).text
        met.append(step)
        at = dana.post(at, {"answer": "no" if "<h1>Får Fia Falk läsa?" in step else "yes"}).headers["Location"]
    assert not any("<h1>Får Karin Kart läsa när Fia Falk är borta?" in page for page in met)
    end = dana.get(at).text
    assert re.search(r"Får Karin Kart läsa när Fia Falk är borta\?</span> <strong>Nej</strong>", end)
    hidden = dict(re.findall(r'name="(digest|nonce|kept)" value="([0-9a-f]+)"', end))
    form = {"capacity": "self", "typed_name": "Dana Demosson", "code": world.dana.code, "place": "Demostad"}
    assert dana.post(at, {**hidden, **form}).status == 303
    persons = {one["officer"]: one["answer"] for one in world.api("dana").get(f"/consents/{paper.id}").json["persons"]}
    assert persons[world["karin"].officer] is False
    assert persons[world["amir"].officer] is True


def test_a_yes_after_all_asks_about_the_substitute(world: World) -> None:
    paper = _with_a_substitute(world)
    client = world.api("dana")
    questions = f"/consents/{paper.id}/questions"
    about = {one["heading"]: one["number"] for one in client.get(questions).json["items"]}
    of_fia, of_karin = about["Får Fia Falk läsa?"], about["Får Karin Kart läsa när Fia Falk är borta?"]
    for answer, waits in ((False, False), (True, True)):
        left = client.put(f"{questions}/{of_fia}", {"answer": answer}).json["left"]
        assert (of_karin in left) is waits


def test_whom_a_substitute_stands_in_for_is_said_where_she_is_taken_back(world: World) -> None:
    """She stood in the list like anybody else, as if she read all the time."""
    paper = _with_a_substitute(world)
    assert sign(world, paper).status == 200
    page = world.page("dana").get(f"/medgivanden/{paper.id}/ta-tillbaka").text
    of_karin = page.partition(f'value="person:{paper.person(world, "karin")}"')[2].partition("</label>")[0]
    of_fia = page.partition(f'value="person:{paper.person(world, "fia")}"')[2].partition("</label>")[0]
    assert "<small>Ersättare: läser bara när Fia Falk är borta.</small>" in of_karin
    assert "Fia Falk" in of_fia
    assert "Ersättare" not in of_fia


def _with_a_substitute(world: World) -> Paper:
    with world.store.write() as tx:
        world.members["karin"] = join(tx, world.ground, "karin", KARIN, units=world.units, since=world.now - 100 * DAY)
    fia, karin = world["fia"].officer, world["karin"].officer
    rows = (("AME", "C04"), ("FK Nordost", "C09"), ("participant", "C04"))
    return presented(world, rows=rows, persons=[fia, {"officer": karin, "stands_in_for": fia}, world["amir"].officer])


def test_a_no_to_the_one_who_is_replaced_is_a_no_to_the_substitute_too(world: World) -> None:
    """It was summed up as "reads nothing, only when Fia is away", which reads as: then she does."""
    paper = _with_a_substitute(world)
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}/skriv-under"
    too = "Du har sagt nej till Fia Falk. Då läser inte heller Karin Kart något."
    last = int(re.findall(r"Fråga 1 av ([0-9]+)", dana.get(f"{path}/1").text)[0])
    asked = [dana.get(f"{path}/{number}").text for number in range(1, last + 1)]
    assert not any(too in page for page in asked)
    for number, page in enumerate(asked, 1):
        dana.post(f"{path}/{number}", {"answer": "no" if "<h1>Får Fia Falk läsa?" in page else "yes"})
    (told,) = (page for number in range(1, last + 1) if too in (page := dana.get(f"{path}/{number}").text))
    assert "får Karin Kart läsa det här" not in told, "and nothing against it"
    summed_up = " ".join(dana.get(f"{path}/klart").text.split())
    assert "Du har sagt nej till alla" not in summed_up, "she has said yes to the substitute, and reads that below"
    assert "Då lämnas inget ut därifrån." in summed_up
    assert "<bdi>Karin Kart</bdi></strong> på Försäkringskassan får inte läsa något från de andra." in summed_up
    assert "Bara när Fia Falk är borta" not in summed_up


def test_who_does_not_read_as_the_others_do_is_told_apart_where_she_answers_and_reads(world: World) -> None:
    """In the reading helps, and beside the boxes of the paper, all stood there as if they read all the time."""
    _with_a_substitute(world)
    fia, karin, amir = (world[name].officer for name in ("fia", "karin", "amir"))
    persons = [fia, {"officer": karin, "stands_in_for": fia}, {"officer": amir, "reads": False}]
    rows = (("AME", "C04"), ("FK Nordost", "C09"), ("participant", "C04"))
    paper = presented(world, rows=rows, persons=persons)
    dana, read = world.page("dana"), f"/medgivanden/{paper.id}/las"
    for language, substitute, gives in (
        ("sv-simple", "Läser bara när Fia Falk är borta.", "Berättar bara. Läser inget."),
        ("en", "Substitute: reads only when Fia Falk is away.", "Only gives information and reads nothing."),
        ("ar", "بديل: يقرأ فقط عندما يكون Fia Falk غائبًا.", "يعطي المعلومات فقط ولا يقرأ شيئًا."),
    ):
        lines = re.findall(r"<p>(.*?)</p>", dana.get(f"{read}/{language}").text)
        under = {line.partition(",")[0]: after for line, after in itertools.pairwise(lines)}
        assert re.sub("[\u2066-\u2069]|</?bdi>", "", under["Karin Kart"]) == substitute
        assert under["Amir Amini"] == gives
        assert not under["Fia Falk"].startswith(substitute.partition("Fia")[0])
    boxes = world.page("amir").get(f"/medgivanden/{paper.id}/papper/utskrift").text.partition("<tbody>")[2]
    said = dict(re.findall(r"<tr><td>([^,]+),[^<]*(?:<br><small>([^<]*)</small>)?</td>", boxes))
    assert said["Karin Kart"] == "Ersättare: läser bara när Fia Falk är borta."
    assert said["Amir Amini"] == "Lämnar bara uppgifter och läser inget."
    assert said["Fia Falk"] == ""


def test_what_she_takes_back_from_the_one_who_is_replaced_is_told_of_the_substitute_too(world: World) -> None:
    """The substitute reads nothing from then on (R21), and stood there as one who still reads, to be taken back."""
    paper = _with_a_substitute(world)
    assert sign(world, paper).status == 200
    dana, path = world.page("dana"), f"/medgivanden/{paper.id}"
    fia, karin, amir = (paper.person(world, name) for name in ("fia", "karin", "amir"))
    assert _waits_at_fk(world)
    world.api("dana").post(f"/consents/{paper.id}/withdrawals", {"person": fia})
    offered = re.findall('value="person:([0-9a-f]+)"', dana.get(f"{path}/ta-tillbaka").text)
    assert offered == [amir]
    page = " ".join(dana.get(path).text.split())
    assert "<bdi>Karin Kart</bdi></strong> på Försäkringskassan får inte läsa något från de andra." in page
    listed = page.partition("Så här ser de det")[2].partition("Läs hela texten")[0]
    assert "när Fia Falk är borta" not in page.partition("Läs hela texten")[0]
    assert listed.count('<span class="tag">Läser inget.</span>') == len((fia, karin))
    assert "Ingen där kan svara nu" in page, "she answers for nobody either"
    assert not _waits_at_fk(world), "and nobody is reminded"
    said = dana.get(f"{path}/sa-ser/{karin}").text
    assert "En ersättare får aldrig läsa mer än den ordinarie." in said
    assert "har du sagt ja till" not in said


def _waits_at_fk(world: World) -> bool:
    with world.store.read() as tx:
        return bool(waiting_at(tx, at=world.now, unit=world.units["FK Nordost"]))
