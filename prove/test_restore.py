"""The drill of deploy/README.md: backed up while it serves, brought back on an empty machine, nothing lost (E12)."""

import copy
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

import pytest

from hub.store.addresses import derive_keys_url
from hub.store.engine import Store
from tests import postgresql
from tests.attacks.killing import ROOT, Client, Given, Load, Server, lost, scene_of_killing
from tests.cast import World
from tests.databases import Databases

_BLOCK: Final = re.compile(r"\*\*Backup\*\*.*?```\n(.*?)```", re.DOTALL)
_FILES: Final = ("hub", "hub_keys")
_PATIENCE: Final = 60  # seconds


def commands(told: str) -> list[str]:
    """Give the page's own commands that name `told`: the drill follows what an operator reads."""
    found = _BLOCK.search((ROOT / "deploy/README.md").read_text(encoding="utf-8"))
    assert found is not None
    written = [line.strip().removeprefix("runuser -u ingangen -- ") for line in found.group(1).splitlines()]
    return [line for line in written if told in line]


def carry_out(command: str, place: Path) -> None:
    """Run one line of the page by the shell, as its reader does."""
    subprocess.run(["/bin/sh", "-euc", f"umask 077; {command}"], cwd=place, check=True)


def back_up(databases: Databases, place: Path) -> None:
    if databases.kind == "sqlite":
        home = databases.url.removeprefix("sqlite:///").removesuffix("/hub.db")
        for command in commands("sqlite3"):
            carry_out(command.replace("/var/lib/ingangen", home), place)
        for name in _FILES:
            shutil.move(f"{home}/{name}.backup", place)
        return
    addresses = {"postgresql://hub@HOST/hub": databases.url, "postgresql://hub_keys@HOST/hub_keys": databases.keys_url}
    for command, (address, ours) in zip(commands("pg_dump"), addresses.items(), strict=True):
        assert command.endswith(address), command
        carry_out(command.replace(address, f"'{ours}'"), place)


@contextmanager
def brought_back(databases: Databases, backup: Path, place: Path, run: Path) -> Iterator[Databases]:
    """Make the databases anew from their backups alone."""
    if databases.kind == "sqlite":
        (place / "home").mkdir(parents=True, mode=0o700)
        for name in _FILES:
            shutil.copy(backup / f"{name}.backup", place / "home" / f"{name}.db")
        yield _opened(databases, f"sqlite:///{place}/home/hub.db")
        return
    server = postgresql.running(run, int(os.environ["HUB_TEST_RUN_PROCESS"]))
    names = ("brought_back", "brought_back_keys")
    url = server.url(names[0])
    for name, file, address in zip(names, _FILES, (url, derive_keys_url(url)), strict=True):
        server.run("CREATE DATABASE {name}", name=name)
        carry_out(f"pg_restore --no-owner -d '{address}' {file}.dump", backup)
    try:
        yield _opened(databases, url)
    finally:
        for name in names:
            server.run("DROP DATABASE {name} WITH (FORCE)", name=name)


def _opened(like: Databases, url: str) -> Databases:
    keys_url = derive_keys_url(url)
    return Databases(like.kind, url, keys_url, Store(url), Store(keys_url))


def written_down(server: Server) -> tuple[str, str]:
    """Give what an operator writes down elsewhere: how many entries are sealed, and the root."""
    [(sealed, root)] = re.findall(r"(\d+) sealed,.* root (\w+)", server.run("log", "verify"))
    return sealed, root


def go_on(load: Load, enough: Callable[[], bool]) -> None:
    before, end = load.given.progress(), time.monotonic() + _PATIENCE
    while not enough() or any(now <= then for now, then in zip(load.given.progress(), before, strict=True)):
        assert time.monotonic() < end, f"nobody gets on: {load.given.faults[:3]}"
        time.sleep(0.1)


@pytest.mark.own_databases
@pytest.mark.timeout(600)
def test_what_was_backed_up_while_it_served_comes_back_whole(world: World, tmp_path: Path, run_directory: Path) -> None:
    backup, empty = tmp_path / "backup", tmp_path / "empty"
    backup.mkdir()
    with scene_of_killing(world, tmp_path) as (server, load):
        server.start()
        world.clock.at = time.time_ns() // 1000  # the server's own clock
        token, case = world.session("fia"), load.standing.who.case
        plans = _read(server, token, case)
        load.begin()
        go_on(load, lambda: True)
        early, told = written_down(server), copy.deepcopy(load.given)
        back_up(world.databases, backup)
        go_on(load, lambda: int(written_down(server)[0]) > int(early[0]))
        late = written_down(server)
        load.end()
        server.kill()
        assert load.given.faults == [], "the backup was in somebody's way"
    with brought_back(world.databases, backup, empty, run_directory) as databases:
        began = time.monotonic()
        anew = _elsewhere(world, databases, empty)
        restored = Server(anew, empty)
        assert "whole" in restored.run("log", "verify", "--written", *early)
        with pytest.raises(AssertionError, match="tail_cut"):
            restored.run("log", "verify", "--written", *late)
        assert _lost(anew, told) == []
        assert " sessions; everybody signs in anew" in restored.run("restored")
        anew.clock.at = time.time_ns() // 1000
        again = anew.session("fia")
        anew.store.close()  # with SQLite one process writes
        restored.start()
        assert _ask(restored, token, case)[0] == 401, "a session that was begun before"
        assert _read(restored, again, case) == plans
        restored.kill()
    print(f"{world.databases.kind}: {early[0]} entries backed up, served again in {time.monotonic() - began:.0f} s")


def _elsewhere(world: World, databases: Databases, place: Path) -> World:
    """Give the world on the new machine: the key file comes from its own safe place."""
    place.mkdir(exist_ok=True)
    shutil.copy(place.parent / "keys.json", place / "keys.json")
    ground = replace(world.ground, store=databases.store, key_store=databases.key_store)
    return replace(world, ground=ground, databases=databases)


def _read(server: Server, token: str, case: str) -> Any:
    """Give the plans as an officer named in the case is shown them."""
    status, shown = _ask(server, token, case)
    assert (status, bool(shown["plans"])) == (200, True)
    return shown["plans"]


def _ask(server: Server, token: str, case: str) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        return Client(token, server.port).ask(connection, "GET", f"/cases/{case}")
    finally:
        connection.close()


def _lost(world: World, told: Given) -> list[str]:
    return [what for what, missing in lost(world, told).items() if missing]
