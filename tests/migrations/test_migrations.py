"""Migrations make exactly the tables that the code expects, and go up and down with data, on both databases."""

import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from runpy import run_path
from typing import get_args

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, NullPool, create_engine, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from hub.cli.migrating import Line, downgrade, newest, present, refuse_old_form, upgrade
from hub.collisions.tables import collision_check
from hub.grants.tables import case, consent, consent_person
from hub.officers.tables import officer
from hub.organisations.adding import folded
from hub.organisations.tables import organisation, unit
from hub.participants.tables import participant
from hub.signin.tables import account
from hub.store import row_seals
from hub.store.addresses import read_address
from hub.store.base import key_metadata, metadata
from hub.store.engine import Store
from hub.store.errors import StoreRefused, StoreUnavailable
from hub.store.key_tables import wrapped_key
from hub.store.tables import record_head
from tests.databases import Databases, load_tables

FOLDER = Path(__file__).parents[2] / "migrations"
TABLES: dict[Line, MetaData] = {"case": metadata, "keys": key_metadata}
LINES = get_args(Line)
ID = "0" * 32
ORGANISATION = {"id": ID, "name": "Demostads kommun", "kind": "municipality", "never_reads": False, "valid_from": 0}
OFFICER = {"id": ID, "name": "Fia Falk", "title": "handläggare", "email": "fia@demo.example", "role": "officer"}
REACH = {"phone": "070-174 06 05", "reached": "telefontid tis och tor"}
HEAD = {"record_table": "item", "record_id": ID, "version": 1, "ct_sha256": bytes(32), "entry_id": ID}
UNIT = {"id": ID, "organisation_id": ID, "name": "AME", "function": "ame_coach", "own_ground": False, "valid_from": 0}
PARTICIPANT = {"id": ID, "registered_at": 0, "unit_id": ID}
CASE = {"id": ID, "participant_id": ID, "number": "SK-0", "created_at": 0, "coordinator_id": ID}
DRAFTED = {"drafted_by": ID, "drafted_unit_id": ID, "drafted_at": 0, "valid_from": 0, "valid_to": 1}
CONSENT = {"id": ID, "case_id": ID, "kind": "cooperation", "version": 1, "purposes": "follow_up", **DRAFTED}
PERSON = {"id": ID, "consent_id": ID, "unit_id": ID, "reads": True, "answer": True}
CHECK = {"case_id": ID, "day": "2026-03-16", "at": 0}
KEY = {"participant_id": ID, "purpose": "data", "dek_version": 1, "kek_epoch": 1, "wrapped": b"", "created_at": 0}


@pytest.fixture
def stores(database: Databases) -> dict[Line, Store]:
    """Give both databases, without any form."""
    load_tables()
    found: dict[Line, Store] = {"case": database.store, "keys": database.key_store}
    for line, store in found.items():
        downgrade(store, line)
    return found


def _differences(store: Store, line: Line) -> list[object]:
    # Looking at a catalogue needs an ordinary connection: the hub's own takes results in binary.
    engine = create_engine(read_address(store.url), poolclass=NullPool)
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), TABLES[line]))


@pytest.mark.parametrize("line", LINES)
def test_up_makes_what_the_code_expects(stores: dict[Line, Store], line: Line) -> None:
    with pytest.raises(StoreRefused):
        refuse_old_form(stores[line], line)
    assert upgrade(stores[line], line)
    assert not upgrade(stores[line], line), "a second run does nothing"
    refuse_old_form(stores[line], line)
    with stores[line].read() as tx:
        assert present(tx) == newest(line)
    assert _differences(stores[line], line) == []


@pytest.mark.parametrize("line", LINES)
def test_what_a_newer_version_made_is_left_alone_and_said(stores: dict[Line, Store], line: Line) -> None:
    upgrade(stores[line], line)
    with stores[line].write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for move in (upgrade, downgrade, refuse_old_form):
        with pytest.raises(StoreRefused, match="form 9999, which a newer version"):
            move(stores[line], line)


@pytest.mark.parametrize("line", LINES)
def test_down_and_up_again_with_data(stores: dict[Line, Store], line: Line) -> None:
    store, table, row = stores[line], *((organisation, ORGANISATION) if line == "case" else (wrapped_key, KEY))
    upgrade(store, line)
    with store.write() as tx:
        tx.execute(table.insert(), row)
    if line == "case":
        assert downgrade(store, line, to="0002"), "later tables go, earlier rows stay"
        upgrade(store, line, tag=_tag)
        with store.read() as tx:
            assert tx.execute(select(organisation.c.name)).scalars().all() == [ORGANISATION["name"]]
    downgrade(store, line)
    with store.read() as tx:
        assert present(tx) is None
    upgrade(store, line)
    with store.read() as tx:
        assert tx.execute(select(table)).all() == []
    assert _differences(store, line) == []


def test_how_an_officer_is_reached_comes_and_goes_and_she_stays(stores: dict[Line, Store]) -> None:
    store = stores["case"]
    upgrade(store, "case")
    assert downgrade(store, "case", to="0011")
    with store.write() as tx:
        tx.exec_driver_sql(
            f"INSERT INTO officer ({', '.join(OFFICER)}) VALUES ({', '.join(repr(one) for one in OFFICER.values())})"
        )
    upgrade(store, "case", to="0018")
    with store.write() as tx:
        held = tx.exec_driver_sql("SELECT * FROM officer").mappings().one()
        assert held == {**OFFICER, "phone": None, "reached": None}
        tx.execute(officer.update().values(REACH))
    downgrade(store, "case", to="0011")
    with store.read() as tx:
        held = tx.exec_driver_sql("SELECT * FROM officer").mappings().one()
        assert held == OFFICER
    with store.write() as tx:
        tx.execute(officer.delete())  # which the form 0019 refuses
    upgrade(store, "case")
    assert _differences(store, "case") == []


@pytest.mark.parametrize("found", [True, False])
def test_a_check_that_found_nothing_out_comes_and_goes(stores: dict[Line, Store], *, found: bool) -> None:
    store, known = stores["case"], {**CHECK, "found": found}
    upgrade(store, "case")
    assert downgrade(store, "case", to="0014")
    with store.write() as tx:
        _put_case(tx)
        tx.execute(collision_check.insert(), known)
    upgrade(store, "case", to="0018")
    with store.write() as tx:
        tx.execute(collision_check.insert(), {**CHECK, "day": "2026-03-17", "found": None})
        assert tx.execute(select(collision_check.c.found).order_by(collision_check.c.day)).scalars().all() == [
            found,
            None,
        ]
    downgrade(store, "case", to="0014")
    with store.read() as tx:
        assert [dict(row) for row in tx.execute(select(collision_check)).mappings()] == [known]
    with pytest.raises(DatabaseError), store.write() as tx:
        tx.execute(collision_check.insert(), {**CHECK, "day": "2026-03-17", "found": None})
    upgrade(store, "case", to="0018")
    with store.read() as tx:
        assert [dict(row) for row in tx.execute(select(collision_check)).mappings()] == [known]


NAMED = {"id": ID, "organisation_id": ID, "name": "Enhet ÅÄÖ", "own_ground": False, "valid_from": 0}
TWIN = {**NAMED, "id": "1" * 32, "name": "ENHET åäö", "valid_from": 1}
ACCOUNT = {"id": ID, "username": "fia@demo.example", "officer_id": ID, "totp_last_step": 0}


def _insert(tx: Connection, table: str, row: Mapping[str, object]) -> None:
    """Insert what an earlier form has columns for."""
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    tx.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)


def test_units_of_one_name_stay_and_no_third_comes(stores: dict[Line, Store]) -> None:
    store = stores["case"]
    upgrade(store, "case", to="0014")
    with store.write() as tx:
        for table, row in (("organisation", ORGANISATION), ("officer", OFFICER), ("account", ACCOUNT)):
            _insert(tx, table, row)
        for row in (NAMED, TWIN):
            _insert(tx, "unit", row)
    upgrade(store, "case", to="0016")
    with store.read() as tx:
        held = tx.execute(select(unit.c.name, unit.c.name_folded).order_by(unit.c.id)).all()
        assert held == [("Enhet ÅÄÖ", "enhet åäö"), ("ENHET åäö", f"enhet åäö {TWIN['id']}")]
        assert tx.execute(select(account.c.username)).scalars().all() == [ACCOUNT["username"]]
    with pytest.raises(IntegrityError), store.write() as tx:
        _insert(tx, "unit", {**NAMED, "id": "2" * 32, "name_folded": folded("enhet ÅÄÖ")})
    downgrade(store, "case", to="0014")
    with store.write() as tx:
        assert len(tx.exec_driver_sql("SELECT disabled_at FROM account").all()) == 1
        assert len(tx.exec_driver_sql("SELECT * FROM unit").all()) == 2
        tx.exec_driver_sql("DELETE FROM account")  # which the forms after it refuse
        tx.exec_driver_sql("DELETE FROM officer")
    upgrade(store, "case", tag=_tag)
    assert _differences(store, "case") == []


def _put_case(tx: Connection) -> None:
    _put_case_of(tx, OFFICER)


def _put_case_of(tx: Connection, coordinator: Mapping[str, object]) -> None:
    tx.execute(organisation.insert(), ORGANISATION)
    tx.execute(officer.insert(), coordinator)
    tx.execute(unit.insert(), UNIT)
    tx.execute(participant.insert(), PARTICIPANT)
    tx.execute(case.insert(), CASE)


@pytest.mark.parametrize("heads", [0, 1])
@pytest.mark.parametrize(("form", "move"), [("0012", upgrade), ("0013", downgrade)])
def test_heads_by_another_rule_are_refused(
    stores: dict[Line, Store], form: str, move: Callable[..., object], heads: int
) -> None:
    """The log holds the same hashes, so they cannot be computed anew: what holds records keeps the form it has."""
    store, to = stores["case"], {"0012": "0013", "0013": "0012"}[form]
    upgrade(store, "case", to=form)
    with store.write() as tx:
        if heads:
            tx.execute(record_head.insert(), HEAD)
    with pytest.raises(StoreRefused, match="make a new installation") if heads else nullcontext():
        move(store, "case", to=to)
    with store.read() as tx:
        assert present(tx) == (form if heads else to)


@pytest.mark.parametrize("accounts", [0, 1])
@pytest.mark.parametrize(("form", "move"), [("0016", upgrade), ("0017", downgrade)])
def test_accounts_that_no_migration_can_seal_are_refused(
    stores: dict[Line, Store], form: str, move: Callable[..., object], accounts: int
) -> None:
    store, to = stores["case"], {"0016": "0017", "0017": "0016"}[form]
    upgrade(store, "case", to=form)
    with store.write() as tx:
        _insert(tx, "officer", OFFICER)
        if accounts:
            _insert(tx, "account", ACCOUNT)
    with pytest.raises(StoreRefused, match="make a new installation") if accounts else nullcontext():
        move(store, "case", to=to)
    with store.read() as tx:
        assert present(tx) == (form if accounts else to)
        assert tx.exec_driver_sql("SELECT name FROM officer").scalars().all() == [OFFICER["name"]]


@pytest.mark.parametrize("signed_at", [None, 1])
@pytest.mark.parametrize(("form", "move"), [("0017", upgrade), ("0018", downgrade)])
def test_who_sleeps_in_what_is_signed_and_no_migration_can_seal_is_refused(
    stores: dict[Line, Store], form: str, move: Callable[..., object], signed_at: int | None
) -> None:
    store, to = stores["case"], {"0017": "0018", "0018": "0017"}[form]
    upgrade(store, "case", to=form)
    with store.write() as tx:
        _put_case(tx)
        tx.execute(consent.insert(), {**CONSENT, "signed_at": signed_at})
        tx.execute(consent_person.insert(), PERSON)
    with pytest.raises(StoreRefused, match="let her unit confirm her first") if signed_at else nullcontext():
        move(store, "case", to=to)
    with store.read() as tx:
        assert present(tx) == (form if signed_at else to)
        assert tx.execute(select(consent_person.c.id)).scalars().all() == [ID]


@pytest.mark.parametrize("officers", [0, 1])
def test_officers_that_are_to_be_sealed_without_the_keys_are_refused(stores: dict[Line, Store], officers: int) -> None:
    store = stores["case"]
    upgrade(store, "case", to="0018")
    with store.write() as tx:
        if officers:
            _insert(tx, "officer", OFFICER)
    with pytest.raises(StoreRefused, match="has the keys for it") if officers else nullcontext():
        upgrade(store, "case")
    with store.read() as tx:
        assert present(tx) == ("0018" if officers else newest("case"))


def test_what_is_sealed_is_what_the_hub_asks_for(stores: dict[Line, Store]) -> None:
    names = ("0019_job_seals.py", "0020_absence_seals.py", "0022_place_seals.py", "0024_open_seals.py")
    steps = [run_path(str(FOLDER / "versions" / name)) for name in names]
    rows = {table: rows for table, (rows, _) in steps[0]["_COVERED"].items()}
    rows |= steps[1]["_COVERED"] | steps[2]["_COVERED"] | steps[3]["_COVERED"]
    upgrade(stores["case"], "case")
    with stores["case"].read() as tx:
        asked = {table: tuple(tx.execute(text(one)).keys()) for table, one in rows.items()}
        anew = steps[1]["_ANEW"]
        for table, (_, before, now) in anew.items():
            assert asked[table] == before
            asked[table] = now
            tx.execute(text(anew[table][0])).mappings().all()
    assert asked == {table: row_seals.SEALED[table] for table in asked}


def test_back_in_the_form_without_their_seals_officers_stay(stores: dict[Line, Store]) -> None:
    store, job = stores["case"], {"id": ID, "officer_id": ID, "unit_id": ID, "function": "ame_coach", "begins": 0}
    reviews = {"officer_id": ID, "unit_id": ID}
    coach = {"id": ID, "case_id": ID, "officer_id": ID, "unit_id": ID, "begins": 0}
    upgrade(store, "case")
    with store.write() as tx:
        _put_case(tx)
        _insert(tx, "employment", {**job, "seal": bytes(32)})
        _insert(tx, "reviewed_unit", {**reviews, "seal": bytes(32)})
        _insert(tx, "coach_assignment", {**coach, "seal": bytes(32)})
    assert downgrade(store, "case", to="0018")
    with store.write() as tx:
        assert tx.exec_driver_sql("SELECT * FROM employment").mappings().one() == {**job, "ends": None}
        assert tx.exec_driver_sql("SELECT * FROM coach_assignment").mappings().one() == {**coach, "ends": None}
        assert tx.exec_driver_sql("SELECT * FROM reviewed_unit").mappings().one() == reviews
        for table in ("reviewed_unit", "coach_assignment", "case", "participant", "employment", "unit", "officer"):
            tx.exec_driver_sql(f'DELETE FROM "{table}"')
    upgrade(store, "case", tag=_tag)
    assert _differences(store, "case") == []


def _tag(what: str, *parts: object) -> bytes:
    """Give a tag as the hub does, of a key that is nobody's."""
    return sha256(repr((what, parts)).encode()).digest()


def _sealed(what: str, row: Mapping[str, object], *covered: str) -> bytes:
    return _tag(what, *(row.get(name) for name in covered))


def test_who_is_away_and_has_taken_on_what_is_sealed_and_no_name_that_somebody_changed(
    stores: dict[Line, Store],
) -> None:
    """Up and down with data; what does not fit in one form fits in no other, and what has ended has no seal."""
    store, by = stores["case"], {"officer_id": ID, "unit_id": ID, "employment_id": ID}
    other = {**OFFICER, "id": "1" * 32, "email": "eva@demo.example"}
    job = {"id": ID, "officer_id": ID, "unit_id": ID, "function": "ame_coach", "begins": 0, "ends": None}
    away = {"id": ID, **by, "begins": 1, "ends": 2, "set_by": ID, "set_at": 0, "ended_at": None}
    taken = {"id": ID, "case_id": ID, **by, "begins": 1, "ends": None}
    upgrade(store, "case", to="0019")
    roles = {one["id"]: _tag("officer", one["id"], one["role"]) for one in (OFFICER, other)}
    job_seal = _tag("employment", *job.values(), OFFICER["role"])
    with store.write() as tx:
        _put_case_of(tx, {**OFFICER, "seal": roles[ID]})
        _insert(tx, "officer", {**other, "seal": bytes(32)})
        _insert(tx, "employment", {**job, "seal": job_seal})
        for number, ended in enumerate((None, 2)):
            _insert(tx, "absence", {**away, "id": f"{number:032}", "ended_at": ended})
            _insert(tx, "assignment", {**taken, "id": f"{number:032}", "ends": ended})
    with pytest.raises(StoreRefused, match="has the keys for it"):
        upgrade(store, "case")
    upgrade(store, "case", tag=_tag)
    with store.read() as tx:
        for table, covered in (("absence", row_seals.ABSENCE), ("assignment", row_seals.ASSIGNMENT)):
            rows = tx.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id").mappings().all()
            assert [row["seal"] for row in rows] == [_sealed(table, dict(rows[0]), *covered), None]
        assert _seals(tx, "officer") == [_sealed("officer", OFFICER, *row_seals.OFFICER), None]
        assert _seals(tx, "employment") == [_tag("employment", *job.values(), OFFICER["role"], None)]
    assert _differences(store, "case") == []
    with pytest.raises(StoreRefused, match="has the keys for it"):
        downgrade(store, "case", to="0019")
    downgrade(store, "case", to="0019", tag=_tag)
    with store.read() as tx:
        assert _seals(tx, "officer") == [roles[ID], None]
        assert _seals(tx, "employment") == [job_seal]
        assert len(tx.exec_driver_sql("SELECT * FROM absence").all()) == 2
        assert len(tx.exec_driver_sql("SELECT * FROM assignment").all()) == 2


def _seals(tx: Connection, table: str) -> list[object]:
    found = tx.exec_driver_sql(f"SELECT seal FROM {table} ORDER BY id").scalars().all()
    return [None if one is None else bytes(one) for one in found]


@pytest.mark.parametrize("statement", ["UPDATE {} SET entry_id = entry_id", "DELETE FROM {}"])
def test_the_migrated_log_refuses_change(stores: dict[Line, Store], statement: str) -> None:
    store = stores["case"]
    upgrade(store, "case")
    with store.write() as tx:
        tx.exec_driver_sql(f"INSERT INTO log_concern (unit_id, number, entry_id) VALUES ('{ID}', 1, '{ID}')")
    with pytest.raises(DatabaseError, match="only appended to"), store.write() as tx:
        tx.exec_driver_sql(statement.format("log_concern"))


def test_what_cannot_be_made_leaves_the_database_as_it_was(stores: dict[Line, Store]) -> None:
    store = stores["case"]
    with store.write() as tx:
        tx.exec_driver_sql("CREATE TABLE plan (x INTEGER)")  # in the way of the last migration
    with pytest.raises((StoreUnavailable, DatabaseError)):
        upgrade(store, "case")
    with store.write() as tx:
        assert present(tx) is None
        tx.exec_driver_sql("DROP TABLE plan")
    assert upgrade(store, "case")


@pytest.mark.parametrize("folder", ["versions", "key_versions"])
def test_files_are_numbered_without_gaps_and_named_after_their_revision(folder: str) -> None:
    names = sorted(path.name for path in (FOLDER / folder).glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    for before, name in zip([None, *names], names, strict=False):
        text = (FOLDER / folder / name).read_text(encoding="utf-8")
        assert re.search(rf'^revision = "{name[:4]}"$', text, re.MULTILINE)
        expected = f'"{before[:4]}"' if before else "None"
        assert re.search(rf"^down_revision = {expected}$", text, re.MULTILINE)
