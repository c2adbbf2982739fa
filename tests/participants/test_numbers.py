"""One number, however it is written, has one form; what is no number has none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.participants.numbers import normalise

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("19121212-1212", "191212121212"),
        ("191212121212", "191212121212"),
        (" 121212+1212 ", "191212121212"),
        ("121212-1212", "201212121212"),
        ("1212121212", "201212121212"),
        ("20121212-1212", "201212121212"),
        ("000229-0005", "200002290005"),
        ("19701063-2391", "197010632391"),
        ("20261122-0001", "202611220001"),
        ("701063-2391", "197010632391"),
        ("19850312-A12B", "19850312A12B"),
        ("850312-a12b", "19850312A12B"),
    ],
)
def test_one_number_one_form(written: str, normal: str) -> None:
    assert normalise(written, today=TODAY) == normal
    assert normalise(normal, today=TODAY) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        "121212",
        "19121212-1213",  # check digit
        "19121312-1211",  # month 13
        "20010229-0004",  # no leap year
        "19121292-1215",  # day 92 - 60 = 32
        "19121200-1216",  # day 0
        "20261123-0000",  # born tomorrow
        "17121212-1212",  # no century of anybody alive
        "191212 1212",
        "19121212--1212",
        "191212121212x",
        "x191212121212",
        "19850372-A12B",  # a reservnummer has no samordningsnummer's day
        "19850312-Å12B",
        "１９１２１２１２１２１２",  # noqa: RUF001 - fullwidth digits are what is tested
        "١٩١٢١٢١٢١٢١٢",
        "19121212\u20131212",
        "19121212-1212\n",
    ],
)
def test_what_is_no_number(written: str) -> None:
    assert normalise(written, today=TODAY) is None


@pytest.mark.parametrize(
    ("today", "minus", "plus"),
    [
        (date(2011, 12, 31), "1912", None),  # 99 years old at most
        (date(2012, 12, 11), None, "1912"),  # the year in which she turns 100
        (date(2012, 12, 12), "2012", "1912"),
        (date(2111, 12, 31), "2012", None),
        (date(2112, 1, 1), None, "2012"),
    ],
)
def test_the_sign_tells_the_century(today: date, minus: str | None, plus: str | None) -> None:
    for sign, century in (("-", minus), ("+", plus)):
        found = normalise(f"121212{sign}1212", today=today)
        assert found == (None if century is None else century + "12121212")


@given(st.text(max_size=14))
def test_garbage_never_raises(written: str) -> None:
    found = normalise(written, today=TODAY)
    assert found is None or normalise(found, today=TODAY) == found
