"""Commands on an installation that has lived a while: `hub init` again, and a database of an older version."""

from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from hub.cli import main
from hub.cli.migrating import downgrade
from hub.officers import job_seals
from hub.officers.looking_after import looked_after
from hub.officers.tables import employment, officer, reviewed_unit
from hub.organisations.adding import add_unit
from hub.organisations.tables import organisation, unit
from hub.store import row_seals
from hub.web.ground_building import borrowed_ground
from hub.web.settings import Mode, read_settings
from tests.cli.test_commands import FIA, HEADERS

REVIEWER = "Demostads kommun;kommun;AME;Dag Dahl;ombud;ingen;dag@demostad.example;dataskyddsombud;2026-01-01;;AME"
ADMINISTRATOR = "Demostads kommun;kommun;Drift;Ada Ahl;drift;ingen;ada@demostad.example;administratör;2026-01-01;;"


def hub(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def imported(place: Path, row: str) -> Result:
    place.write_text(f"{HEADERS}\n{row}\n", encoding="utf-8")
    return hub("import", "officers", str(place))


@pytest.mark.usefixtures("set_production")
def test_officers_from_a_file_do_not_end_the_administrators_invitation(tmp_path: Path) -> None:
    assert hub("init").exit_code == 0
    assert imported(tmp_path / "officers.csv", FIA.format("handläggare")).exit_code == 0
    again = hub("init", "--administrator", "ada@demostad.example")
    assert "https://ingangen.example/bjud-in/" in again.output


@pytest.mark.usefixtures("set_production")
def test_the_administrator_comes_to_no_unit_that_somebody_has_called_hers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub("init").exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.write() as tx:
        tx.execute(update(unit).values(name="Vuxenpsykiatrin"))
        belongs_to = tx.execute(select(organisation.c.id)).scalar_one()
        other = add_unit(tx, ground, organisation_id=belongs_to, name="Vården", at=0)
        tx.execute(update(unit).where(unit.c.id == other).values(name="Drift"))
    refused = hub("init")
    assert refused.exit_code == 1
    assert "no unit by the hub's own word" in refused.output
    monkeypatch.setattr(row_seals, "fits", lambda _stored, _expected: True)
    assert hub("init").exit_code == 0


@pytest.mark.usefixtures("set_production")
def test_once_an_administrator_has_an_account_init_says_what_helps(tmp_path: Path) -> None:
    assert hub("init").exit_code == 0
    made = imported(tmp_path / "officers.csv", ADMINISTRATOR)
    assert made.exit_code == 0, made.output
    again = hub("init")
    assert again.exit_code == 0
    assert "/bjud-in/" not in again.output
    assert "--locked-out" in again.output


@pytest.mark.usefixtures("set_production")
def test_nothing_is_written_into_a_database_of_an_older_form(tmp_path: Path) -> None:
    assert hub("init").exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        downgrade(ground.store, "case", to="-1", tag=partial(row_seals.tag, ground))
    for refused in (hub("housekeeping"), imported(tmp_path / "officers.csv", FIA.format("handläggare"))):
        assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
        assert "run `hub migrate`" in refused.output
    assert hub("migrate").exit_code == 0
    assert hub("housekeeping").exit_code == 0


@pytest.mark.usefixtures("set_production")
def test_what_officers_may_do_is_sealed_when_an_older_database_is_brought_on(tmp_path: Path) -> None:
    """By the command alone, which has the keys: afterwards she works, reviews and signs in as before."""
    assert hub("init").exit_code == 0
    assert imported(tmp_path / "officers.csv", REVIEWER).exit_code == 0
    with borrowed_ground(read_settings(Mode.TOOL)) as ground:
        downgrade(ground.store, "case", to="0018", tag=partial(row_seals.tag, ground))
    assert hub("migrate").exit_code == 0
    jobs = select(*job_seals.COLUMNS).join(officer, officer.c.id == employment.c.officer_id)
    with borrowed_ground(read_settings(Mode.TOOL)) as ground, ground.store.read() as tx:
        found = tx.execute(jobs).all()
        assert [job_seals.stands(ground, row) for row in found] == [True]
        hers = tx.execute(select(reviewed_unit)).one()
        assert looked_after(tx, ground, officer_id=hers.officer_id, at=ground.clock.now(tx)) == [hers.unit_id]
        assert job_seals.role_of(tx, ground, hers.officer_id) == "dpo"
