"""*Min frånvaro* tells, case by case, who reads and answers meanwhile, and plainly where nobody does; it is logged."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from hub.access_log.tables import log_entry
from hub.cases import covering, listing
from hub.grants import assignment_seals
from hub.grants.tables import assignment, consent_person
from hub.officers.roles import Role
from hub.store.days import day_of
from policies.vocabulary import Function
from tests.cases.agreeing import WHOLE, agree
from tests.cast import DAY, Participant, World
from tests.moving_on import leaves
from tests.rewriting import rewrite
from tests.staff import Part, join

KARIN = Part("Karin Kart", "handläggare", "Försäkringskassan", "FK Nordost", Function.FK_OFFICER, Role.OFFICER)
NOBODY = "finns ingen som läser och svarar i ditt ställe."
NOT_YET = "Har inte tagit emot ärendet än. Då läser och svarar ingen."


@pytest.fixture
def two(world: World) -> World:
    """Fia has two cases; in Dana's, Karin stands in for her."""
    with world.store.write() as tx:
        world.members["karin"] = join(tx, world.ground, "karin", KARIN, units=world.units, since=world.now - DAY)
    _with_karin(world, world.dana)
    agree(world, world.add_participant("Olle Olsson", code=None), gives=WHOLE)
    return world


def _with_karin(world: World, who: Participant) -> None:
    made = agree(world, who, gives=WHOLE, persons=("amir", "sofia", "arvid", "fia", "karin"))
    at = consent_person.c
    fia = select(at.id).where(at.officer_id == world["fia"].officer, at.consent_id == made.id).scalar_subquery()
    hers = update(consent_person).where(at.officer_id == world["karin"].officer, at.consent_id == made.id)
    rewrite(world, hers.values(stands_in_for=fia))


def _told(world: World, name: str = "fia") -> dict[str, str]:
    """Give what the page says of each case, by whom it is about."""
    text = world.page(name).get("/min-franvaro").text
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in text.split("<tr>")[2:]]
    cut = [row.partition("</table>")[0].split(" SK-", 1) for row in rows]
    return {who: said.partition(" ")[2].partition(" Att du")[0] for who, said in cut}


def _listed(world: World) -> int:
    with world.store.read() as tx:
        found = select(func.count()).where(log_entry.c.action == "list")
        return int(tx.execute(found).scalar_one())


def test_each_case_says_who_and_where_nobody(two: World) -> None:
    before = _listed(two)
    told = _told(two)
    assert list(told) == ["Olle Olsson", "Dana Demosson"], "where nobody stands in comes first"
    assert told["Olle Olsson"] == "Ingen"
    assert told["Dana Demosson"] == "Karin Kart"
    assert _listed(two) - before == 2, "each name that is seen has its entry"
    assert f"I 1 ärende {NOBODY}" in two.page("fia").get("/min-franvaro").text


def test_a_program_is_told_the_same(two: World) -> None:
    """The page alone told it: a program that reports an absence could not say in which cases nobody reads."""
    before = _listed(two)
    told = two.api("fia").get("/me/absence/cover").json
    assert [(one["name"], one["substitute"] and one["substitute"]["name"]) for one in told["items"]] == [
        ("Olle Olsson", None),
        ("Dana Demosson", "Karin Kart"),
    ]
    hers = told["items"][1]["substitute"]
    assert hers == {**hers, "officer": two["karin"].officer, "taken_on": True, "away_from": None, "away_until": None}
    assert (told["next"], told["more"]) == (None, False)
    assert _listed(two) - before == 2, "each name has its entry here too"
    assert two.api("dana").get("/me/absence/cover").status == 404
    away = {"first_day": "2026-03-20", "last_day": "2026-03-21"}
    assert two.api("karin").put("/me/absence", away).status == 200
    hers = two.api("fia").get("/me/absence/cover").json["items"][1]["substitute"]
    assert (hers["away_from"], hers["away_until"]) == ("2026-03-19T23:00:00.000000Z", "2026-03-21T23:00:00.000000Z")


def test_who_has_not_taken_the_case_on_is_told_as_nobody(two: World) -> None:
    with two.store.write() as tx:
        assignment_seals.end(tx, assignment.c.officer_id == two["karin"].officer, at=two.now)
    assert _told(two)["Dana Demosson"] == f"Karin Kart {NOT_YET}"
    assert f"I 2 ärenden {NOBODY}" in two.page("fia").get("/min-franvaro").text


def test_a_substitute_who_is_away_herself_is_told_as_that(two: World) -> None:
    first = day_of(two.now) + timedelta(days=1)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=2)).isoformat()}
    assert two.api("karin").put("/me/absence", days).status == 200
    away = "Är själv borta från tisdag 17 mars 2026 till och med torsdag 19 mars 2026."
    assert away in _told(two)["Dana Demosson"]
    two.clock.move(5 * DAY)
    assert _told(two)["Dana Demosson"] == "Karin Kart"


def test_who_has_left_or_was_taken_back_stands_in_for_nobody(two: World) -> None:
    hers = consent_person.c.officer_id == two["karin"].officer
    rewrite(two, update(consent_person).where(hers).values(withdrawn_at=two.now))
    assert _told(two)["Dana Demosson"] == "Ingen"
    rewrite(two, update(consent_person).where(hers).values(withdrawn_at=None))
    assert _told(two)["Dana Demosson"] == "Karin Kart"
    leaves(two, "karin")
    assert _told(two)["Dana Demosson"] == "Ingen"


def test_what_she_may_not_be_shown_is_not_there(two: World) -> None:
    with two.store.write() as tx:
        assignment_seals.end(tx, assignment.c.officer_id == two["fia"].officer, at=two.now)
    before = _listed(two)
    text = two.page("fia").get("/min-franvaro").text
    assert "Du har inga ärenden som du kan läsa nu." in text
    assert "Karin Kart" not in text
    assert _listed(two) == before


def test_by_a_consent_that_does_not_open_nobody_reads(two: World) -> None:
    from hub.store.key_tables import wrapped_key  # noqa: PLC0415 - the one test that takes a key away

    with two.ground.key_store.write() as tx:
        tx.execute(delete(wrapped_key).where(wrapped_key.c.participant_id == two.dana.id))
    text = two.page("fia").get("/min-franvaro").text
    assert "Karin Kart" not in text
    assert f"I 2 ärenden {NOBODY}" in text
    assert "Olle Olsson" in text, "what is wrong with one case hides no other"


def test_a_coach_is_told_what_a_substitute_does_not_do(two: World) -> None:
    waits = "Länkar, nya medgivanden och bevittning väntar på dig."
    assert waits in two.page("amir").get("/min-franvaro").text
    assert waits not in two.page("fia").get("/min-franvaro").text


def test_of_more_than_a_list_shows_it_says_so(two: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (covering, listing):
        monkeypatch.setattr(module, "MOST", 1)
    assert "Du har fler ärenden än de 1 som står här." in two.page("fia").get("/min-franvaro").text


def test_who_stands_in_is_told_until_when_and_comes_from_the_case_to_the_consent(two: World) -> None:
    day, case = day_of(two.now).isoformat(), f"/arenden/{two.dana.case}"
    assert two.api("fia").put("/me/absence", {"first_day": day, "last_day": day}).status == 200
    karin = two.page("karin")
    assert "Du läser som ersättare till och med måndag 16 mars 2026." in karin.get(case).text
    assert "Du läser som ersättare" not in two.page("arvid").get(case).text
    until = {name: two.api(name).get(f"/cases/{two.dana.case}").json["stands_in_until"] for name in ("karin", "arvid")}
    assert until == {"karin": day, "arvid": None}
    way = re.search(r'href="(/medgivanden/[0-9a-f]{32})">Se medgivandet', karin.get(case).text)
    assert way is not None
    assert karin.get(way.group(1)).status == 200
