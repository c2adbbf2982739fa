"""Who writes to the case database, but has neither the key file nor anybody's secret, signs in as nobody else (T4, T8).

Each attack is shown to work with the comparing of seals off.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, select, update

from hub.officers.employing import employ
from hub.signin import assisting, enrolling, living_invitations, recovering, sessions, starting
from hub.signin.beginning import Client
from hub.signin.calling import Purpose
from hub.signin.current import Surface
from hub.signin.linking import LinkPurpose
from hub.signin.looking_up import session_id
from hub.signin.passwords import hash_secret
from hub.signin.second_factor import Shown
from hub.signin.tables import account, invitation, link, passkey, recovery_code, session
from hub.store import row_seals
from hub.store.errors import Invalid, NotSignedIn
from policies.vocabulary import Function
from tests.attacks.test_assisted import handed
from tests.cast import DAY, HOUR, Api, Participant, World
from tests.signin.authenticator import Authenticator
from tests.signin.calling_in import PASSWORD, call_in_again
from tests.signin.test_links import given_link

CHOSEN: Final = "a-secret-that-the-attacker-chose-for-himself"
EVAS_CODE: Final = "937284"
NEW_CODE: Final = "815263"
RECOVERY: Final = "0123456789abcdef"
HERE: Final = Client(address="203.0.113.7", surface=Surface.API)


def write(world: World, *statements: Any) -> None:
    with world.store.write() as tx:
        for statement in statements:
            tx.execute(statement)


def eva(world: World) -> Participant:
    """Return whose account and code the attacker has."""
    found: Participant = world.add_participant("Eva Demosson", code=EVAS_CODE)
    return found


def is_in(api: Api, **as_whom: object) -> bool:
    """Tell whether the API takes the client for this person."""
    me = api.get("/me")
    return me.status == 200 and as_whom.items() <= me.json.items()


def signs_in(world: World, body: dict[str, str], **as_whom: object) -> bool:
    answer = world.api().post("/sessions", body)
    return answer.status == 201 and is_in(Api(world.app, answer.json["token"]), **as_whom)


def a_session(world: World) -> bool:
    """Put a session of Fia's there, by the hash of a chosen secret."""
    fia = world["fia"]
    row = {
        "id": session_id(CHOSEN),
        "account_id": fia.account,
        "employment_id": fia.employment,
        "surface": Surface.API.value,
        "created_at": world.now,
        "last_seen": world.now,
        "refused_minute": 0,
        "refused_count": 0,
        "seal": bytes(32),
    }
    write(world, insert(session).values(row))
    return is_in(Api(world.app, CHOSEN), id=fia.officer)


def a_sessions_account(world: World) -> bool:
    own = world.api("otto")
    assert own.token
    mine = update(session).where(session.c.id == session_id(own.token))
    write(world, mine.values(account_id=world.dana.account))
    return is_in(own, id=world.dana.id)


def a_sessions_employment(world: World) -> bool:
    """Go on at the unit where she works too, with a session for the other."""
    fia = world["fia"]
    other = world.units["AF Rehabteam"]
    with world.store.write() as tx:
        function = Function.AF_OFFICER
        employed = employ(tx, world.ground, officer_id=fia.officer, unit_id=other, function=function, begins=world.now)
    own = world.api("fia")
    assert own.token
    write(world, update(session).where(session.c.id == session_id(own.token)).values(employment_id=employed))
    moved = is_in(own, unit=other)
    with world.store.write() as tx:
        tx.execute(delete(session).where(session.c.employment_id == employed))
        tx.exec_driver_sql(f"DELETE FROM employment WHERE id = '{employed}'")
    return moved


def a_password(world: World) -> bool:
    """Let a code of one's own open Dana's account."""
    known, dana = eva(world), world.dana
    hers = update(account).where(account.c.id == dana.account)
    with world.store.read() as tx:
        held = dict(tx.execute(select(account.c.id, account.c.password_hash)).all())
    write(world, hers.values(password_hash=held[known.account]))
    opened = signs_in(world, {"username": dana.username or "", "code": EVAS_CODE}, id=dana.id)
    write(world, hers.values(password_hash=held[dana.account]))
    return opened


def an_accounts_participant(world: World) -> bool:
    """Let one's own account be Dana's: for who signs in anew, and for who is signed in."""
    known, dana = eva(world), world.dana
    third = world.add_participant("Ny Demosson", code=None)
    world.participants["eva"] = known
    own = world.api("eva")

    def whose(holder: Participant, participant: Participant) -> Any:
        return update(account).where(account.c.id == holder.account).values(participant_id=participant.id)

    write(world, whose(dana, third), whose(known, dana))
    anew = signs_in(world, {"username": known.username or "", "code": EVAS_CODE}, id=dana.id)
    kept = is_in(own, id=dana.id)
    write(world, whose(known, known), whose(dana, dana))
    assert anew == kept
    return anew or kept


def a_link(world: World) -> bool:
    row = {
        "id": session_id(CHOSEN),
        "participant_id": world.dana.id,
        "officer_id": world["amir"].officer,
        "purpose": LinkPurpose.CODE_RESET.value,
        "created_at": world.now,
        "expires_at": world.now + HOUR,
        "seal": bytes(32),
    }
    write(world, insert(link).values(row))
    return signs_in(world, {"link": CHOSEN, "code": NEW_CODE}, id=world.dana.id)


def a_links_participant(world: World) -> bool:
    made = given_link(world, eva(world), LinkPurpose.CODE_RESET)
    write(world, update(link).values(participant_id=world.dana.id))
    return signs_in(world, {"link": made.secret, "code": NEW_CODE}, id=world.dana.id)


def an_invitation(world: World) -> bool:
    """Call Fia in as who is helped in without an old way, and bring a passkey: the seed of her app is sealed."""
    fia = world["fia"]
    with world.store.read() as tx:
        seed = tx.execute(select(account.c.totp_sealed).where(account.c.id == fia.account)).scalar_one()
    row = {
        "id": session_id(CHOSEN),
        "officer_id": fia.officer,
        "unit_id": fia.unit,
        "function": Function.FK_OFFICER.value,
        "purpose": Purpose.ANEW.value,
        "account_id": fia.account,
        "totp_sealed": seed,
        "created_at": world.now,
        "expires_at": world.now + HOUR,
        "seal": bytes(32),
    }
    write(world, insert(invitation).values(row))
    prepared = world.api().post("/enrolments/preparation", {"invitation": CHOSEN})
    if prepared.status != 200:
        return False
    answer = Authenticator().make(prepared.json["passkey_options"])
    used = world.api().post("/enrolments", {"invitation": CHOSEN, "password": PASSWORD, "passkey": answer})
    return used.status == 201 and is_in(Api(world.app, used.json["token"]), id=fia.officer)


def a_passkey(world: World) -> bool:
    """Go without Fia's phone, for who has seen her password."""
    fia, device = world["fia"], Authenticator()
    otto = world.api("otto")
    options = otto.post("/me/passkey-preparation").json["options"]
    assert otto.post("/me/passkeys", {"passkey": device.make(options), "name": "min"}).status == 201
    write(world, update(passkey).values(account_id=fia.account))
    proof = device.prove(world.api().get("/passkey-challenge").json["options"])
    body = {"username": fia.username, "password": fia.password, "passkey": proof}
    return signs_in(world, body, id=fia.officer)


def unkeyed(_: object, what: str, *parts: object) -> bytes:
    """Give the tag that everybody could give."""
    return sha256(repr((what, parts)).encode()).digest()


def a_recovery_code(world: World) -> bool:
    fia = world["fia"]
    kept = unkeyed(None, "recovery_code", fia.account, RECOVERY)
    write(world, insert(recovery_code).values(id=kept, account_id=fia.account, made_at=world.now))
    body = {"username": fia.username, "password": fia.password, "code": RECOVERY}
    return signs_in(world, body, id=fia.officer)


ATTACKS: Final[dict[str, tuple[Callable[[World], bool], str]]] = {
    one.__name__: (one, whom)
    for one, whom in (
        (a_session, "fia"),
        (a_sessions_account, "dana"),
        (a_sessions_employment, "fia"),
        (a_password, "dana"),
        (an_accounts_participant, "dana"),
        (a_link, "dana"),
        (a_links_participant, "dana"),
        (an_invitation, "fia"),
        (a_passkey, "fia"),
        (a_recovery_code, "fia"),
    )
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_forged_row_opens_nothing_and_she_still_gets_in(world: World, name: str) -> None:
    attack, whom = ATTACKS[name]
    assert not attack(world)
    assert world.api().post("/sessions", world.credentials(whom)).status == 201


@pytest.mark.parametrize("name", ATTACKS)
def test_without_the_comparing_of_seals_it_would(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    attack, _ = ATTACKS[name]
    monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    if attack is a_recovery_code:  # whose guard is the key alone
        monkeypatch.setattr(recovering, "tag", unkeyed)
    assert attack(world)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_link_is_not_lengthened(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    if not guarded:
        monkeypatch.setattr(starting, "LASTS", 3 * DAY)
    made = given_link(world, eva(world), LinkPurpose.CODE_RESET)
    world.clock.move(DAY)
    write(world, update(link).values(expires_at=world.now + DAY))
    assert world.page().get(f"/start/{made.secret}").status == (410 if guarded else 200)
    assert signs_in(world, {"link": made.secret, "code": NEW_CODE}) is not guarded


def enrols(world: World, secret: str, chosen: str) -> bool:
    with world.store.read() as tx:
        options = enrolling.invited(tx, world.ground, secret).passkey_options
    shown = Shown(passkey=Authenticator().make(options))
    return bool(enrolling.enrol(world.ground, secret, shown, HERE, chosen=chosen).username)


@pytest.mark.parametrize("guarded", [True, False])
def test_who_made_the_link_chooses_no_password_past_the_old_one(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    secret = call_in_again(world).secret
    mine = hash_secret(world.ground, PASSWORD)
    write(world, update(invitation).values(password_hash=mine))
    if guarded:
        with pytest.raises(Invalid):
            enrols(world, secret, sha256(f"hub/chosen {mine}".encode()).hexdigest())
        return
    monkeypatch.setattr(enrolling, "_check_chosen", lambda *_: None)
    assert enrols(world, secret, "")


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("way", ["emptied", "deleted"])
def test_who_made_the_link_takes_no_old_way_in_away(
    world: World, monkeypatch: pytest.MonkeyPatch, way: str, *, guarded: bool
) -> None:
    secret, hers = call_in_again(world).secret, account.c.id == world["fia"].account
    emptied = update(account).where(hers).values(password_hash=None)
    write(world, emptied if way == "emptied" else delete(account).where(hers))
    if guarded:
        with pytest.raises(living_invitations.InvitationSpent):
            enrolling.choose_password(world.ground, secret, PASSWORD)
        return
    monkeypatch.setattr(living_invitations, "_holds", lambda *_: True)
    monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert enrols(world, secret, enrolling.choose_password(world.ground, secret, PASSWORD))


@pytest.mark.parametrize("guarded", [True, False])
def test_a_session_that_was_changed_since_it_was_looked_up_goes_on_as_none(
    world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """A fresh one would be sealed as what the row says."""
    who = world.who("otto")
    write(world, update(session).values(account_id=world["fia"].account, employment_id=world["fia"].employment))
    if not guarded:
        monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    with world.store.write() as tx:
        fresh = sessions.rotate(tx, world.ground, who.session, at=world.now)
    assert (fresh is None) is guarded


def test_the_screen_goes_back_to_no_session_that_was_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = handed(world)
    with world.store.read() as tx:
        locked = tx.execute(select(session.c.id).where(session.c.handed_case_id.is_not(None))).scalar_one()
    code = world.code("amir")
    who = world.who("amir")
    write(world, update(session).where(session.c.id == locked).values(employment_id=world["cia"].employment))
    changed = replace(who, session=locked)
    with pytest.raises(NotSignedIn):
        assisting.take_back(world.ground, changed, code, HERE)
    assert screen.get("/skarmen").status != 200
    monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    monkeypatch.setattr(row_seals, "is_asked_for", lambda _found, _asked: True)
    monkeypatch.setattr(assisting, "hold_employment", lambda *_: world.now)  # which is nobody's but the officer's own
    assert assisting.take_back(world.ground, changed, code, HERE).case == world.dana.case


def test_what_the_hub_did_not_write_is_never_sealed_anew(world: World) -> None:
    """A step of hers, as choosing another password is, would seal what somebody put into the rest of the row."""
    fia, otto = world["fia"], world["otto"]
    with world.store.read() as tx:
        seed = tx.execute(select(account.c.totp_sealed).where(account.c.id == otto.account)).scalar_one()
    own = world.api("fia")
    write(world, update(account).where(account.c.id == fia.account).values(totp_sealed=seed))
    assert own.put("/me/password", {"present": fia.password, "wanted": PASSWORD}).status == 422
    assert not signs_in(world, {"username": fia.username, "password": fia.password, "code": world.code("fia")})
