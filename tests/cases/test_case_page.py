"""What stands where on the page of a case: what its reader needs next comes first."""

from tests.cases.agreeing import WHOLE, agree
from tests.cast import World


def test_a_new_case_begins_with_what_comes_next(world: World) -> None:
    """Nothing can be read yet: the coach's next step stands above the empty parts, and what needs a consent waits."""
    page, case = world.page("amir"), f"/arenden/{world.dana.case}"
    new = page.get(case).text
    assert new.index("Nytt medgivande") < new.index("Öppna krockar")
    assert "Gör en länk till deltagaren" in new
    assert f"{case}/utdrag" not in new
    assert f"{case}/ta-tillbaka" not in new
    agree(world, world.dana, gives=WHOLE)
    agreed = page.get(case).text
    assert agreed.index("Öppna krockar") < agreed.index("Nytt medgivande")
    assert f"{case}/utdrag" in agreed
    assert f"{case}/ta-tillbaka" in agreed
    assert agreed.count("Gör en länk till deltagaren") == 1
