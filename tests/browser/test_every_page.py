"""Every page of every role, in every language that it exists in: axe, narrow screens, CSP and missing words."""

from contextlib import nullcontext

import pytest
from playwright.sync_api import Browser

from hub.web.language import LANGUAGES, SWEDISH
from tests.attacks import scene
from tests.browser.walking import STRANGER, Walk, listening
from tests.consents import story
from tests.databases import ONE_DATABASE
from tests.journeys.live import Live

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), ONE_DATABASE]


@pytest.fixture
def told(live: Live) -> Live:
    """A world in which much has happened: a consent in force with plans, and a next version that waits."""
    world = live.world
    active = scene.play(world, "active")
    world.participants["dana"] = active.who
    story.presented(world)
    return live


def walked(told: Live, chromium: Browser, language: str, roles: tuple[str, ...]) -> Walk:
    walk = Walk(told, chromium, language)
    # The texts are written in Swedish: it has no catalogue in which one could be missing.
    heard = listening(LANGUAGES[language], walk.missed.add) if language != SWEDISH.code else nullcontext()
    with heard:
        for role in roles:
            walk.role(role)
    return walk


@pytest.mark.parametrize("role", [STRANGER, "dana", "fia", "amir", "dagny", "others"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_staffs_pages(told: Live, chromium: Browser, language: str, role: str) -> None:
    walk = walked(told, chromium, language, ("ada", "bea", "lea") if role == "others" else (role,))
    assert not walk.faults, "\n".join(walk.faults)
    assert not walk.missed, "\n".join(sorted(walk.missed))


@pytest.mark.parametrize("language", ["sv-simple", "ar"])
def test_the_participants_pages(told: Live, chromium: Browser, language: str) -> None:
    walk = walked(told, chromium, language, (STRANGER, "dana"))
    assert not walk.faults, "\n".join(walk.faults)
    assert not walk.missed, "\n".join(sorted(walk.missed))
