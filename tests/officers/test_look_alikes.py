"""A name that is spaced otherwise is the same unit; one that only looks like a unit's is refused, and makes none."""

import pytest

from hub.officers import standing
from hub.organisations.adding import folded
from tests.cast import World
from tests.officers.test_importing import DPO, FK, changed, errors_of, file_of, sizes, take


@pytest.mark.parametrize("name", ["Kassan  Nord", " Kassan\u00a0Nord ", "Kas\u00adsan\tNord\u200b"])
def test_blanks_and_what_is_not_seen_make_no_other_unit(world: World, name: str) -> None:
    take(world, FK)
    before = sizes(world)
    assert take(world, changed(DPO, "enhet", name))
    assert sizes(world)[:2] == before[:2]


@pytest.mark.parametrize("name", ["Kass\u0430n Nord", "\u041aassan Nord", "Kassan \uff2eord", "Kassan N\u03bfrd"])
def test_a_name_that_only_looks_like_a_units_is_refused(world: World, name: str) -> None:
    take(world, FK)
    before = sizes(world)
    assert {where for _, where in errors_of(world, file_of(changed(DPO, "enhet", name)))} == {"enhet"}
    assert sizes(world) == before


def test_without_that_care_it_would_be_a_unit_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "mixes_alphabets", lambda _: False)
    monkeypatch.setattr(standing, "skeleton", folded)
    take(world, FK)
    before = sizes(world)
    assert take(world, changed(DPO, "enhet", "Kass\u0430n Nord"))
    assert sizes(world)[1] == before[1] + 1


def test_what_stands_so_spelled_is_taken_as_it_stands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the file would be told to write by hand a name that nobody can change."""
    odd = FK.replace("Kassan", "Kass\u0430n")
    with monkeypatch.context() as before:
        before.setattr(standing, "mixes_alphabets", lambda _: False)
        take(world, odd)
    stands = sizes(world)
    assert take(world, odd) == ()
    assert sizes(world) == stands


@pytest.mark.parametrize("column", ["organisation", "enhet", "titel"])
def test_an_error_of_the_spreadsheet_names_nobody(world: World, column: str) -> None:
    """A unit that is called #SAKNAS! stays: nobody mends a unit's name."""
    assert {where for _, where in errors_of(world, file_of(changed(FK, column, "#SAKNAS!")))} == {column}
