"""An officer who reads English chooses among English words too."""

import re

from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import write_plans
from tests.cast import Browser, World

_OPTION = re.compile(r"<option value=\"[^\"]+\"[^>]*>([^<]+)</option>")
_SWEDISH = re.compile(r"[åäöÅÄÖ]|\b(Gällande|Klar|Planerad|Praktik|svenska|arabiska)\b")


def test_what_she_chooses_from_is_in_her_language(world: World) -> None:
    """The labels were English, and all sorts of activity, groups and states Swedish; so were the languages."""
    agree(world, world.dana, gives=WHOLE)
    ids = write_plans(world, world.dana.case)
    case = f"/arenden/{world.dana.case}"
    for name, path, word in (
        ("sofia", f"{case}/insats/ny", "Work placement"),
        ("sofia", f"/insatser/{ids['studies']}/andra", "Adult education"),
        ("sofia", f"/planer/{ids['sofia']}/andra", "In force"),
        ("rut", f"{case}/grans/ny", "Planned rest"),
        ("amir", "/arenden/ny", "Arabic"),
    ):
        offered = _OPTION.findall(_in_english(world.page(name)).get(path).text)
        assert word in offered, path
        assert [one for one in offered if _SWEDISH.search(one)] == [], path


def _in_english(page: Browser) -> Browser:
    page.client.set_cookie("sprak", "en")
    return page
