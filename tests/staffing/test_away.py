"""An access manager sees who of her unit is away, and what each has, on the page and by the API alike."""

from sqlalchemy import func, select

from hub.grants.tables import absence
from hub.store.days import day_of
from tests.cast import DAY, World
from tests.consents.story import in_force


def test_who_is_away_is_seen_without_opening_each(world: World, fk_manager: str) -> None:
    """Only each person's own page said so, and no program could ask for it, nor for the numbers of her cases."""
    in_force(world)
    fia = world["fia"].officer
    gun = world.api(fk_manager)
    assert gun.put(f"/officers/{fia}/absence", {"first_day": "2026-03-18", "last_day": "2026-03-20"}).status == 204
    away = {one["id"]: one["away"] for one in gun.get("/officers").json["people"]}
    assert away.pop(fia) == {"begins": "2026-03-17T23:00:00.000000Z", "ends": "2026-03-20T23:00:00.000000Z"}
    assert set(away.values()) == {None}
    page = world.page(fk_manager).get("/handlaggare").text
    assert page.count("Borta från 18 mars 2026, tillbaka 21 mars 2026.") == 1
    hers = gun.get(f"/officers/{fia}").json
    assert hers["person"]["away"]["ends"].startswith("2026-03-20")
    assert [one["number"] for one in hers["cases"]] == [world.dana.number]
    assert gun.get(f"/officers/{world['amir'].officer}").status == 404, "of another unit"
    assert gun.delete(f"/officers/{fia}/absence").status == 204
    assert gun.get(f"/officers/{fia}").json["person"]["away"] is None


def test_the_same_days_said_again_change_nothing(world: World, fk_manager: str) -> None:
    """What stood ended, and began anew: two rows, and two entries, of a save that said nothing."""
    days = {"first_day": "2026-03-18", "last_day": "2026-03-20"}

    def put(**days: str) -> tuple[object, int]:
        answer = world.api("fia").put("/me/absence", days)
        assert answer.status == 200, answer.text
        with world.store.read() as tx:
            return answer.json, tx.execute(select(func.count()).select_from(absence)).scalar_one()

    first = put(**days)
    assert put(**days) == first
    assert world.api(fk_manager).put(f"/officers/{world['fia'].officer}/absence", days).status == 204
    assert put(**days) == first
    world.clock.move(2 * DAY)
    begun = put(**{**days, "first_day": str(day_of(world.now))})
    assert begun == first, "said from today on, it has begun already"
    assert put(**{**days, "last_day": "2026-03-21"})[1] == 2
