"""What a reviewer looks for, and what lies in no case, is refused as what is not there: bytes, statements, entries."""

from typing import Any, Final

import pytest
from sqlalchemy import delete, select

from hub.access_log.reader import folding
from hub.grants.tables import proposed_officer
from hub.signin import passkeys
from hub.signin.tables import passkey
from tests.attacks.test_oracle import Cost, counted
from tests.cast import Answer, Api, Browser, World
from tests.consents.test_team import insecure_argon2, make_world, proposed, staffed, world
from tests.signin.test_changing_factors import add_passkey

__all__ = ["insecure_argon2", "make_world", "staffed", "world"]

Told = tuple[int, bytes, Cost]
# Of an entry of another unit's, its case's number, and whom it is about.
LOOKS: Final = (
    "/log/entries?case={number}",
    "/log/entries?subject={subject}",
    "/log/entries?receipt={entry}",
    "/log/entries/{entry}",
    "/log/entries/{entry}/proof",
    "/log/answers/{number}",
    "/log/counts?case={number}",
    "/log/file?case={number}",
)
PAGES: Final = (
    "/logg?case={number}",
    "/logg?case={subject}",
    "/logg?receipt={entry}",
    "/logg/{entry}",
    "/logg-diagram?case={number}",
    "/logg-svar?case={number}",
)


def told(world: World, answer: Answer, cost: Cost, *typed: str) -> Told:
    """Give what was answered but for what was asked, which a form holds again."""
    data = answer.without_token
    for one in typed:
        data = data.replace(one.encode(), b"").replace(one[:8].encode(), b"")
    return answer.status, data, cost


def looked(world: World, path: str, ids: dict[str, str]) -> Told:
    client: Api | Browser = world.page("dora") if path in PAGES else world.api("dora")
    with counted(world) as found:
        answer = client.get(path.format(**ids))
    return told(world, answer, found[0], *ids.values())


@pytest.mark.parametrize("path", LOOKS + PAGES)
def test_a_reviewer_finds_nothing_of_what_concerns_none_of_hers(world: World, path: str) -> None:
    seen = world.api("amir").get(f"/cases/{world.dana.case}").json
    there = {"number": world.dana.number, "subject": world.dana.id, "entry": seen["receipt"]["entry"]}
    nowhere = {"number": "SK-0000-0000", "subject": "e" * 32, "entry": "e" * 32}
    looked(world, path, nowhere)  # her own looks are in her log: one of them is told from then on
    assert looked(world, path, there) == looked(world, path, nowhere)


def test_asked_by_the_age_of_the_case_the_answer_would_be_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many statements count its months would say that there is such a case, and since when."""
    monkeypatch.setattr(folding, "oldest_list", lambda tx, participant, **_: folding.oldest(tx, participant))
    nowhere = looked(world, PAGES[-1], {"number": "SK-0000-0000"})
    there = looked(world, PAGES[-1], {"number": world.dana.number})
    assert there != nowhere


def asked(world: World, role: str, method: str, path: str, one: str) -> Told:
    """Act on what is named by its id as `role`, by the API or, where the path is a page's, by a form."""
    body: Any = {"officer": world["amir"].officer} if "koppla" in path or method == "PUT" else None
    if path.startswith("/page"):
        page = world.page(role)
        form_at = "/inloggning" if "inloggning" in path else "/handlaggare"
        with counted(world) as found:
            answer = page.post(path.removeprefix("/page").format(one), body or {}, form_at=form_at)
    else:
        api = world.api(role)
        with counted(world) as found:
            answer = api.ask(method, path.format(one), body)
    return told(world, answer, found[0], one)


PROPOSALS: Final = (
    ("PUT", "/proposals/{}"),
    ("DELETE", "/proposals/{}"),
    ("POST", "/page/handlaggare/forslag/{}/koppla"),
    ("POST", "/page/handlaggare/forslag/{}/avboj"),
)
PASSKEYS: Final = (("DELETE", "/me/passkeys/{}"), ("POST", "/page/inloggning/passkeys/{}/ta-bort"))


@pytest.mark.parametrize(("method", "path"), PROPOSALS)
def test_another_units_proposal_is_told_like_none(staffed: World, method: str, path: str) -> None:
    proposed(staffed)
    with staffed.store.read() as tx:
        real = tx.execute(select(proposed_officer.c.id)).scalar_one()
    theirs, none = (asked(staffed, "bea", method, path, one) for one in (real, "e" * 32))
    assert theirs == none
    assert theirs[0] == 404


def of_passkeys(world: World, method: str, path: str) -> tuple[Told, Told]:
    add_passkey(world, world.api("fia"))
    with world.store.read() as tx:
        real = tx.execute(select(passkey.c.id)).scalar_one()
    hers, none = (asked(world, "amir", method, path, one) for one in (real, "e" * 32))
    return hers, none


@pytest.mark.parametrize(("method", "path"), PASSKEYS)
def test_anothers_passkey_is_told_like_none(world: World, method: str, path: str) -> None:
    hers, none = of_passkeys(world, method, path)
    assert hers == none
    assert hers[0] in {404, 422}
    with world.store.read() as tx:
        assert tx.execute(select(passkey.c.id)).all()


def test_whoever_removed_by_the_id_alone_would_be_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_its_id(tx: Any, *, account_id: str, passkey_id: str) -> bool:
        assert account_id
        return bool(tx.execute(delete(passkey).where(passkey.c.id == passkey_id)).rowcount)

    monkeypatch.setattr(passkeys, "remove", by_its_id)
    hers, none = of_passkeys(world, *PASSKEYS[0])
    assert hers[0] != none[0]
