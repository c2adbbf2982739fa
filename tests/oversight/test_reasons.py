"""A reviewer reads why something was opened or refused in Swedish, and not in the words of the code."""

import re
from pathlib import Path

from hub.oversight.reasons import ACT_WORDS, RULE_WORDS
from hub.signin import linking
from policies import decide
from policies.vocabulary import RefusalReason
from tests.architecture.source import files
from tests.cast import World
from tests.consents.story import in_force


def test_every_reason_and_every_rule_has_words() -> None:
    permits = set(re.findall(r'_staged\("\w+", "(\w+)"', Path(decide.__file__).read_text())) | {"line"}
    assert len(permits) > 5
    assert set(RULE_WORDS) == permits | {one.value for one in RefusalReason}


def test_a_row_of_the_log_says_why(world: World) -> None:
    in_force(world, named=("fia", "amir"), rows=(("AME", "C04"),))
    assert world.api("fia").get(f"/cases/{world.dana.case}").status == 200
    assert world.api("arvid").get(f"/cases/{world.dana.case}").status == 404
    reads = world.api("dagny").get("/log/entries?action=read").json["items"]
    shown = {one["actor"]["name"]: world.page("dagny").get(f"/logg/{one['id']}").text for one in reads}
    assert ">deltagaren har sagt ja till personen och uppgiften</td>" in shown["Fia Falk"]
    assert ">deltagaren har inte sagt ja till personen</td>" in shown["Arvid Alm"]
    assert "(not_named)" not in shown["Arvid Alm"], "a code is for programs"


def test_an_act_that_is_refused_as_a_whole_says_why(world: World) -> None:
    """It said "Nekades (role)" of whoever had typed the address of a page that is not for her."""
    assert world.api("fia").get("/log/entries").status == 404
    (refused,) = world.api("dora").get("/log/entries?outcome=refused").json["items"]
    assert refused["reason"] == "role"
    assert "Nekades (är inget för den rollen)" in world.page("dora").get(f"/logg/{refused['id']}").text


def test_a_conflict_that_is_logged_says_why_in_words() -> None:
    """A row said "Nekades (superseded)" of who met a newer consent, and "Nekades (wrong_password)" of a wrong one."""
    told = [*files("hub/consents", "hub/cases"), Path(linking.__file__)]
    told += [path for path in files("hub/grants") if path.name != "handing_over.py"]  # of staff: no entry tells of it
    codes = {code for path in told for code in re.findall(r'Conflict\("(\w+)"', path.read_text())}
    assert len(codes) > 15
    assert sorted(codes - (RULE_WORDS | ACT_WORDS).keys()) == []


def test_a_wrong_password_is_said_in_words(world: World) -> None:
    wrong = {"present": "not the one she has", "wanted": "a password that is long enough"}
    assert world.api("fia").put("/me/password", wrong).status == 422
    (refused,) = world.api("dora").get("/log/entries?outcome=refused").json["items"]
    assert refused["reason"] == "wrong_password"
    assert "Nekades (lösenordet stämde inte)" in world.page("dora").get(f"/logg/{refused['id']}").text


def test_each_such_word_is_for_a_reason_that_is_given() -> None:
    given = "".join(path.read_text() for path in files("hub") if path.name != "reasons.py")
    assert [code for code in ACT_WORDS if f'"{code}"' not in given] == []
