"""A coach signs for her, unseen or unmarked, where what guards against it in test_coach_alone is patched away."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from hub.consents import signing, witnessing
from hub.consents.acting import Permitted, permitted
from hub.grants import coach_seals
from hub.grants import signing as drawing_lines
from hub.signin import guards, linking, signing_in, starting
from hub.signin import sessions as her_sessions
from hub.signin.current import SignedIn, Surface
from hub.signin.looking_up import look_up
from hub.signin.proving import Proof, prove_code
from hub.store.actor import Actor
from hub.store.ground import Ground
from policies.vocabulary import Action
from tests.attacks.test_coach_alone import (
    FORGERIES,
    acts_seen,
    governs,
    handed_to_cia,
    marks_of_one_coach,
    marks_where_a_row_of_before_is_put_back,
    signed_after_a_reset,
    signed_with_the_end_taken_away,
)
from tests.attacks.unlogged import untold
from tests.cast import World
from tests.consents import story
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE
Off = Callable[[World, pytest.MonkeyPatch], None]


def _as_her(world: World, patch: pytest.MonkeyPatch) -> None:
    """Four guards: the routes are hers alone, and so are the text, the act, and the code that is asked for."""
    her, text_shown = world.who("dana"), signing._text_shown

    def hers(tx: Connection, ground: Ground, _: Actor, **what: Any) -> Permitted:
        return permitted(tx, ground, her.actor, **what)

    patch.setattr(guards, "_only_participants", lambda: None)
    patch.setattr(signing, "_text_shown", lambda ground, _, consent_id: text_shown(ground, her, consent_id))
    patch.setattr(signing, "permitted", hers)


def _by_her_code(world: World, patch: pytest.MonkeyPatch) -> None:
    her = world.who("dana")

    def of_hers(ground: Ground, _: SignedIn, code: str) -> Proof:
        return prove_code(ground, her, code)

    _as_her(world, patch)
    patch.setattr(signing, "prove_code", of_hers)


def _on_either_surface(world: World, patch: pytest.MonkeyPatch) -> None:
    """And a fifth: a page's secret is none of the API."""

    def anywhere(ground: Ground, secret: str, _: Surface) -> SignedIn | None:
        return next((who for surface in Surface if (who := look_up(ground, secret, surface)) is not None), None)

    _by_her_code(world, patch)
    patch.setattr(guards, "look_up", anywhere)


def _unsigned(_: World, patch: pytest.MonkeyPatch) -> None:
    """Two guards: there is a signature to attest, and the version says that it is signed."""
    patch.setattr(witnessing, "_check", lambda _: None)
    patch.setattr(witnessing, "_signed", lambda *_: "0" * 64)


def _serving_whoever(_: World, patch: pytest.MonkeyPatch) -> None:
    """Two guards: no first link is made for who has a code, and none serves her."""
    patch.setattr(linking, "_check_first", lambda _: None)
    patch.setattr(starting, "_serves", lambda *_: True)


def _right_anyway(_: World, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(signing_in, "_try", lambda *_, **__: signing_in._Tried(right=True))


OFF: dict[str, Off] = {
    "his session and her code": _by_her_code,
    "his session and his code": _as_her,
    "his page": _as_her,
    "a new link": _serving_whoever,
    "her name and his code": lambda _, patch: patch.setattr(signing_in, "matches", lambda *_: True),
    "her name, his password and code": _right_anyway,
    "his cookie as a token": _on_either_surface,
    "witnessing before she has signed": _unsigned,
}


@pytest.mark.parametrize("name", FORGERIES)
def test_each_forgery_would_work(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    paper = story.presented(world)
    OFF[name](world, monkeypatch)
    assert FORGERIES[name](world, paper).status in {200, 201, 303}
    assert (governs(world) == paper.id) is (OFF[name] in {_as_her, _by_her_code, _on_either_surface})


def test_she_would_not_notice_a_reset(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two guards: her sessions end when the link is made, and when it is used."""
    paper, hers = story.presented(world), world.api("dana")
    monkeypatch.setattr(her_sessions, "end_all", lambda *_, **__: None)
    assert signed_after_a_reset(world, "amir", paper).status == 200
    assert hers.get("/me/case").status == 200


def test_nor_would_anybody_see_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = story.presented(world)
    untold(monkeypatch, Action.CODE_RESET)
    assert signed_after_a_reset(world, "amir", paper).status == 200
    assert "code_reset" not in acts_seen(world, "dana") | acts_seen(world, "dagny")


def test_what_is_signed_after_it_would_have_no_mark(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = story.presented(world)
    monkeypatch.setattr(signing, "_rests_on_one", lambda *_, **__: False)
    assert signed_after_a_reset(world, "amir", paper).status == 200
    assert marks_of_one_coach(world) == [False]


def test_who_takes_a_draft_over_would_sign_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = story.presented(world)
    handed_to_cia(world)
    monkeypatch.setattr(drawing_lines, "check_coached", lambda *_, **__: None)
    assert signed_after_a_reset(world, "cia", paper).status == 200
    assert governs(world) == paper.id


def test_who_takes_an_end_away_would_be_her_coach_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coach_seals, "stands", lambda *_: True)
    assert signed_with_the_end_taken_away(world).status == 200


def test_a_row_of_before_would_leave_no_mark(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "coaches", lambda *_, **__: False)
    assert marks_where_a_row_of_before_is_put_back(world) == [False]
