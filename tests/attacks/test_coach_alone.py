"""A coach who wants a signature that the participant never gave, and whoever holds a copied secret (T10, T11, T14)."""

from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import func, select, update

from hub.grants.tables import coach_assignment, consent, governing
from hub.signin import sessions
from hub.signin.current import Surface
from tests.attacks.addresses import token
from tests.cast import Answer, World
from tests.consents import story

CHOSEN = "840261"  # by whoever uses the link


def governs(world: World) -> str | None:
    with world.store.read() as tx:
        mine = (governing.c.case_id == world.dana.case, governing.c.kind == "cooperation")
        found: str | None = tx.execute(select(governing.c.consent_id).where(*mine)).scalar_one()
        return found


def _signs(world: World, paper: story.Paper, **instead: str) -> Answer:
    return world.api("amir").post(f"/consents/{paper.id}/signature", story.signature(world, paper, **instead))


def _signs_on_a_page(world: World, paper: story.Paper) -> Answer:
    page, code = world.page("amir"), world.code("amir")
    form = {f"{kind}.{one['id']}": "yes" for kind in ("persons", "rows") for one in paper.view[kind]}
    form |= {"covers_earlier": "no", "collision_check": "yes", "digest": paper.digest, "nonce": paper.nonce}
    form |= {"code": code, "csrf_token": token(world, page)}
    return Answer(page.client.post(f"/medgivanden/{paper.id}/skriv-under", data=form))


def _uses_a_new_link(world: World, _: story.Paper) -> Answer:
    made = world.api("amir").post(f"/cases/{world.dana.case}/links", {"purpose": "first_sign_in"})
    if made.status != 201:
        return made
    return world.api().post("/sessions", {"link": made.json["link"], "code": CHOSEN})


def _signs_by_his_cookie(world: World, paper: story.Paper) -> Answer:
    headers = {"Authorization": f"Bearer {world.session('amir', Surface.PAGE)}"}
    return world.api().post(f"/consents/{paper.id}/signature", story.signature(world, paper), headers=headers)


def _signs_in(world: World, **by: str) -> Answer:
    return world.api().post("/sessions", {**by, "username": world.dana.username})


# Everything that a coach can try with what is his: his sessions, his codes, fresh links of his own making.
FORGERIES: Final[dict[str, Callable[[World, story.Paper], Answer]]] = {
    "his session and her code": _signs,
    "his session and his code": lambda world, paper: _signs(world, paper, code=world.code("amir")),
    "his page": _signs_on_a_page,
    "a new link": _uses_a_new_link,
    "her name and his code": lambda world, _: _signs_in(world, code=world.code("amir")),
    "her name, his password and code": lambda world, _: _signs_in(world, **world.credentials("amir")),
    "his cookie as a token": _signs_by_his_cookie,
    "witnessing before she has signed": lambda world, paper: world.api("amir").post(
        f"/consents/{paper.id}/witness", {"code": world.code("amir")}
    ),
}


def test_nothing_of_a_coachs_makes_a_signature_once_her_code_is_chosen(world: World) -> None:
    paper = story.presented(world)
    for name, forge in FORGERIES.items():
        answer = forge(world, paper)
        assert answer.status in {401, 404, 409}, (name, answer.text)
        assert governs(world) is None, name
    with world.store.read() as tx:
        assert tx.execute(select(func.count(consent.c.signed_at))).scalar_one() == 0
    assert story.sign(world, paper).status == 200  # and hers still stands, with the code that she chose


def test_the_attack_works_where_a_link_changes_a_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards off: with links made and served where a code is chosen already, the coach signs in as her, and signs."""
    monkeypatch.setattr("hub.signin.linking._check_first", lambda _: None)
    monkeypatch.setattr("hub.signin.starting._serves", lambda *_: True)
    paper = story.presented(world)
    link = world.api("amir").post(f"/cases/{world.dana.case}/links", {"purpose": "first_sign_in"}).json["link"]
    stolen = world.api().post("/sessions", {"link": link, "code": CHOSEN}).json["token"]
    body = story.signature(world, paper, code=CHOSEN)
    answer = world.api().post(f"/consents/{paper.id}/signature", body, headers={"Authorization": f"Bearer {stolen}"})
    assert answer.status == 200
    assert governs(world) == paper.id


def signed_after_a_reset(world: World, by: str, paper: story.Paper) -> Answer:
    """Let a coach reset her code, choose the new one himself, and sign with it."""
    link = world.api(by).post(f"/cases/{world.dana.case}/links", {"purpose": "code_reset"}).json["link"]
    taken = world.api().post("/sessions", {"link": link, "code": CHOSEN}).json["token"]
    signature, hers = story.signature(world, paper, code=CHOSEN), {"Authorization": f"Bearer {taken}"}
    return world.api().post(f"/consents/{paper.id}/signature", signature, headers=hers)


def marks_of_one_coach(world: World) -> list[bool]:
    return [one["one_coach"] for one in world.api("fia").get("/acceptances").json["items"]]


def acts_seen(world: World, name: str) -> set[str]:
    path = "/me/reads?limit=100" if name == "dana" else "/log/entries?limit=100"
    return {one["action"] for one in world.api(name).get(path).json["items"]}


def test_a_reset_is_the_one_way_and_everybody_sees_it(world: World) -> None:
    """A coach may reset a code; what is signed after it carries his mark, and she and the reviewer find both acts."""
    paper = story.presented(world)
    hers = world.api("dana")
    assert signed_after_a_reset(world, "amir", paper).status == 200
    assert hers.get("/me/case").status == 401  # her sessions have ended: she notices
    assert marks_of_one_coach(world) == [True]
    for name in ("dana", "dagny"):
        assert {"code_reset", "sign"} <= acts_seen(world, name), name


def handed_to_cia(world: World) -> None:
    body = {"number": world.dana.number, "officer": world["cia"].officer}
    assert world.api("bea").post("/handovers", body).status == 204


def test_nor_does_who_takes_a_draft_over_sign_it(world: World) -> None:
    """Amir drafts, Cia gets the case, makes a link, uses it herself and signs: she alone would have seen it."""
    paper = story.presented(world)
    handed_to_cia(world)
    assert signed_after_a_reset(world, "cia", paper).json["code"] == "another_coach"
    assert governs(world) is None


def signed_with_the_end_taken_away(world: World) -> Answer:
    """Let somebody take away, past the hub, that Amir coaches her no more."""
    paper = story.presented(world)
    handed_to_cia(world)
    with world.store.write() as tx:
        his = coach_assignment.c.officer_id == world["amir"].officer
        tx.execute(update(coach_assignment).where(his).values(ends=None))
    return story.sign(world, paper)


def test_nor_where_an_end_is_taken_away_without_its_seal(world: World) -> None:
    assert signed_with_the_end_taken_away(world).json["code"] == "another_coach"


def marks_where_a_row_of_before_is_put_back(world: World) -> list[bool]:
    """Somebody lets Amir coach her again past the hub, by the whole row as it stood, so that Cia may sign his text."""
    paper = story.presented(world)
    with world.store.read() as tx:
        (before,) = tx.execute(select(coach_assignment)).mappings().all()
    handed_to_cia(world)
    with world.store.write() as tx:
        tx.execute(update(coach_assignment).where(coach_assignment.c.id == before["id"]).values(**before))
    assert signed_after_a_reset(world, "cia", paper).status == 200
    return marks_of_one_coach(world)


def test_nor_unmarked_where_a_row_of_before_is_put_back(world: World) -> None:
    assert marks_where_a_row_of_before_is_put_back(world) == [True]


def test_a_code_of_a_coach_before_is_no_mark(world: World) -> None:
    """Her code rests on Amir's link, and Cia, who coaches her now, drafts: two have seen it."""
    link = world.api("amir").post(f"/cases/{world.dana.case}/links", {"purpose": "code_reset"}).json["link"]
    assert world.api().post("/sessions", {"link": link, "code": world.dana.code}).status == 201
    handed_to_cia(world)
    cia = world.api("cia")
    made = cia.post(f"/cases/{world.dana.case}/consents", story.proposal(world)).json
    shown = cia.post(f"/consents/{made['id']}/presentation", {}).json
    assert story.sign(world, story.Paper(made["id"], made, shown["digest"], shown["nonce"])).status == 200
    assert marks_of_one_coach(world) == [False]


@pytest.mark.parametrize("surface", [Surface.PAGE, Surface.API])
def test_a_copied_secret_serves_nobody_after_sign_out(
    world: World, surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copied_opens() -> bool:
        if surface is Surface.API:
            client = world.api("dana")
            copy = {"Authorization": f"Bearer {client.token}"}
            assert world.api().get("/me/case", headers=copy).status == 200
            assert client.delete("/sessions/current").status == 204
            return world.api().get("/me/case", headers=copy).status == 200
        mine = world.page("dana")
        theirs = world.page()
        theirs.client.set_cookie(mine.cookie, mine.secret or "")
        assert theirs.get("/min-sida").status == 200
        assert mine.client.post("/logga-ut", data={"csrf_token": token(world, mine)}).status_code == 303
        return theirs.get("/min-sida").status == 200

    assert not copied_opens()
    monkeypatch.setattr(sessions, "end", lambda *_, **__: None)  # guard off: the cookie is only forgotten by its owner
    assert copied_opens()
