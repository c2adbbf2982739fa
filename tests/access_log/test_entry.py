"""The entry's only bytes: canonical, codes alone, and closed against everything that writes between the lines."""

import json
import unicodedata
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.access_log.entry import Decision, NewEntry, Record, UnfitEntry, canonical, concerned_units
from hub.access_log.reader.parsing import parse
from hub.store.heads import Written
from tests.access_log.acts import AME, FK, READ, REGION, holds_only_codes, ident, wrote

ID, SALT = ident("entry"), ident("salt")


def body_of(entry: NewEntry) -> bytes:
    return canonical(entry, entry_id=ID, salt=SALT)


CODES = st.text(st.sampled_from("abcXYZ019_-@:"), min_size=1, max_size=40)


@given(
    st.lists(st.builds(Decision, CODES, CODES, CODES, CODES, st.none() | CODES), max_size=5),
    st.lists(st.builds(Record, CODES, CODES, st.integers(1, 2**31), st.none() | CODES), max_size=3),
    st.integers(0, 2**53 - 1),
    st.none() | CODES,
)
@settings(deadline=None)
def test_canonical_is_sorted_compact_json_and_reads_back(
    decisions: list[Decision], records: list[Record], at: int, code: str | None
) -> None:
    entry = replace(READ, ts=at, decisions=tuple(decisions), rec=tuple(records), reason=code, consent=code)
    body = body_of(entry)
    assert body == json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert unicodedata.is_normalized("NFC", body.decode())
    assert holds_only_codes(body)
    again = parse(body)
    assert {field.name: getattr(again, field.name) for field in fields(NewEntry)} == {
        field.name: getattr(entry, field.name) for field in fields(NewEntry)
    }
    assert (again.v, again.id, again.salt, again.detail) == (1, ID, SALT, None)


@pytest.mark.parametrize(
    "text",
    [
        "line\nbreak",
        "line\rbreak",
        "nul\x00",
        "escape\x1b[2J",
        "delete\x7f",
        "\u202eright-to-left",
        "zero\u200bwidth",
        "e\u0301",
        "Dana Åberg",
        "two words",
        '"quoted',
        "back\\slash",
        "<b>",
        "1.5",
        "19900101+1234",
        "\ud800",
        "\U0001f600",
    ],
)
@pytest.mark.parametrize("where", ["actor", "purpose", "reason"])
def test_nothing_but_codes_gets_in(where: str, text: str) -> None:
    changed: dict[str, Any] = {where: text}
    with pytest.raises(UnfitEntry) as refused:
        body_of(replace(READ, **changed))
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"ts": 1.0},
        {"ts": True},
        {"ts": "1"},
        {"n": 0.5},
        {"ts": 2**53},
        {"reason": "x" * 2_000_000},
        {"decisions": tuple(Decision(FK, "C01", "refused", "no_line") for _ in range(400))},
        {"reason": {1: 2}},
        {"reason": b"bytes"},
    ],
)
def test_numbers_and_sizes(changes: dict[str, Any]) -> None:
    with pytest.raises(UnfitEntry):
        body_of(replace(READ, **changes))


def test_a_read_of_the_widest_consent_still_fits() -> None:
    widest = tuple(
        Decision(ident(f"source {source}"), f"C{category:02}", "permitted", "line", ident(f"{source} {category}"))
        for source in range(7)
        for category in range(1, 17)
    )
    assert len(body_of(replace(READ, decisions=widest))) < 16 * 1024
    assert len(body_of(READ)) < 4 * 1024


@pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b"null", b"\xff", b'{"v":1}'])
def test_what_is_not_an_entry(broken: bytes) -> None:
    with pytest.raises(UnfitEntry):
        parse(broken)
    assert concerned_units(broken) == frozenset()


@pytest.mark.parametrize("changed", [(b'"v":1', b'"v":2'), (b'"act":"read"', b'"act":"erase"')])
def test_another_version_or_an_unknown_word_is_refused(changed: tuple[bytes, bytes]) -> None:
    with pytest.raises(UnfitEntry):
        parse(body_of(READ).replace(*changed))


def test_concerned_units_are_the_actors_the_sources_and_the_named() -> None:
    assert concerned_units(body_of(READ)) == {FK, REGION}
    assert concerned_units(body_of(replace(READ, unit=None, decisions=(), units=(AME,)))) == {AME}
    assert concerned_units(body_of(replace(wrote("activity", 1, b""), unit=None))) == frozenset()


def test_a_record_is_told_by_its_heads_hash() -> None:
    written = Written(table="item", record=ID, version=3, sha256=bytes(range(32)), sealed=b"sealed")
    assert Record.of(written) == Record("item", ID, 3, bytes(range(32)).hex())
