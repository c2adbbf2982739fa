"""What a coach attests with her code is the signature itself, not what a row says of it (T4, T8)."""

from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import update

from hub.consents.documents import part_of
from hub.consents.tables import document
from hub.disclosure.door import disclose
from hub.disclosure.records import Asked, CaseRef
from policies.vocabulary import Action
from tests.cast import World
from tests.consents import story


def opened(world: World, consent_id: str, part: str, field: str) -> Any:
    with world.store.read() as tx:
        found = part_of(tx, consent_id, part)
    assert found is not None
    dana = world.dana
    ref = CaseRef(dana.case, dana.id)
    read = disclose(world.ground, Asked(world.actor("dana"), ref, Action.READ, [found.sealed]))
    return read.opened[0].fields[field]


def test_a_rewritten_digest_is_neither_attested_nor_shown(world: World) -> None:
    paper = story.signed(world)
    forged = b"\1" * 32
    with world.store.write() as tx:
        tx.execute(update(document).where(document.c.part == "signature").values(digest=forged))
    story.witnessed(world, paper)
    digest = sha256(opened(world, paper.id, "signature", "signed").encode()).hexdigest()
    assert orjson.loads(opened(world, paper.id, "witness", "witnessed"))["signature"] == digest
    copy = world.page("dana").get(f"/medgivanden/{paper.id}/kopia").text
    assert digest in copy
    assert forged.hex() not in copy
