"""Whose regular has left, or was taken back, stands in for nobody: no page says that she has the case, or reads."""

import re

import pytest

from tests.cast import World, insecure_argon2, make_world, world
from tests.consents.test_team import _take_on, _with_substitute, staffed

__all__ = ["insecure_argon2", "make_world", "staffed", "world"]


def test_whose_regular_has_left_no_longer_stands_by(staffed: World) -> None:
    """She was told that she reads while the other is away, who is away for good; and to take on what she never reads.

    The access manager was told of her that somebody at the unit has the case.
    """
    paper, karin, gun = _with_substitute(staffed), staffed.api("karin"), staffed.api("gun")
    assert len(karin.get("/acceptances").json["items"]) == 1
    _take_on(staffed, paper)
    assert [one["state"] for one in karin.get("/cases").json["items"]] == ["stands_by"]
    ended = gun.delete(f"/officers/{staffed['fia'].officer}").json
    assert ended["left"] == [staffed.dana.number]
    assert [one["number"] for one in gun.get("/officers").json["queue"]] == [staffed.dana.number]
    assert [one["state"] for one in karin.get("/cases").json["items"]] == ["no_longer"]


@pytest.mark.parametrize("path", ["/arenden/{}", "/arenden/{}/insats/ny"])
def test_who_stood_in_for_her_is_told_as_a_reader_no_more(staffed: World, path: str) -> None:
    _with_substitute(staffed)
    here = path.format(staffed.dana.case)
    assert "Karin Kart" in staffed.page("amir").get(here).text
    staffed.api("gun").delete(f"/officers/{staffed['fia'].officer}")
    assert "Karin Kart" not in staffed.page("amir").get(here).text


def test_nobody_is_asked_to_stand_in_for_who_has_left(staffed: World) -> None:
    _with_substitute(staffed)
    staffed.api("gun").delete(f"/officers/{staffed['fia'].officer}")
    assert staffed.api("karin").get("/acceptances").json["items"] == []


@pytest.mark.parametrize("taken_back", [True, False])
def test_no_page_says_that_she_still_reads(staffed: World, *, taken_back: bool) -> None:
    """The consent's page said that she reads while the other is away, and of each sort that she may read it."""
    paper, amir, dana = _with_substitute(staffed), staffed.page("amir"), staffed.page("dana")
    case, signed = f"/arenden/{staffed.dana.case}", f"/medgivanden/{paper.id}"
    assert "Karin Kart" in amir.get(case).text
    assert _told_to_read(dana.get(signed).text)
    if taken_back:
        whom = {"person": paper.person(staffed, "fia")}
        assert staffed.api("dana").post(f"/consents/{paper.id}/withdrawals", whom).status == 201
    else:
        staffed.api("gun").delete(f"/officers/{staffed['fia'].officer}")
    assert "Karin Kart" not in amir.get(case).text
    for page in (amir, dana):
        assert not _told_to_read(page.get(signed).text)


def _told_to_read(page: str) -> bool:
    shown = page.partition("Läs hela texten")[0]
    cells = re.findall(r'<td data-label="Får läsas av">(.*?)</td>', shown)
    return "läser bara när Fia Falk är borta" in shown or any("Karin Kart" in cell for cell in cells)
