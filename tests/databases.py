"""Gives each test fresh case and key databases, of either kind, copied from a template; and counts what is sent."""

import importlib
import os
import pkgutil
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from filelock import FileLock
from flask import has_request_context
from sqlalchemy import Connection, event

import hub
from hub.cli.migrating import Line, upgrade
from hub.store.addresses import derive_keys_url
from hub.store.engine import UNTOLD, Store
from tests.emptying import Kept
from tests.postgresql import Server, running

Kind = Literal["sqlite", "postgres"]
KINDS: Final[tuple[Kind, ...]] = ("sqlite", "postgres")
# For what hangs on no database, as what a page looks like, or what is said of a request before anything is read.
ONE_DATABASE: Final = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Databases:
    """A case database and its key database, with their tables and nothing in them."""

    kind: Kind
    url: str
    keys_url: str
    store: Store
    key_store: Store

    def close(self) -> None:
        self.store.close()
        self.key_store.close()


@dataclass(slots=True)
class Counts:
    """What was sent to one store: every statement, and every commit (a block that only reads makes none)."""

    sql: list[str] = field(default_factory=list)
    commits: int = 0

    @property
    def statements(self) -> int:
        return len(self.sql)


@contextmanager
def count(store: Store) -> Iterator[Counts]:
    counts = Counts()

    def on_statement(conn: Connection, cursor: Any, statement: str, *_: object) -> None:
        counts.sql.append(statement)

    def on_commit(conn: Connection) -> None:
        counts.commits += 1

    for engine in store.engines:
        event.listen(engine, "before_cursor_execute", on_statement)
        event.listen(engine, "commit", on_commit)
    try:
        yield counts
    finally:
        for engine in store.engines:
            event.remove(engine, "before_cursor_execute", on_statement)
            event.remove(engine, "commit", on_commit)


@contextmanager
def fresh(kind: Kind, run: Path, name: str, *, keep: bool = False) -> Iterator[Databases]:
    """Make databases of their own under this name, and remove them afterwards.

    With `keep` those of PostgreSQL are emptied instead, and serve whoever asks for this name next.
    """
    with _sqlite_files(run, name) if kind == "sqlite" else _postgres_databases(run, name, keep=keep) as databases:
        yield databases


def _opened(kind: Kind, url: str) -> Databases:
    keys_url = derive_keys_url(url)
    databases = Databases(kind, url, keys_url, _store(url), _store(keys_url))
    databases.store.sealed, databases.store.tagged, databases.store.lost = (0, b""), False, False  # another log
    databases.store.written.clear()
    databases.store._watched_at = None
    return databases


@lru_cache(maxsize=8)
def _store(url: str) -> Store:
    """Return the store of the last databases with this name: closed it holds nothing of them, but what it compiled."""
    store = Store(url)
    for engine in store.engines:
        event.listen(engine, "commit", _all_is_told)
    return store


def _all_is_told(conn: Connection) -> None:
    """Let no request leave rows with a tag that no entry tells: the check of the log would find them for ever."""
    assert not has_request_context() or not conn.info.get(UNTOLD), conn.info[UNTOLD]


def make_tables(url: str) -> None:
    """Make all tables, triggers and indexes in an empty case database and in its key database, as a hub of now does."""
    lines: tuple[tuple[Line, str], ...] = (("case", url), ("keys", derive_keys_url(url)))
    for line, address in lines:
        store = Store(address)
        upgrade(store, line)
        store.close()


def load_tables() -> None:
    """Import every module that adds to the catalogues."""
    for module in pkgutil.walk_packages(hub.__path__, "hub."):
        if module.name.rpartition(".")[2] in {"tables", "key_tables"}:
            importlib.import_module(module.name)


@contextmanager
def _sqlite_files(run: Path, name: str) -> Iterator[Databases]:
    templates = run / "template"
    with FileLock(run / "template.lock"):
        if not templates.exists():
            made = run / "template.new"
            make_tables(f"sqlite:///{made}/hub.db")
            made.rename(templates)
    home = run / name
    shutil.copytree(templates, home)
    databases = _opened("sqlite", f"sqlite:///{home}/hub.db")
    try:
        yield databases
    finally:
        databases.close()
        shutil.rmtree(home)


_KEPT: Final[dict[str, list[Kept]]] = {}


@contextmanager
def _postgres_databases(run: Path, name: str, *, keep: bool) -> Iterator[Databases]:
    server = running(run, int(os.environ["HUB_TEST_RUN_PROCESS"]))
    names = (name, f"{name}_keys")
    databases = _opened("postgres", server.url(name))
    if name not in _KEPT:
        _copy_template(server, run, names)
        if keep:
            stores = (databases.store, databases.key_store)
            _KEPT[name] = [Kept.of(server, *one) for one in zip(names, stores, strict=True)]
    try:
        yield databases
    finally:
        if not (keep and all(one.emptied() for one in _KEPT[name])):
            _let_go_of(name)
            databases.close()
            for one in names:
                server.drop(one)


def let_go() -> None:
    """Close what this process keeps open; the databases go with their server."""
    for name in [*_KEPT]:
        _let_go_of(name)


def _let_go_of(name: str) -> None:
    for kept in _KEPT.pop(name, ()):
        kept.close()


def _copy_template(server: Server, run: Path, names: tuple[str, str]) -> None:
    with FileLock(run / "postgres_template.lock"):
        if not (run / "postgres_template").exists():
            _make_postgres_template(server)
            (run / "postgres_template").touch()
    for name, template in zip(names, ("template_hub", "template_hub_keys"), strict=True):
        server.run("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY", name=name, template=template)


def _make_postgres_template(server: Server) -> None:
    for suffix in ("", "_keys"):
        server.run("CREATE DATABASE {name}", name="template_hub" + suffix)
    make_tables(server.url("template_hub"))
