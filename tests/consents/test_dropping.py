"""Drafts that nobody signs go after thirty days, their text with them; what was signed stays."""

from sqlalchemy import func, select

from hub.consents.dropping import drop_unsigned
from hub.consents.tables import document
from hub.grants.tables import consent_person, consent_row
from hub.store.tables import record_head
from tests.cast import DAY, World, insecure_argon2, make_world, world
from tests.consents.story import drafted, presented, sign, signed

__all__ = ["insecure_argon2", "make_world", "world"]


def test_after_thirty_days(world: World) -> None:
    kept, gone = signed(world), presented(world)
    world.clock.move(30 * DAY)
    assert drop_unsigned(world.ground) == 0
    world.clock.move(1)
    assert drop_unsigned(world.ground) == 1
    assert drop_unsigned(world.ground) == 0
    with world.store.read() as tx:
        assert set(tx.execute(select(document.c.consent_id)).scalars()) == {kept.id}
        for table in (consent_person, consent_row):
            assert set(tx.execute(select(table.c.consent_id)).scalars()) == {kept.id}
        heads = select(func.count()).select_from(record_head).where(record_head.c.record_table == "document")
        assert tx.execute(heads).scalar_one() == 2
    assert sign(world, gone).status == 404
    for name in ("dana", "amir"):
        told = world.api(name).get(f"/consents/{gone.id}").json
        assert (told["state"], told["summary"]) == ("expired", []), "nobody said no to it"
    assert "Utgånget" in world.page("dana").get("/mina-medgivanden").text
    shown_again = world.api("amir").post(f"/consents/{gone.id}/presentation", {})
    assert (shown_again.status, shown_again.json["code"]) == (409, "expired")
    assert drafted(world)["version"] == 3, "the number of a dropped draft is not used again"
