"""Who has guessed too often is told on her own form how long to wait, in words that she can count by."""

import pytest

from hub.signin.confirming import too_soon
from hub.store.errors import TooMany
from tests.cast import World
from tests.consents.story import signed
from tests.databases import ONE_DATABASE
from tests.signin.calling_in import call_in

WAIT = "För många försök. Vänta 1 sekund och försök igen."


@ONE_DATABASE
@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 sekund"), (119, "119 sekunder"), (120, "2 minuter"), (121, "3 minuter"), (840, "14 minuter")],
)
def test_a_long_wait_is_told_in_minutes(world: World, seconds: int, said: str) -> None:
    with world.app.test_request_context("/"):
        assert too_soon(TooMany(seconds)) == f"För många försök. Vänta {said} och försök igen."


def test_the_coach_who_is_to_witness_is_told_on_her_form(world: World) -> None:
    page, here = world.page("amir"), f"/medgivanden/{signed(world).id}/bevittna"
    told = [page.post(here, {"code": "000000"}) for _ in range(6)][-1]
    assert (told.status, WAIT in told.text, 'name="code"' in told.text) == (422, True, True)


def test_who_is_called_in_is_told_on_her_form(world: World) -> None:
    page, here = world.page(), f"/bjud-in/{call_in(world).secret}"
    password = "granit vinter lykta 7412"
    assert page.post(here, {"password": password, "again": password}).status == 303
    told = [page.post(f"{here}/andra-steg", {"code": "000000"}, form_at=here) for _ in range(6)][-1]
    assert (told.status, WAIT in told.text, 'name="code"' in told.text) == (422, True, True)


def test_who_chooses_a_password_while_many_do_is_told_beside_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def queued(password: str, salt: bytes | None = None) -> str:
        raise TooMany(1)

    page, here = world.page(), f"/bjud-in/{call_in(world).secret}"
    monkeypatch.setattr("hub.signin.enrolling.hash_secret", queued)
    password = "granit vinter lykta 7412"
    told = page.post(here, {"password": password, "again": password})
    assert (told.status, WAIT in told.text, 'href="#password"' in told.text) == (422, True, True)
    assert password not in told.text
