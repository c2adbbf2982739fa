"""What comes along with a pasted text is cleaned away; what turns it, or is no sign to read, is refused by name."""

import re
import sys
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.store import legible
from hub.store.legible import clean, illegible, is_legible, one_line


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("  Karin\u00a0Ek\ufeff", "Karin Ek"),
        ("Ka\u00adrin\u200b E\u2060k", "Karin Ek"),
        ("A\u030ashild", "Åshild"),
        ("Karin\tEk", "Karin Ek"),
        ("en\r\ntvå\u2028tre\rfyra", "en\ntvå\ntre\nfyra"),
        ("Ka\u200crin\u200d", "Karin"),  # between letters that are never joined
        ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001 - Persian
        ("علی\u200cرضا", "علی\u200cرضا"),  # noqa: RUF001 - Persian
        ("क्\u200dष", "क्\u200dष"),  # after the sign that joins
        ("র\u200d্য", "র\u200d্য"),  # before it
        ("👩\u200d💻", "👩\u200d💻"),
        ("Müller\u202e", "Müller\u202e"),
        ("Karin Ek\u200e", "Karin Ek"),
        ("\u202aKarin Ek\u202c \u200f", "Karin Ek"),
        ("Karin\u200e Ek", "Karin\u200e Ek"),
        ("علی\u200c\u061c\u200c", "علی"),
        ("n" + "\u0323" * 30, "\u1e47" + "\u0323" * 29),
        ("-" * 100, "-" * 100),
    ],
)
def test_what_is_kept(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept


def test_a_break_in_one_line_is_a_blank() -> None:
    assert one_line(" Karin\r\n  Ek\n") == "Karin Ek"
    assert clean("Rad ett.  \r\n\r\nRad två.") == "Rad ett.  \n\nRad två."


@pytest.mark.parametrize(
    ("text", "sign", "place"),
    [("Karin\u202eEk", "U+202E", 6), ("\x00", "U+0000", 1), ("ab\u200f", "U+200F", 3), ("a\nb\x1b", "U+001B", 4)],
)
def test_a_sign_that_is_refused_is_named_with_its_place(text: str, sign: str, place: int) -> None:
    assert not is_legible(text, lines=True)
    said = illegible(text, lines=True)
    assert f"tecken nummer {place} ({sign})" in said
    assert text not in said


@given(st.text())
def test_cleaning_again_changes_nothing_and_leaves_one_form(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert one_line(one_line(text)) == one_line(text)


@given(st.text())
def test_what_is_legible_after_cleaning_holds_nothing_unseen(text: str) -> None:
    plain = one_line(text)
    if is_legible(plain):
        assert all(sign.isprintable() or sign in "\u200c\u200d" for sign in plain)


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0344", "\u0f73", "\u0301\u200b\u0323"])
@pytest.mark.parametrize("guarded", [True, False])
def test_nobody_has_marks_put_in_order_by_the_square_of_their_number(
    monkeypatch: pytest.MonkeyPatch, marks: str, *, guarded: bool
) -> None:
    rows: list[int] = []
    normalize = unicodedata.normalize

    def noted(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        if form == "NFC":
            signs = "".join("m" if unicodedata.combining(sign) else "s" for sign in normalize("NFD", text))
            rows.append(max(map(len, signs.split("s"))))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", noted)
    if not guarded:
        monkeypatch.setattr(legible, "_unpiled", lambda found: found[0])
    once = clean(f"a{marks * 500}b")
    assert once[-1] == "b"
    assert (max(rows) <= 30) is guarded
    assert clean(once) == once


@pytest.mark.parametrize("letter", ["\uff9e", "\uff9f"])
@pytest.mark.parametrize("guarded", [True, False])
def test_nor_by_letters_between_them_that_are_marks_when_names_are_compared(
    monkeypatch: pytest.MonkeyPatch, letter: str, *, guarded: bool
) -> None:
    rows: list[int] = []
    normalize = unicodedata.normalize

    def noted(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
        signs = "".join("m" if unicodedata.combining(sign) else "s" for sign in normalize(f"NF{form[2:-1]}D", text))  # type: ignore[arg-type]
        rows.append(max(map(len, signs.split("s"))))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", noted)
    if not guarded:
        monkeypatch.setattr(legible, "_MARKS", {})
    legible.skeleton(f"a{f'{chr(0x0300)}{letter}' * 500}b")
    assert (max(rows) <= legible._MOST_MARKS) is guarded


def test_no_other_letter_is_a_mark_when_names_are_compared() -> None:
    signs = (chr(number) for number in range(sys.maxunicode + 1))
    hidden = [sign for sign in signs if re.match(r"\w", sign) and _is_mark(unicodedata.normalize("NFKD", sign))]
    assert set(map(ord, hidden)) == set(legible._MARKS)


def _is_mark(sign: str) -> bool:
    return unicodedata.combining(sign[0]) > 0
