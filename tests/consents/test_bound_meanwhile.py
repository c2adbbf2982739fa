"""A person who is named in one case while her unit binds her in another: nobody sleeps for good."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest

from hub.grants import drafting
from hub.grants.binding import propose
from tests.cast import World, insecure_argon2, make_world, world
from tests.consents.story import proposal
from tests.consents.test_team import NINA, ROWS, arrives, bind_her, proposed, staffed

__all__ = ["insecure_argon2", "make_world", "staffed", "world"]


def test_who_is_named_while_she_is_bound_wakes_too(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed(staffed)
    other = staffed.add_participant("Erik Annan")
    wanted = proposal(staffed, named=("fia", "amir"), rows=ROWS)
    wanted["persons"] += [{"missing": {**NINA, "unit": staffed.units["AF Rehabteam"]}}]

    def comes_and_is_bound() -> None:
        arrives(staffed)
        bind_her(staffed)

    with ThreadPoolExecutor(1) as pool:
        bindings: list[Future[None]] = []

        def held(*given: Any, **by: Any) -> str:
            found = propose(*given, **by)
            bindings.append(pool.submit(comes_and_is_bound))
            wait(bindings, timeout=1)  # it has to wait for the draft
            return found

        monkeypatch.setattr(drafting, "propose", held)
        made = staffed.api("amir").post(f"/cases/{other.case}/consents", wanted)
        assert made.status == 201, made.text
        bindings[0].result(timeout=10)
    shown = staffed.api("amir").get(f"/consents/{made.json['id']}").json["persons"]
    assert staffed["nina"].officer in {one["officer"] for one in shown}
