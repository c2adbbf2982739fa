"""A way in is made for whom the case was begun, whatever the case's own row says (T4, T8).

The attack is shown to work with its guard off.
"""

import pytest
from sqlalchemy import update

from hub.cases import linking
from hub.grants.tables import case
from tests.cast import OWN_CODE, World


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("purpose", ["first_sign_in", "code_reset"])
def test_no_link_of_hers_lets_her_in_as_another(
    world: World, monkeypatch: pytest.MonkeyPatch, purpose: str, *, guarded: bool
) -> None:
    """Dana asks Amir, who makes links for her in good faith, while somebody lets her case be Eva's."""
    code = OWN_CODE if purpose == "code_reset" else None
    eva = world.add_participant("Eva Annan", coach="cia", code=code)
    path, body = f"/cases/{world.dana.case}/links", {"purpose": "code_reset"}
    assert world.api("amir").post(path, body).status == 201
    with world.store.write() as tx:
        tx.execute(update(case).where(case.c.id == world.dana.case).values(participant_id=eva.id))
    if not guarded:
        monkeypatch.setattr(linking, "check_begun_for", lambda *_, **__: None)
    made = world.api("amir").post(path, {"purpose": purpose})
    assert made.status == (500 if guarded else 201)
    if not guarded:
        begun = world.api().post("/sessions", {"link": made.json["link"], "code": "314159"})
        me = world.api().get("/me", headers={"Authorization": f"Bearer {begun.json['token']}"})
        assert me.json["participant"] == eva.id
