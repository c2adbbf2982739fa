"""What passes for a telephone number, and what a telephone dials of it."""

import pytest

from hub.officers.reaching import PHONE_WRONG, dialled, wrong_phone
from hub.store.phones import ZERO_LOST


@pytest.mark.parametrize(
    "phone", ["070-174 06 05", "+46 70 174 06 05", "+46 (0)70-1740605", "08-465 004 00", "040628", "(040) 628 04 00"]
)
def test_a_number_is_taken_as_people_write_it(phone: str) -> None:
    assert wrong_phone(phone) is None


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "12345",
        "1" * 21,
        "ring mig",
        "070-174 06 05x",
        "070\u2013174 06 05",
        "070+1740605",
        "1" + " " * 40 + "234567",
    ],
)
def test_what_no_telephone_dials_is_none(phone: str) -> None:
    assert wrong_phone(phone) == PHONE_WRONG


@pytest.mark.parametrize("phone", ["701740605", "46701740605", "(40) 628 04 00", "-701740605"])
def test_a_number_without_its_first_zero_is_told_how_to_mend(phone: str) -> None:
    assert wrong_phone(phone) == ZERO_LOST


@pytest.mark.parametrize(
    ("phone", "rings"),
    [
        ("070-174 06 05", "0701740605"),
        ("+46 70 174 06 05", "+46701740605"),
        ("+46 (0)70-174 06 05", "+46701740605"),
        ("(040) 628 04 00", "0406280400"),
    ],
)
def test_a_link_dials_the_digits(phone: str, rings: str) -> None:
    assert dialled(phone) == rings
