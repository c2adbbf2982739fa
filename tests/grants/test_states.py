"""One function of the row and the time says which state a version is in."""

from typing import Any

import pytest

from hub.grants.states import State, state
from hub.grants.versions import VersionRow

_ROW: dict[str, Any] = dict.fromkeys(VersionRow.__slots__) | {"valid_from": 10, "valid_to": 20}
_SIGNED = {"presented_at": 1, "signed_at": 5}


@pytest.mark.parametrize(
    ("row", "at", "expected"),
    [
        ({}, 1, State.DRAFT),
        ({"presented_at": 1}, 2, State.PRESENTED),
        ({"presented_at": 1, "declined_at": 2}, 3, State.DECLINED),
        ({"presented_at": 1, "superseded_at": 2}, 3, State.SUPERSEDED),
        ({"presented_at": 1}, 19, State.PRESENTED),
        ({"presented_at": 1}, 20, State.EXPIRED),
        (_SIGNED, 9, State.SIGNED),
        (_SIGNED, 10, State.ACTIVE),
        (_SIGNED, 19, State.ACTIVE),
        (_SIGNED, 20, State.EXPIRED),
        (_SIGNED | {"superseded_at": 12}, 12, State.SUPERSEDED),
        (_SIGNED | {"withdrawn_at": 12, "superseded_at": 15}, 30, State.WITHDRAWN),
    ],
)
def test_state(row: dict[str, Any], at: int, expected: State) -> None:
    assert state(VersionRow(**(_ROW | row)), at) is expected
