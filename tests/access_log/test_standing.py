"""What a process has written is asked for until it is seen sealed; what fell with its transaction is not."""

from contextlib import suppress
from typing import Any

import pytest

from hub.access_log.reader import standing
from hub.access_log.reader.standing import all_stand
from hub.access_log.sealer import seal_pending
from hub.access_log.writer import append
from hub.store.errors import StoreUnavailable
from hub.store.ground import Ground
from tests.access_log.acts import READ, reads, tamper, write


class Falls(Exception):  # noqa: N818 - names what happens
    pass


def test_only_what_has_committed_is_asked_for(ground: Ground) -> None:
    with suppress(Falls), ground.store.write() as tx:
        append(tx, ground, READ)
        raise Falls
    with ground.store.write() as tx:
        first = append(tx, ground, READ).entry
    assert list(ground.store.written) == [first]
    assert all_stand(ground)
    assert list(ground.store.written) == [first], "it waits for its seal"
    seal_pending(ground)
    assert all_stand(ground)
    assert not ground.store.written


def test_many_are_asked_for_in_parts(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_AT_A_TIME", 3)
    last = write(ground, *reads(10))[-1].entry
    assert all_stand(ground)
    tamper(ground, "DELETE FROM log_entry WHERE id = :id", id=last)
    assert not all_stand(ground)
    assert len(ground.store.written) == 10, "what is gone is asked for again"


def test_an_outage_forgets_none(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ground, *reads(4))

    def out(*_: Any) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as outage:
        outage.setattr(ground.store, "read", out)
        with pytest.raises(StoreUnavailable):
            all_stand(ground)
    assert len(ground.store.written) == 4
