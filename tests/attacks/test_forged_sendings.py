"""Who writes to the database past the hub lets no second sending be answered by an entry of his own (T8).

A coach whose answer never came sends her form once more. She would be told that the person stands in another case, and
go on to write there what is hers.
"""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from hub.access_log.hashing import leaf_hash
from hub.access_log.reader import telling
from hub.access_log.tables import log_entry
from hub.signin import sendings
from hub.store.tables import record_head
from tests.cases.test_sending_once import ANNA, sent
from tests.cast import World

_FORGED = "0" * 31 + "1"
_MINE = record_head.c.record_table == sendings.TABLE


def lay_elsewhere(world: World, other: str) -> None:
    """Put in a copy of the entry that names the other case, and let the sending's head name that."""
    with world.store.write() as tx:
        told = tx.execute(select(log_entry).join(record_head, record_head.c.entry_id == log_entry.c.id).where(_MINE))
        row = told.one()._asdict()
        said = orjson.loads(row["body"]) | {"id": _FORGED, "case": other}
        body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        tx.execute(log_entry.insert(), row | {"id": _FORGED, "body": body, "leaf": leaf_hash(body)})
        tx.execute(update(record_head).where(_MINE).values(entry_id=_FORGED))


def as_the_other(world: World) -> Callable[[], Any]:
    other = sent(world, {"name": "Berit Alm", "origin": "present"}, key={}).json["id"]
    mine = sent(world).json["id"]
    assert mine != other
    lay_elsewhere(world, other)
    return lambda: (sent(world), other)


def test_no_case_is_told_by_an_entry_that_the_hub_did_not_write(world: World) -> None:
    told, _ = as_the_other(world)()
    assert told.status == 500
    assert ANNA["name"] not in told.text


def test_without_its_tag_another_case_would_be_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    send_again = as_the_other(world)
    monkeypatch.setattr(telling, "_is_of_hub", lambda *_: True)
    told, other = send_again()
    assert (told.status, told.json["id"]) == (201, other)
