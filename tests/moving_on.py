"""What ends for a coach or an officer: a case goes to a colleague, or she leaves her unit."""

from hub.officers.employing import end_employment
from tests.cast import World


def handed_over(world: World, to: str = "cia", *, number: str = "") -> None:
    """Let Bea give Dana's case, or the one so numbered, to another coach of the unit."""
    body = {"number": number or world.dana.number, "officer": world[to].officer}
    answer = world.api("bea").post("/handovers", body)
    assert answer.status == 204, answer.text


def leaves(world: World, name: str) -> None:
    """End her employment now, as a last day does that was set beforehand."""
    with world.store.write() as tx:
        end_employment(tx, employment_id=world[name].employment, ends=world.now)
