"""What guards who is pressed, each patched away in turn: what test_coercion looks for in vain is then there."""

from dataclasses import replace

import pytest

from hub.consents import signing
from hub.consents.evidence import signed_bytes
from hub.disclosure import deciding
from hub.grants.withdrawing import Scope
from hub.signin import leaving_pages
from policies import rules
from tests.attacks.retouched import retouch
from tests.attacks.test_coercion import asks_why, at_end, left_in_haste, signed_as, ticked
from tests.attacks.test_sweep import _take_out
from tests.cast import World
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE
ENDS = [("taken back", "consent_stands"), ("expired", "consent_stands"), ("she alone", "person_named")]


@pytest.mark.parametrize(("how", "rule"), ENDS)
def test_the_page_after_would_be_the_page_before(
    world: World, monkeypatch: pytest.MonkeyPatch, how: str, rule: str
) -> None:
    """Guard off: the rule that looks at this end of a consent."""
    _take_out(monkeypatch, rules, rule, lambda *_: None)
    assert {status for status, _ in at_end(world, how)} != {404}


def test_a_text_that_was_never_signed_would_tell_of_her(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No rule alone opens a case without a consent; where nobody asks whether any opened, its page is there."""
    monkeypatch.setattr(deciding, "_refused", lambda *_: None)
    assert {status for status, _ in at_end(world, "never")} != {404}


RETOUCHED = [
    ("forms.html", '{% if key ~ "" == value ~ "" %}', '{% if key == "yes" %}', {"skriv-under/allt"}),
    ("consents/take_back.html", "{% if value == wanted %}", '{% if value == "whole" %}', {"ta-tillbaka"}),
]


@pytest.mark.parametrize(("name", "old", "new", "found"), RETOUCHED)
def test_a_yes_that_is_chosen_for_her_would_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str, found: set[str]
) -> None:
    retouch(world, monkeypatch, name, old, new)
    assert set(ticked(world)) >= found


def test_somebody_else_would_be_who_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    amir = world["amir"].officer
    monkeypatch.setattr(
        signing,
        "signed_bytes",
        lambda version, *rest, **more: signed_bytes(replace(version, participant=amir), *rest, **more),
    )
    assert signed_as(world) == (amir, 0)


def test_who_copied_her_cookie_would_stay_when_she_leaves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving_pages, "sign_out", lambda *_: None)
    _, (hers, copied) = left_in_haste(world)
    assert hers.get("/mina-medgivanden").status == 303
    assert copied.get("/mina-medgivanden").status == 200


def test_her_own_browser_would_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: her session ends, and the browser is told to forget its cookie."""
    monkeypatch.setattr(leaving_pages, "sign_out", lambda *_: None)
    monkeypatch.setattr(leaving_pages, "drop_cookie", lambda *_: None)
    _, (hers, _) = left_in_haste(world)
    assert hers.get("/mina-medgivanden").status == 200


def test_a_page_that_asks_why_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    button = '{{ forms.button(_("Ta tillbaka")) }}'
    retouch(world, monkeypatch, "consents/take_back.html", button, f'<textarea name="reason"></textarea>{button}')
    assert asks_why(world, Scope.WHOLE)
