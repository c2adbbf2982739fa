"""`make bench`: starts everything it needs in a directory of its own, measures, prints the table and cleans up."""

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench import pairing, table
from bench.asking import Client
from bench.casting import FEW, MANY, READER
from bench.counting import count_read, reader_of
from bench.driving import request
from bench.growing import Grown, grow
from bench.pairing import Contender
from bench.serving import Installation, Served, hub, install, plain_floor
from bench.table import Measured
from tests import postgresql

KINDS: Final = ("postgresql", "sqlite")


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--pairs", type=int, default=8, help="pairs of one-second segments a figure (8)")
    asked.add_argument("--people", type=int, default=10_000, help="grow from 1,000 to how many (10000; 0: no)")
    asked.add_argument("--kind", choices=KINDS, help="one database alone")
    told = asked.parse_args()
    with directory() as run:
        found = {kind: _measure(run, kind, told.pairs) for kind in ([told.kind] if told.kind else KINDS)}
        grown = _grow(run, told.people) if told.people and "postgresql" in found else []
    print(table.of(found, grown))


def _measure(run: Path, kind: str, pairs: int) -> Measured:
    installation = install(run, kind)
    cases = installation.cast.cases
    ground = installation.ground()
    try:
        counted = count_read(ground, reader_of(ground, READER), cases[FEW][0])
    finally:
        ground.store.close()
        ground.key_store.close()
    with hub(installation) as served:
        client = Client(served.port, installation.cast.reader)
        api = {items: Contender(served, [client.api(case) for case in cases[items]]) for items in (FEW, MANY)}
        page = {items: Contender(served, [client.page(case) for case in cases[items]]) for items in (FEW, MANY)}
        with plain_floor(run, kind, {case: client.items(case) for case in cases[FEW]}) as floor:
            beside = pairing.compare(api[FEW], _floor(floor, installation), pairs=pairs)
        pages = {items: pairing.compare(page[items], api[items], pairs=max(pairs // 2, 1)) for items in (FEW, MANY)}
    return Measured(counted, beside, pages)


def _floor(served: Served, installation: Installation) -> Contender:
    paths = [f"/cases/{case}" for case in installation.cast.cases[FEW]]
    return Contender(served, [request(served.port, path, {}) for path in paths])


def _grow(run: Path, people: int) -> list[Grown]:
    installation = install(run / "grown", "postgresql")
    ground = installation.ground()
    try:
        actor = reader_of(ground, READER)
        return list(grow(ground, actor, installation.cast.cases[FEW][0], (1000, people)))
    finally:
        ground.store.close()
        ground.key_store.close()


@contextmanager
def directory() -> Iterator[Path]:
    """Make the run's directory, on a memory disk where there is one, as the targets are for."""
    memory = Path("/dev/shm")  # noqa: S108 - a memory disk is what is wanted
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    run = Path(tempfile.mkdtemp(prefix="hub-bench-", dir=place))
    run.chmod(0o711)  # the database server's user passes through to its own directory
    (run / "grown").mkdir(mode=0o711)
    try:
        yield run
    finally:
        for server in run.rglob("server-*"):
            postgresql.stop(server)
        shutil.rmtree(run, ignore_errors=True)


if __name__ == "__main__":
    main()
