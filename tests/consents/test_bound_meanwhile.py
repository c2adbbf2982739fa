"""A person who is named in one case while her unit binds her in another: nobody sleeps for good."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from hub.grants import binding, drafting
from hub.grants.binding import propose
from hub.grants.tables import consent_line
from tests.cast import Answer, World, insecure_argon2, make_world, world
from tests.consents.story import proposal, sign
from tests.consents.test_team import NINA, ROWS, arrives, bind_her, proposed, staffed
from tests.meeting import kept_waiting, wait_until

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
            wait_until(lambda: kept_waiting(staffed) > 0)  # it has to wait for the draft
            return found

        monkeypatch.setattr(drafting, "propose", held)
        made = staffed.api("amir").post(f"/cases/{other.case}/consents", wanted)
        assert made.status == 201, made.text
        bindings[0].result(timeout=10)
    shown = staffed.api("amir").get(f"/consents/{made.json['id']}").json["persons"]
    assert staffed["nina"].officer in {one["officer"] for one in shown}


def test_she_signs_while_whom_she_names_is_bound(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each held what the other asked for: PostgreSQL broke one off, and it was told that the database was down."""
    paper = proposed(staffed, sign_it=False)
    arrives(staffed)
    found: Any = binding._mine
    with ThreadPoolExecutor(1) as pool:
        signing: list[Future[Answer]] = []

        def held(*asked: Any) -> Any:
            proposal = found(*asked)
            signing.append(pool.submit(sign, staffed, paper))
            wait_until(lambda: signing[0].done() or kept_waiting(staffed) > 0)
            return proposal

        monkeypatch.setattr(binding, "_mine", held)
        bind_her(staffed)
        told = signing[0].result(timeout=10)
    assert told.status == 200, told.text
    with staffed.store.read() as tx:
        of_hers = tx.execute(select(consent_line.c.id).where(consent_line.c.officer_id == staffed["nina"].officer))
        assert of_hers.all()
