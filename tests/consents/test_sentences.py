"""The sentence a person: what she may read and from whom, then what she may not read; as short as can be."""

from tests.cast import World, insecure_argon2, make_world, world
from tests.consents.story import presented, sign

__all__ = ["insecure_argon2", "make_world", "world"]

NAMED = ("fia", "rut", "amir")
ROWS = (
    ("Vuxenpsykiatrin", "C07"),
    ("AME", "C04"),
    ("AME", "C03"),
    ("participant", "C04"),
    ("participant", "C03"),
    ("FK Nordost", "C09"),
)
GOALS, TIMES, CARE, MONEY = (
    '"Mina mål"',
    '"Mina tider och aktiviteter"',
    '"När jag har vård och ska vila"',
    '"Vilken ersättning jag har (inte belopp)"',
)


def told(world: World, paper_id: str) -> dict[str, str]:
    """Give each person's sentence by her first name, as the participant reads it."""
    return {one.partition(" ")[0]: one for one in world.api("dana").get(f"/consents/{paper_id}").json["summary"]}


def test_a_category_is_said_once_with_all_who_give_it(world: World) -> None:
    paper = presented(world, named=NAMED, rows=ROWS)
    assert told(world, paper.id)["Fia"] == (
        f"Fia Falk på Försäkringskassan får läsa {GOALS} och {TIMES} från dig själv och Demostads kommun (AME), "
        f"och {CARE} från Region Nordost (Vuxenpsykiatrin)."
    )
    assert told(world, paper.id)["Fia"] in world.api("dana").get(f"/consents/{paper.id}").json["text"]


def test_each_giver_is_named_once_where_that_says_it_shorter(world: World) -> None:
    rows = (*ROWS, ("Vuxenpsykiatrin", "C03"), ("FK Nordost", "C03"), ("FK Nordost", "C04"))
    paper = presented(world, named=(*NAMED, "arvid"), rows=rows)
    assert told(world, paper.id)["Arvid"] == (
        f"Arvid Alm på Arbetsförmedlingen får läsa {GOALS} och {TIMES} från dig själv och Demostads kommun (AME), "
        f"{GOALS}, {TIMES} och {MONEY} från Försäkringskassan (FK Nordost), "
        f"och {GOALS} och {CARE} från Region Nordost (Vuxenpsykiatrin)."
    )


def test_what_she_may_not_read_is_said_by_category(world: World) -> None:
    paper = presented(world, named=NAMED, rows=ROWS)
    fia, care = paper.person(world, "fia"), paper.row(world, "Vuxenpsykiatrin", "C07")
    hers, goals = paper.row(world, "participant", "C04"), [paper.row(world, unit, "C03") for unit in ("AME",)]
    exceptions = [{"row": row, "person": fia} for row in (care, hers)]
    rows = {one["id"]: one["id"] not in goals for one in paper.view["rows"]}
    assert sign(world, paper, exceptions=exceptions, rows=rows).status == 200
    assert told(world, paper.id)["Fia"] == (
        f"Fia Falk på Försäkringskassan får läsa {GOALS} från dig själv, och {TIMES} från Demostads kommun (AME). "
        f"Fia Falk får inte läsa: {GOALS} från Demostads kommun (AME), {TIMES} från dig själv, {CARE}."
    )


def test_who_gets_nothing_is_told_so_and_no_more(world: World) -> None:
    paper = presented(world, named=NAMED, rows=ROWS)
    fia = paper.person(world, "fia")
    persons = {one["id"]: one["id"] != fia for one in paper.view["persons"]}
    assert sign(world, paper, persons=persons).status == 200
    assert told(world, paper.id)["Fia"] == "Fia Falk på Försäkringskassan får inte läsa något från de andra."


def test_her_own_units_part_is_not_said_to_be_closed_to_her(world: World) -> None:
    paper = presented(world, named=NAMED, rows=ROWS)
    assert told(world, paper.id)["Rut"].endswith(f"och {MONEY} från Försäkringskassan (FK Nordost).")
    assert "får inte läsa" not in told(world, paper.id)["Rut"]
