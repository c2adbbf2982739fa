"""What a unit looks into about a registration: no name, not to who typed the number, and each look logged."""

import re
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from hub.access_log.tables import log_entry
from hub.cases import reminding
from hub.grants.tables import case, coach_assignment
from hub.participants.tables import unit_todo
from hub.store.days import written
from hub.store.ids import new_id
from tests.cast import SECOND, World
from tests.databases import count

NUMBER = "198708152387"


@pytest.fixture(name="twice")
def _twice(world: World) -> str:
    """Amir registers a person whose number AME has already; give the second case's id."""
    made = []
    for name in ("Amira Saleh", "Amira S. Canary"):
        made.append(
            world.api("amir").post("/cases", {"name": name, "identity_number": NUMBER, "origin": "present"}).json["id"]
        )
        world.clock.move(SECOND)
    return str(made[1])


def todos(world: World, name: str) -> list[dict[str, Any]]:
    answer = world.api(name).get("/todos")
    assert answer.status == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def number_of(world: World, case_id: str) -> str:
    with world.store.read() as tx:
        return str(tx.execute(select(case.c.number).where(case.c.id == case_id)).scalar_one())


def logged(world: World, name: str = "cia") -> list[tuple[str, str, str | None]]:
    with world.store.read() as tx:
        columns = (log_entry.c.action, log_entry.c.outcome, log_entry.c.case_id)
        found = tx.execute(select(*columns).where(log_entry.c.actor == world[name].officer)).all()
    return sorted((tuple(row) for row in found), key=lambda row: row[:2])  # all of one instant


def test_a_colleague_sees_the_number_of_the_case_and_no_name(world: World, twice: str) -> None:
    (one,) = todos(world, "cia")
    assert one == {
        "id": one["id"],
        "kind": "number_already_known",
        "case": number_of(world, twice),
        "at": written(world.now - SECOND),
    }
    assert logged(world) == [("list", "permitted", None)]
    page = world.page("cia").get("/arenden").text
    assert number_of(world, twice) in page
    assert "Amira" not in page


def test_who_typed_the_number_learns_nothing(world: World, twice: str) -> None:
    assert todos(world, "amir") == []
    assert "Att se över" not in world.page("amir").get("/arenden").text
    told = todos(world, "cia")[0]["id"]
    assert world.api("amir").patch(f"/todos/{told}", {"done": True}).status == 404


def test_nor_does_the_way_in_that_she_made_tell_it(world: World, twice: str) -> None:
    """A coach may use the link that he makes: what colleagues looked into must not stand in that person's log."""
    (one,) = todos(world, "cia")
    assert world.api("cia").patch(f"/todos/{one['id']}", {"done": True}).status == 204
    made = world.api("amir").post(f"/cases/{twice}/links", {"purpose": "first_sign_in"})
    link = str(made.json["url"]).rpartition("/")[2]
    token = world.api().post("/sessions", {"link": link, "code": "815263"}).json["token"]
    for folded in ("", "?folded=true"):
        seen = world.api().get(f"/me/reads{folded}", headers={"Authorization": f"Bearer {token}"}).text
        assert "Cia" not in seen, seen
        assert world["cia"].officer not in seen


def test_the_reviewer_finds_what_was_looked_into(world: World, twice: str) -> None:
    (one,) = todos(world, "cia")
    (seen,) = world.api("dagny").get(f"/log/entries?officer={world['cia'].officer}").json["items"]
    assert seen["written"] == [{"table": "unit_todo", "id": one["id"], "version": 1}]


def test_it_is_marked_done_once(world: World, twice: str) -> None:
    (one,) = todos(world, "cia")
    path = f"/todos/{one['id']}"
    assert world.api("cia").patch(path, {"done": False}).status == 422
    assert world.api("cia").patch(path, {"done": True}).status == 204
    assert todos(world, "cia") == []
    assert world.api("cia").patch(path, {"done": True}).status == 404
    assert logged(world)[1:] == [("write", "permitted", None), ("write", "refused", None)]


def test_it_is_marked_done_on_the_page(world: World, twice: str) -> None:
    (one,) = todos(world, "cia")
    cia = world.page("cia")
    assert cia.post(f"/arenden/att-gora/{one['id']}", form_at="/arenden").status == 303
    assert "Att se över" not in cia.get("/arenden").text


def test_another_units_is_the_same_as_none(world: World, twice: str) -> None:
    (one,) = todos(world, "cia")
    with world.store.write() as tx:
        tx.execute(update(unit_todo).values(unit_id=world.units["FK Nordost"]))
    assert todos(world, "cia") == []
    answers = []
    for todo_id in (one["id"], "f" * 32):
        with count(world.store) as counts:
            answer = world.api("cia").patch(f"/todos/{todo_id}", {"done": True})
        answers.append((answer.status, answer.data, counts.sql, counts.commits))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    with world.store.read() as tx:
        assert tx.execute(select(func.count()).where(unit_todo.c.done_at.is_not(None))).scalar_one() == 0


def test_the_access_manager_is_asked_too(world: World, twice: str) -> None:
    """Where one coach works alone, nobody else at the unit would ever see it."""
    (one,) = todos(world, "bea")
    assert one["case"] == number_of(world, twice)
    bea = world.page("bea")
    page = bea.get("/att-se-over").text
    assert number_of(world, twice) in page
    assert "Amira" not in page
    assert bea.post(f"/att-se-over/{one['id']}", form_at="/att-se-over").status == 303
    assert "Inget att se över." in bea.get("/att-se-over").text
    assert todos(world, "bea") == todos(world, "cia") == []
    assert logged(world, "bea") == [("list", "permitted", None)] * 3 + [("write", "permitted", None)]


def test_a_manager_who_typed_the_number_learns_nothing(world: World, twice: str) -> None:
    (one,) = todos(world, "bea")
    with world.store.write() as tx:
        hers = coach_assignment.c.officer_id == world["amir"].officer
        tx.execute(update(coach_assignment).where(hers).values(officer_id=world["bea"].officer))
    assert todos(world, "bea") == []
    assert "Inget att se över." in world.page("bea").get("/att-se-over").text
    assert world.api("bea").patch(f"/todos/{one['id']}", {"done": True}).status == 404


def test_nobody_else_is_asked(world: World, twice: str) -> None:
    todo_id = todos(world, "cia")[0]["id"]
    for name in ("fia", "dana", "dagny", "ada", "lea"):
        assert world.api(name).get("/todos").status == 404
        assert world.api(name).patch(f"/todos/{todo_id}", {"done": True}).status == 404
        assert world.page(name).get("/att-se-over").status == 404


def test_pages_go_on(world: World, twice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "PAGE", 2)
    with world.store.write() as tx:
        first = tx.execute(select(unit_todo)).one()
        for _ in range(4):
            tx.execute(insert(unit_todo), {**first._mapping, "id": new_id(world.ground.random)})
    seen: list[str] = []
    following: str | None = ""
    while following is not None:
        page = world.api("cia").get("/todos", query_string={"next": following} if following else {}).json
        seen += [one["id"] for one in page["items"]]
        following = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert world.api("cia").get("/todos", query_string={"next": "x"}).status == 422
    bea, here, shown = world.page("bea"), "/att-se-over", list[str]()
    while here:
        text = bea.get(here).text
        shown += re.findall(r'action="/att-se-over/([0-9a-f]{32})"', text)
        more = re.search(r'href="(/att-se-over\?next=[^"]+)">Visa fler<', text)
        here = more[1] if more is not None else ""
    assert sorted(shown) == sorted(seen), "by page as by JSON: the rest was out of reach until the first were done"


def test_the_log_says_it_in_words(world: World, twice: str) -> None:
    (one,) = todos(world, "cia")
    world.api("cia").patch(f"/todos/{one['id']}", {"done": True})
    query = {"officer": world["cia"].officer, "limit": 100}
    texts = [told["text"] for told in world.api("dagny").get("/log/entries", query_string=query).json["items"]]
    assert sorted(texts) == [
        "Cia Citron, handledare, AME såg en påminnelse om registreringen.",
        "Cia Citron, handledare, AME såg över registreringen.",
    ]
