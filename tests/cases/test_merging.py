"""What a colleague saved meanwhile stands where she who saves after him had changed nothing."""

import pytest

from hub.cases.forms import typed_of
from hub.cases.merging import OPENED, merged, opened_with
from hub.plans.fields import Values, check
from hub.plans.vocabulary import ItemKind
from tests.cases.agreeing import WHOLE, agree
from tests.cases.reference import CARE, MOST, PLACEMENT, STUDIES, write_plans
from tests.cast import World
from tests.web.test_carried_forms import fields

COURSE = {"type": "komvux", "title": "Svenska", "days-1": "mån-fre", "start-1": "9:00", "end-1": "13:00"}
AS_OPENED = {**COURSE, "hours_week": "20", "priority": "should", "status": "planned"}
WHOLE_DAYS = [{"day": 1, "start": "00:00", "end": "24:00"}, {"day": 3, "start": "08:00", "end": "09:30"}]


def test_a_change_of_what_she_left_alone_is_not_undone(world: World) -> None:
    """Her form says of each field what stood there; she is told that somebody was before her all the same."""
    agree(world, world.dana, gives=WHOLE)
    item = write_plans(world, world.dana.case)["studies"]
    sofia, api, path = world.page("sofia"), world.api("sofia"), f"/insatser/{item}/andra"
    opened = fields(sofia.get(path).text)["opened"][0]
    elsewhere = {"place": "Osby", "slots": WHOLE_DAYS, "status": "paused", "online": True, "version": 1}
    assert api.patch(f"/activities/{item}", {**STUDIES, **elsewhere}).status == 200
    typed = {**AS_OPENED, "title": "Svenska 2", "version": "1", "anyway": "yes"}
    assert sofia.post(path, typed).text.count('class="differs"') == 4, "a form that does not say what stood there"
    stale = sofia.post(path, {**typed, "opened": opened})
    assert stale.status == 412
    assert stale.text.count('class="differs"') == 1, "her title"
    assert 'value="Osby"' in stale.text
    assert 'value="Svenska 2"' in stale.text


def test_both_who_changed_the_same_see_both(world: World) -> None:
    agree(world, world.dana, gives=WHOLE)
    item = write_plans(world, world.dana.case)["studies"]
    sofia, api, path = world.page("sofia"), world.api("sofia"), f"/insatser/{item}/andra"
    opened = fields(sofia.get(path).text)["opened"][0]
    assert api.patch(f"/activities/{item}", {**STUDIES, "place": "Osby", "hours_week": 10, "version": 1}).status == 200
    typed = {**AS_OPENED, "place": "Hässleholm", "version": "1", "opened": opened, "anyway": "yes"}
    stale = sofia.post(path, typed)
    assert stale.text.count('class="differs"') == 1
    shown = fields(stale.text)
    again = {**typed, "hours_week": "10", "version": shown["version"][0], "opened": shown["opened"][0]}
    assert sofia.post(path, again).status == 303
    case = api.get(f"/cases/{world.dana.case}").json
    stands = next(one for plan in case["plans"] for one in plan["items"] if one["id"] == item)
    assert (stands["place"], stands["hours_week"]) == ("Hässleholm", 10)


GOAL = {"goal": "Läsa svenska\n\n  och räkna ", "valid_from": "2026-03-02", "follow_up": "2026-06-01"}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ItemKind.PLAN, GOAL),
        (ItemKind.ACTIVITY, STUDIES | {"percent": 50, "flexible": True, "provider": "A  B"}),
        (ItemKind.ACTIVITY, PLACEMENT | {"slots": WHOLE_DAYS[::-1]}),
        (ItemKind.LIMIT, {"limit": CARE["kind"], "slots": CARE["slots"], "basis_date": "2026-01-02"}),
        (ItemKind.LIMIT, {"limit": MOST["kind"], "hours": 10}),
    ],
)
def test_what_a_browser_sends_back_as_it_was_is_untouched(kind: ItemKind, values: Values) -> None:
    """A browser ends each line of a text by two signs."""
    stood = check(kind, values)
    sent = {name: text.replace("\n", "\r\n") for name, text in typed_of(stood).items()}
    now = {**stood, "from" if "from" in stood else "valid_from": "2026-02-02"}
    assert merged(kind, sent | {OPENED: opened_with(stood)}, now) == now
    assert merged(kind, sent, now) == stood, "a form of before does not say what stood there"


def test_where_the_two_do_not_fit_together_she_is_shown_all_that_she_typed() -> None:
    stood = check(ItemKind.ACTIVITY, STUDIES)
    typed = typed_of(stood) | {"from": "2026-05-01"}
    now = {**stood, "to": "2026-04-01"}
    assert merged(ItemKind.ACTIVITY, typed | {OPENED: opened_with(stood)}, now) == {**stood, "from": "2026-05-01"}
