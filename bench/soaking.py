"""`make soak`: a served hub asked for hours at an even pace, and what it holds of the machine meanwhile (security E20).

Two reads a second are about twenty times what one region's six hundred people ask of it. Each minute one line: the
memory and open files of all its processes, the write-ahead log, the databases, and how many entries stand.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from bench.__main__ import KINDS, directory
from bench.asking import Client
from bench.casting import FEW, MANY
from bench.driving import send
from bench.serving import Installation, Served, hub, install
from bench.spending import descendants
from hub.access_log.tables import log_entry

_MINUTE: Final = 60.0
_MIB: Final = 1024 * 1024
_MAX_GROWTH: Final = 1.0  # MiB an hour, E20
_WARM: Final = 0.5  # of the time: pools, caches and the database's pages fill
_SIGNED_IN: Final = 600.0  # seconds until the reader signs in anew


@dataclass(frozen=True, slots=True)
class Held:
    """What the server holds: minutes since the start, MiB of its own, files, MiB of log and databases, entries."""

    minutes: float
    private: float
    files: int
    ahead: float
    stored: float
    entries: int


def main() -> int:
    asked = argparse.ArgumentParser(prog="bench.soaking", description=__doc__)
    asked.add_argument("--hours", type=float, default=8.0, help="how long (8)")
    asked.add_argument("--rate", type=float, default=2.0, help="requests a second (2)")
    asked.add_argument("--kind", choices=KINDS, default="sqlite", help="which database (sqlite)")
    told = asked.parse_args()
    with directory() as run:
        installation = install(run, told.kind)
        with hub(installation) as served:
            held = list(_soak(installation, served, told.hours * 60 * _MINUTE, told.rate))
    return _judge(held)


def _soak(installation: Installation, served: Served, seconds: float, rate: float) -> Iterator[Held]:
    """Ask in turn at this pace, and give once a minute what is held. Raises Failed for an answer that is not 200."""
    turns: Iterator[bytes] = iter(())
    start = told = time.monotonic()
    signed_in = -_SIGNED_IN
    print("min   own MiB  files  WAL MiB  stored MiB  entries", flush=True)
    for number in itertools.count(1):
        if time.monotonic() - start - signed_in >= _SIGNED_IN:
            signed_in = time.monotonic() - start
            turns = itertools.cycle(_requests(Client(served.port, installation.cast.reader), installation))
        send(served.port, next(turns))
        now = time.monotonic()
        if now - told >= _MINUTE:
            told = now
            held = _hold(installation, served, (now - start) / _MINUTE)
            print("{:4.0f} {:8.1f} {:6} {:8.1f} {:11.1f} {:8}".format(*astuple(held)), flush=True)
            yield held
        if now - start >= seconds:
            return
        time.sleep(max(0.0, start + number / rate - time.monotonic()))


def _requests(client: Client, installation: Installation) -> Sequence[bytes]:
    few = installation.cast.cases[FEW]
    many = installation.cast.cases[MANY][0]
    lists = [client.page_at("/arenden"), client.api_at("/cases")]
    return [*map(client.api, few), *map(client.page, few), client.api(many), client.page(many), *lists]


def _hold(installation: Installation, served: Served, minutes: float) -> Held:
    processes = descendants(*served.roots)
    ground = installation.ground()
    try:
        with ground.store.read() as tx:
            entries = tx.scalar(select(func.count()).select_from(log_entry)) or 0
    finally:
        ground.store.close()
        ground.key_store.close()
    files = [path for path in installation.settings.home.parent.rglob("*") if path.is_file()]
    ahead = [path for path in files if path.name.endswith("-wal") or path.parent.name == "pg_wal"]
    return Held(
        minutes,
        sum(map(_private, processes)) / _MIB,
        sum(map(_files, processes)),
        _size(ahead),
        _size([path for path in files if path not in set(ahead)]),
        entries,
    )


def _private(process: int) -> int:
    """Give the bytes that the process alone holds: what workers share would be counted for each of them."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
    except FileNotFoundError:  # it has ended meanwhile, as a database's helpers do
        return 0
    lines = (line.split() for line in told.splitlines())
    return sum(int(line[1]) * 1024 for line in lines if line[0] in {"Private_Clean:", "Private_Dirty:"})


def _files(process: int) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())
    except FileNotFoundError:
        return 0


def _size(files: Sequence[Path]) -> float:
    return sum(path.stat().st_size for path in files) / _MIB


def _judge(held: Sequence[Held]) -> int:
    """Print how the most memory grew after the warming, from one half to the other; 0 when slower than E20 allows.

    The most, not a slope: memory goes up and down by a megabyte, which a line through an hour takes for a leak.
    """
    late = held[int(len(held) * _WARM) :]
    first, last = late[: len(late) // 2], late[len(late) // 2 :]
    if not first:
        print("too short to tell")
        return 1
    hours = (last[-1].minutes - first[-1].minutes) / 60
    growth = (max(one.private for one in last) - max(one.private for one in first)) / hours
    print(f"memory grew by {growth:.2f} MiB an hour over the last {last[-1].minutes - first[0].minutes:.0f} minutes")
    print(f"open files: {first[0].files} to {last[-1].files}; target: under {_MAX_GROWTH} MiB an hour (E20)")
    return 0 if growth < _MAX_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
