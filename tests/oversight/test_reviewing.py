"""A log reviewer sees her own units' officers everywhere and every access to own units' data, and nothing else."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from hub.access_log import writer
from hub.access_log.hashing import leaf_hash
from hub.access_log.reader.notes import read_checkpoint
from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.oversight import showing
from hub.store.errors import StoreUnavailable
from hub.store.row_marks import NUMBER
from keys.providers import LOG_SIGNING
from tests.access_log.proving import inclusion_holds
from tests.attacks.scene import play
from tests.cast import SECOND, Answer, World
from tests.consents.story import in_force
from tests.databases import count

_REVIEWERS = ("dora", "didrik", "dagny")


def entries(world: World, name: str, **query: Any) -> list[dict[str, Any]]:
    answer = world.api(name).get("/log/entries", query_string={"limit": 100, **query})
    assert answer.status == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def reads_of(world: World, name: str, reader: str) -> list[dict[str, Any]]:
    return [one for one in entries(world, name, action="read") if one["actor"]["id"] == world[reader].officer]


@pytest.mark.parametrize("reviewer", ["dora", "didrik", "dagny"])
def test_a_read_is_found_by_who_reviews_the_reader_and_by_who_reviews_a_source(read: World, reviewer: str) -> None:
    # Dora reviews Fia's own unit; Didrik and Dagny the units whose data was asked for.
    assert len(reads_of(read, reviewer, "fia")) == 1


def test_who_reviews_neither_finds_nothing_of_it(world: World) -> None:
    in_force(world, named=("fia", "amir"), rows=(("AME", "C04"),))
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    assert reads_of(world, "didrik", "fia") == []


def test_of_anothers_act_a_reviewer_sees_what_it_had_from_her_units(read: World) -> None:
    """That the ward gives something must not reach FK's reviewer through an AME coach's read of it."""
    assert read.api("amir").get(f"/cases/{read.dana.case}").status == 200
    assert read.api("dana").get(f"/cases/{read.dana.case}").status == 200
    units = {"dora": "FK Nordost", "didrik": "Vuxenpsykiatrin", "dagny": "AME"}
    for reviewer, own in units.items():
        for one in entries(read, reviewer, action="read"):
            sources = {each["source_name"] for each in one["decisions"] if each["category"].startswith("C")}
            assert sources <= {own} or one["actor"]["unit_name"] == own, (reviewer, one["text"], sources)
            alone = read.api(reviewer).get(f"/log/entries/{one['id']}").json
            assert alone["decisions"] == one["decisions"]
    whole = reads_of(read, "dora", "fia")[0]
    assert "Vuxenpsykiatrin" in {each["source_name"] for each in whole["decisions"]}, "her own officer's act is whole"
    amirs = reads_of(read, "didrik", "amir")[0]
    assert {each["source_name"] for each in amirs["decisions"] if each["category"] == "C07"} == {"Vuxenpsykiatrin"}
    listed = read.page("dora").get("/logg?officer=" + read["amir"].officer).text.partition("<table")[2]
    assert "Amir" in listed
    assert "Vuxenpsykiatrin" not in listed


def test_how_much_others_have_is_told_to_no_reviewer(world: World) -> None:
    """One thing of FK's and one of the ward's, or two: to FK's reviewer the coach's reads of them look alike."""
    scene = play(world, "counted")
    found = {}
    for more in ("one", "two"):
        read = world.api("amir").get(f"/cases/{scene.who.case}").json["receipt"]["entry"]
        found[more] = world.api("dora").get(f"/log/entries/{read}").json
        assert world.api("dagny").get(f"/log/entries/{read}").json["count"] > 1, "his own reviewer sees it whole"
        assert "Antal poster" in world.page("dagny").get(f"/logg/{read}").text
        assert "Antal poster" not in world.page("dora").get(f"/logg/{read}").text
        wards = f"/plans/{scene.ids['plan:rut']}/activities"
        assert world.api("rut").post(wards, {"type": "treatment", "title": "Ny"}).status == 201
    assert found["one"]["count"] is None
    varies = {"id", "number", "at", "leaf", "facts"}
    one, two = ({name: told for name, told in each.items() if name not in varies} for each in found.values())
    assert one == two


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_what_one_unit_answers_for_itself_is_no_other_units_matter(read: World, act: str) -> None:
    """FK's reviewer must not learn from an answer of the ward's that the ward is in the case (domain.md 2.4)."""
    if act == "decline":
        paper = read.api("rut").get(f"/consents/{read.api('dana').get('/me/consents').json['items'][0]['id']}").json
        body = {"rows": {row["id"]: False for row in paper["rows"] if row["source"] == read["rut"].unit}}
        assert read.api("rut").post(f"/consents/{paper['id']}/acceptances", body).status == 200
    told = {name: {one["actor"]["unit_name"] for one in entries(read, name, action=act)} for name in _REVIEWERS}
    assert "Vuxenpsykiatrin" in told["didrik"] & told["dagny"], "her own reviewer finds it, and the drafting unit's"
    assert told["dora"] <= {"FK Nordost"}


def test_the_participants_own_acts_are_found_by_every_unit_they_concern(read: World) -> None:
    for reviewer in ("dora", "didrik", "dagny"):
        signed = entries(read, reviewer, action="sign")
        assert [one["actor"]["kind"] for one in signed] == ["participant"]
        assert signed[0]["actor"]["name"] is None


def test_an_entry_outside_her_units_is_the_same_404_as_none(world: World) -> None:
    in_force(world, named=("fia", "amir"), rows=(("AME", "C04"),))
    world.api("fia").get(f"/cases/{world.dana.case}")
    outside = reads_of(world, "dora", "fia")[0]["id"]
    answers = [
        world.api("didrik").get(f"/log/entries/{one}{also}") for one in (outside, "0" * 32) for also in ("", "/proof")
    ]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_an_entry_and_its_proof_open_for_who_may_see_them(read: World) -> None:
    found = reads_of(read, "dora", "fia")[0]
    assert read.api("dora").get(f"/log/entries/{found['id']}").json["leaf"] == found["leaf"]
    proof = read.api("dora").get(f"/log/entries/{found['id']}/proof").json
    assert proof["index"] is not None
    assert proof["leaf"] == found["leaf"]
    assert proof["checkpoint"].split("\n")[1] == str(proof["size"])


def test_whoever_is_given_bytes_can_reckon_the_leaf_and_every_proof_leads_to_the_checkpoint(read: World) -> None:
    """Own officers' acts come byte for byte; of others' acts no byte, and a proof all the same."""
    assert read.api("amir").get(f"/cases/{read.dana.case}").status == 200
    assert read.api("dana").get(f"/cases/{read.dana.case}").status == 200
    units = {"dora": "FK Nordost", "didrik": "Vuxenpsykiatrin", "dagny": "AME"}
    for reviewer, own in units.items():
        given = set()
        for one in entries(read, reviewer):
            proof = read.api(reviewer).get(f"/log/entries/{one['id']}/proof").json
            hers = one["actor"]["unit_name"] == own
            assert (proof["body"] is not None) is hers, (reviewer, one["text"])
            if hers:
                assert leaf_hash(proof["body"].encode()).hex() == proof["leaf"] == one["leaf"]
            signed = read_checkpoint(
                proof["checkpoint"],
                public_key=read.ground.provider.public_key(LOG_SIGNING),
                installation=read.ground.installation,
            )
            assert signed.size == proof["size"]
            hashes = [bytes.fromhex(value) for value in proof["hashes"]]
            leaf = bytes.fromhex(proof["leaf"])
            assert inclusion_holds(leaf, proof["index"], proof["size"], hashes, signed.root), (reviewer, one["text"])
            given.add(hers)
        assert given == {True, False}, reviewer


def test_bytes_that_are_missing_do_not_tell_whether_others_had_anything(world: World) -> None:
    """An AME coach's read that had something of FK alone looks to FK's reviewer as one that had more."""
    in_force(world, named=("fia", "amir"), rows=(("FK Nordost", "C06"),))
    assert world.api("amir").get(f"/cases/{world.dana.case}").status == 200
    (amirs,) = reads_of(world, "dora", "amir")
    proof = world.api("dora").get(f"/log/entries/{amirs['id']}/proof").json
    assert proof["body"] is None
    assert world["amir"].unit not in str(proof)


def test_the_page_says_what_a_leaf_proves_where_parts_are_left_out(read: World) -> None:
    found = reads_of(read, "dora", "fia")[0]["id"]
    assert "är utelämnat" not in read.page("dora").get(f"/logg/{found}").text
    told = read.page("didrik").get(f"/logg/{found}").text
    assert "det som rör andra är utelämnat" in told
    assert "du kan inte räkna fram den själv" in told
    described = str(read.api("dora").get("/openapi.json").json["paths"]["/api/v1/log/entries/{entry_id}/proof"])
    assert "what concerns others is left out and `body` is null" in " ".join(described.replace("\\n", " ").split())


def test_each_page_is_one_entry_that_stands_before_it_is_sent(read: World) -> None:
    before = len(entries(read, "dagny", action="log_read"))
    after = entries(read, "dagny", action="log_read")
    assert len(after) == before + 1
    with count(read.store) as counts:
        read.api("dagny").get("/log/checkpoint")
    assert counts.commits >= 1


@pytest.mark.parametrize(("also", "action"), [("", "log_read"), ("/proof", "log_proof")])
def test_each_look_at_one_entry_is_an_entry_also_in_vain(read: World, also: str, action: str) -> None:
    found = reads_of(read, "dora", "fia")[0]["id"]
    told = (log_entry.c.action, log_entry.c.outcome)
    hers = select(*told).where(log_entry.c.actor == read["dora"].officer, log_entry.c.action == action)
    for asked, status, outcome in ((found, 200, "permitted"), ("0" * 32, 404, "refused")):
        with read.store.read() as tx:
            before = len(tx.execute(hers).all())
        read.clock.move(SECOND)
        assert read.api("dora").get(f"/log/entries/{asked}{also}").status == status
        with read.store.read() as tx:
            assert [tuple(row) for row in tx.execute(hers.order_by(log_entry.c.at))][before:] == [(action, outcome)]


def test_no_page_leaves_when_its_entry_cannot_be_written(read: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = {name: read.api(name) for name in ("dora", "dana")}
    found = reads_of(read, "dora", "fia")[0]["id"]

    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(writer, "append", down)
    paths = ("/log/entries", f"/log/entries/{found}", f"/log/entries/{found}/proof", "/log/checkpoint", "/log/officers")
    answers: list[Answer] = [clients["dana"].get("/me/reads"), *(clients["dora"].get(path) for path in paths)]
    for answer in answers:
        assert answer.status == 503
        assert "Fia" not in answer.text


def test_the_list_is_narrowed_and_paged(read: World) -> None:
    first = read.api("dora").get("/log/entries", query_string={"limit": 1}).json
    second = read.api("dora").get("/log/entries", query_string={"limit": 1, "next": first["next"]}).json
    assert first["items"][0]["number"] > second["items"][0]["number"]
    assert entries(read, "dora", officer=read["fia"].officer, outcome="refused") == []
    assert entries(read, "dora", case=read.dana.number, action="read")
    assert entries(read, "dora", case="SK-NONE") == []
    assert entries(read, "dora", **{"from": "2031-01-01"}) == []


def test_bad_filters_are_422_and_the_page_keeps_what_was_typed(read: World) -> None:
    assert read.api("dora").get("/log/entries", query_string={"from": "igår"}).status == 422
    page = read.page("dora").get("/logg", query_string={"case": "SK-1", "action": "nonsense"})
    assert page.status == 200
    assert 'value="SK-1"' in page.text
    assert "Välj ett av de värden som finns." in page.text
    assert "Inget i loggen passar" not in page.text, "nothing was looked for"


def test_the_pages_tell_it_in_swedish_and_name_no_participant(read: World) -> None:
    page = read.page("dora").get("/logg")
    assert "Fia Falk, handläggare, FK Nordost läste" in page.text
    assert "Dana" not in page.text
    found = reads_of(read, "dora", "fia")[0]["id"]
    one = read.page("dora").get(f"/logg/{found}")
    assert "vårdtider och vila från Vuxenpsykiatrin" in one.text
    assert '<td data-label="Regel">' in one.text, "on a phone each decision stands under the other, with its words"
    assert "underskriften på den stämmer" in read.page("dora").get("/logg-ar-hel").text


@pytest.mark.parametrize("name", ["fia", "amir", "ada", "lea", "bea", "dana"])
def test_nobody_else_has_these_routes(world: World, name: str) -> None:
    assert world.api(name).get("/log/entries").status == 404
    assert world.page(name).get("/logg").status == 404


def test_an_act_that_is_whole_in_itself_says_what_it_had_in_brackets(read: World) -> None:
    assert read.page("fia").get(f"/arenden/{read.dana.case}/utdrag").status == 200
    (told,) = [one["text"] for one in entries(read, "didrik", action="extract")]
    assert " tog ut ett utdrag för sin egen dokumentation (vårdtider och vila från Vuxenpsykiatrin) med stöd av" in told
    assert " läste vårdtider och vila från Vuxenpsykiatrin " in reads_of(read, "didrik", "fia")[0]["text"]


@pytest.mark.parametrize("guarded", [True, False])
def test_the_mark_of_a_row_is_told_to_no_reviewer(
    read: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """What an act's entry tells the check of the log of rows may be of another unit's officers and cases."""
    if not guarded:
        monkeypatch.setattr(showing, "NUMBER", -1)
    with read.store.read() as tx:
        bodies = tx.execute(select(log_entry.c.body)).scalars().all()
    assert any(one.version == NUMBER for body in bodies for one in parse(body).rec)
    written = [each for name in _REVIEWERS for one in entries(read, name) for each in one["written"]]
    assert written
    assert all(each["version"] != NUMBER for each in written) is guarded


def test_the_page_of_an_entry_names_the_consent_as_the_list_does(read: World) -> None:
    """A reviewer read 32 signs and an @ where the sentence above said "medgivande 1"; they stand with the proof."""
    found = read.api("dagny").get("/log/entries?action=read").json["items"]
    one = next(one for one in found if one["consent"])
    said, _, folded = read.page("dagny").get(f"/logg/{one['id']}").text.partition("<details>\n  <summary>Bevis")
    assert "<dt>Medgivande</dt><dd>1</dd>" in said
    assert one["consent"] not in said
    assert one["consent"] in folded


def test_an_entry_says_nothing_of_what_it_has_not(world: World) -> None:
    """Four rows of dashes told a reviewer that her own look has no case, no person, and no consent."""
    dora = world.page("dora")
    dora.get("/logg")  # there is a look of hers to see, then
    way = re.search(r"/logg/[0-9a-f]{32}", dora.get("/logg").text)
    assert way is not None
    facts = dora.get(way[0]).text.partition("<dl>")[2].partition("</dl>")[0]
    assert "Kvittens" in facts
    assert "<dd>\u2013" not in facts
    assert not [label for label in ("Ärende", "Deltagare", "Medgivande") if f"<dt>{label}" in facts]


def test_a_week_is_one_press_away(world: World) -> None:
    dora = world.page("dora")
    assert 'href="/logg?period=week&amp;officer=staff">Anställda, 7 dagar<' in dora.get("/logg").text
    assert "De senaste 7 dagarna" in dora.get("/logg?period=week&officer=staff").text
