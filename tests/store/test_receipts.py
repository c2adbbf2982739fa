"""A receipt is said in a breath; only its beginning is."""

from hub.store.receipts import shortened


def test_the_first_eight_signs_are_said_four_by_four() -> None:
    assert shortened("39d24a2492d74949f2862fc05b64b49b") == "39d2 4a24"
