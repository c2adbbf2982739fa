"""Who reads the case database alone tries names and addresses on what stands there in clear, and finds none (T7).

The attack is shown to work with its guard off.
"""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlalchemy import Connection, select

from hub.consents import presenting
from hub.consents.presenting import names_in
from hub.consents.protecting import protection_officers
from hub.consents.rendering import render
from hub.consents.tables import document
from hub.grants.versions import Version, load_version
from hub.signin.tables import attempt
from hub.store import row_seals
from keys.sealed import length_prefixed
from tests.cast import World
from tests.consents.story import drafted

DANA = "Dana Demosson"


def presented(world: World) -> str:
    consent: str = drafted(world)["id"]
    assert world.api("amir").post(f"/consents/{consent}/presentation", {}).status == 200
    return consent


def fitting(tx: Connection, world: World, version: Version, *guesses: str) -> Iterator[str]:
    """Write out the text for each name, of what the rows say, and give those whose hash stands in the database."""
    stands = set(tx.execute(select(document.c.digest).where(document.c.part == "text")).scalars())
    called = names_in(tx, world.ground, version)
    complaints = protection_officers(tx, world.ground, unit_id=version.head.drafted_unit_id, at=world.now)
    coach = called.officers[version.head.drafted_by].name
    for guess in guesses:
        said = render(version, called, name=guess, coordinator=coach, complaints=complaints, text_number="")
        if sha256(said.encode()).digest() in stands:
            yield guess


@pytest.mark.parametrize("guarded", [True, False])
def test_a_copy_of_the_database_tells_nobodys_name(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Whom a text is for is all that it says and that does not lie beside its hash, but for its number."""
    if not guarded:
        monkeypatch.setattr(presenting, "_NUMBER_BYTES", 0)
    consent = presented(world)
    with world.store.read() as tx:
        version = load_version(tx, consent)
        assert version is not None
        found = list(fitting(tx, world, version, "Eva Annan", DANA, "Fia Fors"))
    assert found == ([] if guarded else [DANA])


def test_each_text_has_a_number_of_its_own(world: World) -> None:
    dana = world.api("dana")
    texts = [dana.get(f"/consents/{presented(world)}").json["text"] for _ in range(2)]
    numbers = [said.partition("Textens nummer ")[2].partition("\n")[0] for said in texts]
    assert {len(number) for number in numbers} == {20}
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize("guarded", [True, False])
def test_nor_what_was_typed_and_from_where(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """She types her identity number for a sign-in name; addresses are few enough to be tried one by one."""

    def bare(_: object, what: str, *parts: str | bytes) -> bytes:
        return sha256(length_prefixed(what, *parts)).digest()

    if not guarded:
        monkeypatch.setattr(row_seals, "tag", bare)
    typed, address = "198708152387", "192.0.2.7"
    given = {"username": typed, "code": "000000"}
    assert world.api().post("/sessions", given, environ_base={"REMOTE_ADDR": address}).status == 401
    with world.store.read() as tx:
        stands = set(tx.execute(select(attempt.c.key)).scalars())
    assert len(stands) == 2
    tried = {bare(None, "attempt", "address", address), bare(None, "attempt", "account", typed, address)}
    assert stands & tried == (set() if guarded else tried)
