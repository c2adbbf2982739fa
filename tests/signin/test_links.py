"""A participant's first time and a reset: a link serves once, and no link changes a code that stands."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import select

from hub.access_log.tables import log_entry
from hub.grants import handing_over
from hub.grants.clear_marks import coordinated
from hub.signin import linking, starting
from hub.signin.beginning import begin_session
from hub.signin.codes import fault_of, plain
from hub.signin.linking import Link, LinkPurpose, make_link
from hub.signin.names import new_name
from hub.signin.tables import account, link
from hub.store.errors import Conflict
from tests.cast import DAY, OWN_CODE, Answer, Api, Participant, SeededRandom, World
from tests.meeting import at_once, in_time
from tests.moving_on import handed_over

NEW_CODE = "815263"


@pytest.fixture
def eva(world: World) -> Participant:
    """Return who is registered and has no code so far."""
    return world.add_participant("Eva Demosson", code=None)


def given_link(
    world: World, to: Participant, purpose: LinkPurpose = LinkPurpose.FIRST_SIGN_IN, by: str = "amir"
) -> Link:
    who = world.who(by)
    with world.store.write() as tx:
        return make_link(tx, world.ground, who, participant=to.id, case=to.case, purpose=purpose, at=world.now)


def use(world: World, made: Link, code: str = NEW_CODE) -> Answer:
    return world.api().post("/sessions", {"link": made.secret, "code": code})


def sign_in(world: World, username: str, code: str) -> int:
    return world.api().post("/sessions", {"username": username, "code": code}).status


def acts_about(world: World, participant: str) -> list[str]:
    with world.store.read() as tx:
        rows = tx.execute(select(log_entry.c.action).where(log_entry.c.subject == participant))
        return sorted(rows.scalars())


def test_digits_of_an_arabic_keyboard_are_digits(world: World, eva: Participant) -> None:
    """She was told to choose digits alone, and had; a browser with another keyboard knew her code no more."""
    arabic = NEW_CODE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert arabic != NEW_CODE
    started = use(world, given_link(world, eva), arabic)
    assert started.status == 201, started.text
    username = started.json["username"]
    assert [sign_in(world, username, code) for code in (NEW_CODE, arabic, f"{arabic[:3]} {NEW_CODE[3:]}")] == [201] * 3
    easy = "123456".translate(str.maketrans("123456", "١٢٣٤٥٦"))
    assert fault_of(plain(easy)) == fault_of("123456")


def test_the_first_time_gives_a_name_a_session_and_a_code_of_her_own(world: World, eva: Participant) -> None:
    made = given_link(world, eva)
    first = use(world, made)
    assert first.status == 201
    me = world.api().get("/me", headers={"Authorization": f"Bearer {first.json['token']}"})
    assert me.json["participant"] == eva.id
    assert sign_in(world, first.json["username"], NEW_CODE) == 201
    assert acts_about(world, eva.id) == ["code_set", "link", "register", "sign_in", "sign_in"]


def test_the_coach_who_made_the_link_is_remembered(world: World, eva: Participant) -> None:
    handed_over(world, number=eva.number)
    use(world, given_link(world, eva, by="cia"))
    with world.store.read() as tx:
        row = tx.execute(select(account).where(account.c.participant_id == eva.id)).one()
    assert row.code_link_officer_id == world["cia"].officer
    assert row.code_set_at == world.now


def test_a_link_serves_once(world: World, eva: Participant) -> None:
    made = given_link(world, eva)
    assert use(world, made).status == 201
    assert use(world, made, "924618").status == 401


def test_one_link_many_times_at_once_serves_once(world: World, eva: Participant) -> None:
    made, tries = given_link(world, eva), 12
    together = Barrier(tries)

    def send(number: int) -> int:
        together.wait()
        body = {"link": made.secret, "code": f"81526{number % 10}"}
        return Api(world.app, None).post("/sessions", body).status

    with ThreadPoolExecutor(tries) as pool:
        statuses = sorted(pool.map(send, range(tries)))
    assert statuses == [201] + [401] * (tries - 1)


def test_a_link_ends_after_a_day(world: World, eva: Participant) -> None:
    made = given_link(world, eva)
    assert made.expires_at == world.now + DAY
    world.clock.move(DAY - 1)
    assert use(world, made, "short").status == 422
    world.clock.move(1)
    assert use(world, made).status == 401


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_of_two_links_made_at_once_one_lives(world: World, eva: Participant, purpose: LinkPurpose) -> None:
    whose = eva if purpose is LinkPurpose.FIRST_SIGN_IN else world.dana
    path, body = f"/cases/{whose.case}/links", {"purpose": purpose.value}
    apis = [world.api("amir"), world.api("amir")]
    made = at_once(world, *[lambda api=api: api.post(path, body) for api in apis], written="INSERT INTO link")
    assert [answer.status for answer in made] == [201, 201]
    links = [answer.json["link"].rpartition("/")[2] for answer in made]
    tries = [world.api().post("/sessions", {"link": one, "code": NEW_CODE}).status for one in (*links, *links)]
    assert sorted(tries) == [201, 401, 401, 401]


def test_a_newer_link_ends_the_older(world: World, eva: Participant) -> None:
    older, newer = given_link(world, eva), given_link(world, eva)
    assert use(world, older).status == 401
    assert use(world, newer).status == 201


def test_a_coach_is_told_that_she_has_a_code_already(world: World) -> None:
    """He was given a link that she opened at once, and that was dead."""
    with pytest.raises(Conflict, match="has_code"):
        given_link(world, world.dana)
    case = f"/arenden/{world.dana.case}"
    said = world.page("amir").post(f"{case}/lank", {"purpose": "first_sign_in"}, form_at=case)
    assert said.status == 409
    assert "Deltagaren har redan valt en kod." in said.text


def test_a_new_link_never_changes_her_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dana = world.dana
    monkeypatch.setattr(linking, "_check_first", lambda _: None)
    made = given_link(world, dana)
    answer = use(world, made)
    assert answer.status == 401
    assert answer.data == world.api().post("/sessions", {"link": "x" * 32, "code": NEW_CODE}).data
    assert sign_in(world, dana.username or "", OWN_CODE) == 201
    assert sign_in(world, dana.username or "", NEW_CODE) == 401


def test_a_reset_is_an_act_of_its_own_that_ends_her_sessions_and_that_she_sees(world: World) -> None:
    dana, api = world.dana, world.api("dana")
    handed_over(world)
    made = given_link(world, dana, LinkPurpose.CODE_RESET, by="cia")
    assert api.get("/me").status == 401
    assert "code_reset" in acts_about(world, dana.id)
    assert use(world, made).json["username"] == dana.username
    assert sign_in(world, dana.username or "", OWN_CODE) == 401
    assert sign_in(world, dana.username or "", NEW_CODE) == 201
    with world.store.read() as tx:
        row = tx.execute(select(account).where(account.c.participant_id == dana.id)).one()
    assert row.code_link_officer_id == world["cia"].officer


def test_using_a_reset_ends_the_sessions_begun_since(world: World) -> None:
    made = given_link(world, world.dana, LinkPurpose.CODE_RESET)
    api = world.api("dana")
    assert use(world, made).status == 201
    assert api.get("/me").status == 401


def test_there_is_nothing_to_reset_before_there_is_a_code(world: World, eva: Participant) -> None:
    with pytest.raises(Conflict):
        given_link(world, eva, LinkPurpose.CODE_RESET)


def test_only_the_hash_of_a_link_is_kept(world: World, eva: Participant) -> None:
    made = given_link(world, eva)
    with world.store.read() as tx:
        kept = tx.execute(select(link)).one()
    assert made.secret.encode() not in b"".join(str(value).encode() for value in kept)
    assert made.url == f"http://127.0.0.1:8000/start/{made.secret}"


@pytest.mark.parametrize(
    "code",
    ["12345", "abcdef", "111111", "123456", "987654", "121212", "123123", "112233", "٤٥٦٧٨٩", "1" * 33, "890123"],
)
def test_an_easy_code_will_not_do(code: str) -> None:
    assert fault_of(code) is not None


def test_an_easy_code_is_refused_and_the_link_stays(world: World, eva: Participant) -> None:
    made = given_link(world, eva)
    answer = use(world, made, "123456")
    assert answer.status == 422
    assert list(answer.json["errors"]) == ["code"]
    assert use(world, made).status == 201


def test_a_code_may_be_grouped_by_blanks(world: World, eva: Participant) -> None:
    answer = use(world, given_link(world, eva), "815 263")
    assert answer.status == 201
    assert sign_in(world, answer.json["username"], "81-52-63") == 201


def test_a_wrong_link_is_logged(world: World) -> None:
    answer = world.api().post("/sessions", {"link": "wrong", "code": NEW_CODE})
    assert (answer.status, answer.json["code"]) == (401, "link_spent")
    with world.store.read() as tx:
        assert tx.execute(select(log_entry.c.action)).scalars().all() == ["sign_in_failed"]


def test_the_page_asks_twice_and_then_shows_her_name(world: World, eva: Participant) -> None:
    made = given_link(world, eva)
    browser, path = world.page(), f"/start/{made.secret}"
    assert browser.post(path, {"code": NEW_CODE, "again": "815264"}).status == 422
    assert browser.post(path, {"code": "123456", "again": "123456"}).status == 422
    done = browser.post(path, {"code": NEW_CODE, "again": f"{NEW_CODE[:3]} {NEW_CODE[3:]}"})  # as people group digits
    assert done.status == 303
    with world.store.read() as tx:
        name = tx.execute(select(account.c.username).where(account.c.participant_id == eva.id)).scalar_one()
    assert name in browser.get(done.headers["Location"]).text
    again = browser.get(path)
    assert (again.status, "Du är redan inloggad." in again.text) == (410, True)
    assert "loggar du in med ditt inloggningsnamn" not in again.text
    assert 'href="/logga-in' not in again.text


def test_the_page_of_a_spent_link_is_one_page(world: World, eva: Participant) -> None:
    made = given_link(world, eva)
    use(world, made)
    spent, never = world.page().get(f"/start/{made.secret}"), world.page().get("/start/never-made")
    assert spent.status == never.status == 410
    # The choice of language leads back to the address that was asked for; nothing else may differ.
    assert spent.without_token.replace(made.secret.encode(), b"never-made") == never.without_token
    assert "<h1>Länken är använd eller för gammal</h1>" in spent.text
    assert "loggar du in med ditt inloggningsnamn" in spent.text
    assert "Du är redan inloggad." not in spent.text
    assert "Något behöver rättas" not in spent.text, "a link that is too old is no fault of hers"


def test_names_are_readable_and_differ() -> None:
    random = SeededRandom(7)
    names = {new_name(random) for _ in range(2000)}
    assert len(names) == 2000
    for name in names:
        *words, number = name.split("-")
        assert len(words) == 3
        assert name.isascii()
        assert len(number) == 4


@pytest.mark.parametrize("act", ["hands over", "leaves"])
def test_who_hands_over_or_leaves_waits_for_a_link_that_is_being_used(
    world: World, eva: Participant, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """Nobody is told that the case is another's, and then an account is opened by the link of the one who had it."""
    made, checked, done, overtaken = given_link(world, eva), Event(), Event(), []

    def begun(*given: Any, **also: Any) -> Any:
        checked.set()
        overtaken.append(in_time(world, done))
        return begin_session(*given, **also)

    def end() -> None:
        assert checked.wait(10)
        if act == "hands over":
            handed_over(world, number=eva.number)
        else:
            assert world.api("bea").delete(f"/officers/{world['amir'].officer}").status == 200
        done.set()

    monkeypatch.setattr(starting, "begin_session", begun)
    with ThreadPoolExecutor(2) as pool:
        ended, used = pool.submit(end), pool.submit(use, world, made)
        ended.result()
        assert used.result().status == 201
    assert overtaken == [False]


def test_a_link_serves_nobody_whose_case_is_just_being_handed_over(
    world: World, eva: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, given, used = given_link(world, eva), Event(), Event()

    def handed(*what: Any, **also: Any) -> None:
        given.set()
        in_time(world, used)
        coordinated(*what, **also)

    def begin() -> int:
        assert given.wait(10)
        status = use(world, made).status
        used.set()
        return status

    monkeypatch.setattr(handing_over, "coordinated", handed)
    with ThreadPoolExecutor(2) as pool:
        status = pool.submit(begin)
        pool.submit(handed_over, world, number=eva.number).result()
        assert status.result() == 401
