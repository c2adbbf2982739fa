"""The officers' file: whole or not at all, errors with row and column, no value repeated, twice the same is once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from unicodedata import normalize

import pytest
from sqlalchemy import func, select, update

from hub.access_log.reader.parsing import parse
from hub.access_log.tables import log_entry
from hub.officers import importing, standing
from hub.officers.looking_after import look_after
from hub.officers.reading import FileRefused, read_officers
from hub.officers.tables import employment, officer, reviewed_unit
from hub.officers.wording import COLUMNS, MAY_BE_LEFT_OUT
from hub.organisations.tables import organisation, unit
from hub.signin.inviting import Invitation, import_officers
from hub.signin.tables import account
from hub.store.actor import Actor, ActorKind
from hub.store.days import start_of
from policies.vocabulary import Function
from tests.cast import DAY, SECOND, World
from tests.sheets import workbook

BY = Actor(ActorKind.OPERATOR, "operator:import")
KARIN = (
    "Norra förbundet;samordningsförbund;Kansli N;Per Plan;kanslist;ingen;per@demo.example;projektledare;2026-01-01;;"
)
FK = "Kassan;försäkringskassan;Kassan Nord;Karin Lind;titel;FK-handläggare;karin@demo.example;handläggare;2026-01-01;;"
DPO = "Kassan;Försäkringskassan;Kassan Nord;Ditte Dahl;ombud;ingen;ditte@demo.example;dataskyddsombud;2026-01-01;;"


def file_of(*rows: str) -> bytes:
    return "\n".join([";".join(COLUMNS), *rows, ""]).encode("utf-8-sig")


def take(world: World, *rows: str) -> tuple[Invitation, ...]:
    return import_officers(world.ground, file_of(*rows), by=BY)


def errors_of(world: World, content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(FileRefused) as refused:
        import_officers(world.ground, content, by=BY)
    return [(error.row, error.column) for error in refused.value.errors]


def test_a_workbook_is_taken_as_a_text_file_is(world: World) -> None:
    rows: list[list[object]] = [[*COLUMNS], [*FK.split(";")]]
    rows[1][COLUMNS.index("från")] = date(2026, 1, 1)
    made = import_officers(world.ground, workbook(*rows), by=BY)
    assert [one.username for one in made] == ["karin@demo.example"]


def sizes(world: World) -> list[int]:
    with world.store.read() as tx:
        return [
            tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (organisation, unit, officer, employment, account, log_entry, reviewed_unit)
        ]


def changed(cells: str, column: str, value: str) -> str:
    parts = cells.split(";")
    parts[COLUMNS.index(column)] = value
    return ";".join(parts)


def test_a_file_gives_officers_who_can_sign_in(world: World) -> None:
    invitations = take(world, FK, DPO + "Kassan Nord", KARIN)
    assert [one.username for one in invitations] == ["ditte@demo.example", "karin@demo.example", "per@demo.example"]
    world.members["karin"] = world.members["fia"]
    karin = invitations[1]
    member = world.members["karin"] = type(world["fia"])(
        "Karin", karin.officer, "", "", karin.account, karin.username, karin.password, karin.totp_secret
    )
    answer = world.api().post("/sessions", world.credentials("karin"))
    assert answer.status == 201
    me = world.api().get("/me", headers={"Authorization": f"Bearer {answer.json['token']}"}).json
    assert (me["name"], me["unit_name"], me["function"]) == ("Karin Lind", "Kassan Nord", "fk_officer")
    assert member.officer == me["id"]


def test_the_reviewer_looks_after_the_units_named(world: World) -> None:
    invitations = take(world, FK, DPO + "Kassan Nord | Arbetsförmedlingen / AF Rehabteam")
    with world.store.read() as tx:
        query = select(reviewed_unit.c.unit_id).where(reviewed_unit.c.officer_id == invitations[0].officer)
        assert world.units["AF Rehabteam"] in tx.execute(query).scalars().all()
        assert len(tx.execute(query).all()) == 2


def test_looking_after_a_unit_is_said_once_by_many_at_once(world: World) -> None:
    hers = {"officer_id": world["dora"].officer, "unit_id": world.units["AME"]}

    def say(_: int) -> None:
        with world.store.write() as tx:
            look_after(tx, world.ground, **hers)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say, range(8)))
    with world.store.read() as tx:
        said = select(reviewed_unit.c.officer_id, reviewed_unit.c.unit_id).where(
            reviewed_unit.c.unit_id == hers["unit_id"]
        )
        assert tx.execute(said.where(reviewed_unit.c.officer_id == hers["officer_id"])).all() == [tuple(hers.values())]


def test_taking_a_file_twice_changes_nothing(world: World) -> None:
    take(world, FK, DPO + "Kassan Nord")
    before = sizes(world)
    assert take(world, FK, DPO + "Kassan Nord") == ()
    assert sizes(world) == before


def test_days_begin_and_end_in_sweden_and_the_last_day_counts(world: World) -> None:
    take(world, changed(FK, "till", "2026-06-30"))
    with world.store.read() as tx:
        held = tx.execute(select(employment).where(employment.c.begins == start_of(_day(2026, 1, 1)))).one()
    assert held.ends == start_of(_day(2026, 7, 1))
    assert held.ends - held.begins == 181 * DAY - DAY // 24  # summer time began in between


def test_a_last_day_ends_what_stands(world: World) -> None:
    take(world, FK)
    take(world, changed(FK, "till", "2026-03-01"))
    assert len(take(world, changed(FK, "från", "2026-03-10"))) == 0
    with world.store.read() as tx:
        query = select(employment.c.begins, employment.c.ends).join(officer).where(officer.c.email.like("karin%"))
        held = sorted(tx.execute(query).all())
    assert [row.ends is None for row in held] == [False, True]
    assert errors_of(world, file_of(FK)) == [(2, "från")]  # it would cover the one that began since


def test_what_has_ended_does_not_begin_again(world: World) -> None:
    take(world, changed(FK, "till", "2026-03-01"))
    assert errors_of(world, file_of(FK)) == [(2, "till")]


def test_what_an_access_manager_ended_does_not_go_on_by_the_next_file(world: World) -> None:
    """Leaving ends all that somebody was named for: an employment with a new last day would bring all of it back."""
    till = changed(FK, "till", "2026-12-31")
    take(world, till)
    with world.store.write() as tx:
        tx.execute(update(employment).where(employment.c.begins == start_of(_day(2026, 1, 1))).values(ends=world.now))
    world.clock.move(SECOND)
    assert errors_of(world, file_of(till)) == [(2, "till")]
    assert errors_of(world, file_of(changed(FK, "till", "2026-12-24"))) == [(2, "till")]
    with world.store.read() as tx:
        ends = tx.execute(select(employment.c.ends).join(officer).where(officer.c.email.like("karin%"))).scalar_one()
    assert ends < world.now


def test_a_last_day_that_is_to_come_may_be_moved(world: World) -> None:
    take(world, changed(FK, "till", "2026-06-30"))
    take(world, changed(FK, "till", "2026-12-31"))
    with world.store.read() as tx:
        ends = tx.execute(select(employment.c.ends).join(officer).where(officer.c.email.like("karin%"))).scalar_one()
    assert ends == start_of(_day(2027, 1, 1))


def test_every_change_is_logged_for_the_unit_it_concerns(world: World) -> None:
    take(world, FK, DPO + "Kassan Nord")
    with world.store.read() as tx:
        rows = tx.execute(select(log_entry)).all()
        kassan = tx.execute(select(unit.c.id).where(unit.c.name == "Kassan Nord")).scalar_one()
    *changes, accounts = sorted(rows, key=lambda row: parse(row.body).reason == "rows_told")
    assert [row.action for row in rows] == ["officer_change"] * 4
    assert all(kassan.encode() in row.body and b"Karin" not in row.body for row in changes)
    assert {each.table for each in parse(accounts.body).rec} == {"account"}
    assert b"Karin" not in accounts.body


def told(world: World) -> list[tuple[str | None, tuple[str, ...]]]:
    with world.store.read() as tx:
        entries = [parse(body) for body in tx.execute(select(log_entry.c.body)).scalars()]
    return [(entry.reason, entry.units) for entry in entries if entry.reason not in {"employed", "ended"}]


def test_nobody_is_let_into_a_log_in_silence(world: World) -> None:
    """She is employed already: the file only gives her one unit's log more, of another authority."""
    take(world, DPO + "Kassan Nord")
    before = told(world)
    take(world, DPO + "Kassan Nord | Arbetsförmedlingen / AF Rehabteam")
    (new,) = [one for one in told(world) if one not in before]
    assert new[0] == "reviews"
    assert world.units["AF Rehabteam"] in new[1], "the reviewers of that unit find it"
    take(world, DPO + "Kassan Nord | Arbetsförmedlingen / AF Rehabteam")
    assert len(told(world)) == len(before) + 1


def test_nobody_is_called_something_else_in_silence(world: World) -> None:
    """The log holds ids: by another name, all that she has done is another's."""
    take(world, FK)
    assert [reason for reason, _ in told(world)] == ["rows_told"], "her account"
    take(world, changed(FK, "namn", "Kia Lund"))
    assert sorted(str(reason) for reason, _ in told(world)) == ["renamed", "rows_told"]
    take(world, changed(FK, "namn", "Kia Lund"))
    assert len(told(world)) == 2


WRONG_CELLS = [
    ("organisation", ""),
    ("organisation", "=1+1"),
    ("organisation", "x" * 201),
    ("myndighetstyp", "kanariemyndighet"),
    ("enhet", ""),
    ("namn", "Kanarie\x07"),
    ("titel", ""),
    ("funktion", "kanariefågel"),
    ("funktion", "socialsekreterare"),
    ("funktion", "ingen"),
    ("e-post", "kanarie"),
    ("e-post", ""),
    ("roll", "kanariechef"),
    ("från", "1 januari"),
    ("från", ""),
    ("till", "2025-01-01"),
    ("till", "9999-12-31"),
    ("granskar", "Kassan Nord"),
]


@pytest.mark.parametrize(("column", "value"), WRONG_CELLS)
def test_a_wrong_cell_is_told_by_row_and_column_without_its_value(column: str, value: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_officers(file_of(DPO, changed(FK, column, value)))
    assert {(error.row, error.column) for error in refused.value.errors} >= {(3, column)}
    assert "kanarie" not in " ".join(map(str, refused.value.errors)).casefold()


def test_one_wrong_cell_refuses_the_file(world: World) -> None:
    before = sizes(world)
    with pytest.raises(FileRefused):
        take(world, DPO, changed(FK, "till", "2025-01-01"))
    assert sizes(world) == before


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([FK, changed(FK, "myndighetstyp", "kommun")], (3, "funktion")),
        ([KARIN, changed(KARIN, "myndighetstyp", "annan")], (3, "myndighetstyp")),
        ([DPO, changed(DPO, "roll", "projektledare")], (3, "roll")),
        ([FK, changed(FK, "namn", "Karin Annan")], (3, "namn")),
        ([FK, changed(FK, "från", "2026-02-01")], (3, "från")),
        ([DPO + "Okänd enhet"], (2, "granskar")),
        ([FK, changed(DPO, "enhet", "KASSAN nord")], (3, "enhet")),
        ([FK, changed(DPO, "organisation", "kassan")], (3, "organisation")),
    ],
)
def test_rows_that_disagree_refuse_the_file(world: World, rows: Sequence[str], where: tuple[int, str]) -> None:
    before = sizes(world)
    assert where in errors_of(world, file_of(*rows))
    assert sizes(world) == before


def test_a_unit_that_stands_is_not_added_in_another_spelling(world: World) -> None:
    take(world, FK)
    assert errors_of(world, file_of(changed(DPO, "enhet", "Kassan NORD"))) == [(2, "enhet")]
    assert errors_of(world, file_of(changed(DPO, "enhet", "Kassan Nord."))) == [(2, "enhet")]
    assert take(world, DPO)


def test_another_function_of_a_job_that_stands_is_refused_and_not_passed_over(world: World) -> None:
    """It decides what she may be given to read: who changes it in the file must not believe that it is changed."""
    take(world, FK)
    other = changed(FK, "funktion", "konsultationsteam")
    assert errors_of(world, file_of(other)) == [(2, "funktion")]
    take(world, changed(FK, "till", "2026-03-16"))
    take(world, changed(other, "från", "2026-03-17"))
    with world.store.read() as tx:
        hers = (employment.c.officer_id == officer.c.id, officer.c.email == "karin@demo.example")
        functions = select(employment.c.function).where(*hers).order_by(employment.c.begins)
        assert tx.execute(functions).scalars().all() == [Function.FK_OFFICER.value, Function.CONSULTATION.value]


def test_nor_is_an_organisation(world: World) -> None:
    before = sizes(world)
    there = changed(changed(FK, "organisation", "Försäkringskassan"), "enhet", "FK Nordost")
    assert errors_of(world, file_of(changed(there, "organisation", "FÖRSÄKRINGSKASSAN"))) == [(2, "organisation")]
    assert take(world, there)
    assert sizes(world)[:2] == before[:2]


def test_a_file_that_writes_its_letters_in_two_parts_names_the_same(world: World) -> None:
    """As some systems write an å: an a, and a ring to set above it."""
    there = changed(changed(FK, "organisation", "Försäkringskassan"), "enhet", "FK Nordost")
    before = sizes(world)
    content = normalize("NFD", file_of(changed(there, "namn", "Åsa Öst")).decode()).encode()
    assert import_officers(world.ground, content, by=BY)
    assert sizes(world)[:2] == before[:2]
    with world.store.read() as tx:
        hers = select(officer.c.name).where(officer.c.email == "karin@demo.example")
        assert tx.execute(hers).scalar_one() == "Åsa Öst"


def test_what_somebody_adds_in_the_same_moment_refuses_the_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file was checked before the unit stood."""
    take(world, FK)
    with world.store.read() as tx:
        before = standing.read_standing(tx, world.ground, ())
    before.units.clear()
    monkeypatch.setattr(importing, "read_standing", lambda *_: before)
    assert errors_of(world, file_of(DPO)) == [(2, "enhet")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"organisation,enhet\n",
        file_of(),
        file_of("a;b"),
        file_of('"' + FK),
        "\n".join([";".join(reversed(COLUMNS)), FK]).encode(),
    ],
)
def test_what_is_no_officers_file_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read_officers(content)


def reached_file(*cells: str, more: Sequence[str] = MAY_BE_LEFT_OUT) -> bytes:
    return "\n".join([";".join((*COLUMNS, *more)), *(f"{FK};{cell}" for cell in cells), ""]).encode()


def how_reached(world: World) -> tuple[str | None, str | None]:
    with world.store.read() as tx:
        query = select(officer.c.phone, officer.c.reached).where(officer.c.email == "karin@demo.example")
        row = tx.execute(query).one()
        return row.phone, row.reached


def test_a_file_may_say_how_she_is_reached(world: World) -> None:
    import_officers(world.ground, reached_file("+46 70 174 06 05;telefontid tis"), by=BY)
    assert how_reached(world) == ("+46 70 174 06 05", "telefontid tis")
    import_officers(world.ground, reached_file(";sms först"), by=BY)
    assert how_reached(world) == ("+46 70 174 06 05", "sms först"), "an empty cell leaves what stands"
    take(world, FK)
    assert how_reached(world) == ("+46 70 174 06 05", "sms först"), "so does a file without the columns"
    import_officers(world.ground, reached_file("070-174 06 06", more=("telefon",)), by=BY)
    assert how_reached(world) == ("070-174 06 06", "sms först")


def test_a_file_without_the_columns_says_nothing(world: World) -> None:
    take(world, FK)
    assert how_reached(world) == (None, None)


@pytest.mark.parametrize(
    ("cells", "column"), [("ring kanarie;", "telefon"), ("12;", "telefon"), (";=kanarie", "nås bäst")]
)
def test_a_wrong_way_to_reach_her_is_told_without_its_value(cells: str, column: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_officers(reached_file(cells))
    assert [(error.row, error.column) for error in refused.value.errors] == [(2, column)]
    assert "kanarie" not in " ".join(map(str, refused.value.errors))


@pytest.mark.parametrize("more", [("telefon", "telefon"), ("fax",), ("granskar",)])
def test_no_other_headings_are_taken(more: Sequence[str]) -> None:
    with pytest.raises(FileRefused):
        read_officers(reached_file(*[";" * (len(more) - 1)], more=more))


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ((*COLUMNS[:2], "kanarie", *COLUMNS[2:]), "Kolumn C (3) ska ha rubriken enhet."),
        (COLUMNS[:-1], "Kolumn K (11) ska ha rubriken granskar."),
        ((*COLUMNS, "telefon", "kanarie"), "Kolumn M (13) har en rubrik som inte finns"),
        ((*COLUMNS, "telefon", "telefon"), "Kolumn M (13) har en rubrik som inte finns, eller som står två gånger."),
    ],
)
def test_the_first_wrong_heading_is_named_by_its_place(heading: Sequence[str], sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_officers(";".join(heading).encode())
    (error,) = refused.value.errors
    assert error.sentence.startswith(sentence)
    assert "kanarie" not in str(error)


def test_two_rows_of_one_person_agree_on_how_she_is_reached(world: World) -> None:
    later = changed(FK, "enhet", "Kassan Syd")
    rows = [";".join((*COLUMNS, *MAY_BE_LEFT_OUT)), f"{FK};070-174 06 05;", f"{later};070-174 06 06;"]
    assert errors_of(world, "\n".join(rows).encode()) == [(3, "telefon")]
    rows[2] = f"{later};;"
    import_officers(world.ground, "\n".join(rows).encode(), by=BY)
    assert how_reached(world) == ("070-174 06 05", None)


def test_a_role_that_stands_is_not_changed_by_a_file(world: World) -> None:
    row = changed(changed(FK, "e-post", "ada@demo.example"), "namn", "Ada Ask")
    assert errors_of(world, file_of(row)) == [(2, "roll")]


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, day)
