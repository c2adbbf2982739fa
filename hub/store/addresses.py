"""Reads database addresses: which driver, which file, and where the keys lie when nobody says."""

from pathlib import Path
from typing import Final

from psycopg.pq import Conninfo
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from hub.store.errors import StoreRefused

_PORT: Final = 5432
_POSTGRESQL: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_KNOWN: Final = frozenset(option.keyword.decode() for option in Conninfo.get_defaults())
_UNKNOWN: Final = (
    "after the ? of the database address stands a name that PostgreSQL's client does not know; it knows such as "
    "sslmode and sslrootcert"
)
_TWICE: Final = "the database is named before the ? of its address alone: take dbname away after it"
_HOW: Final = (
    "the database address is not understood; it begins with sqlite:/// or postgresql://, "
    "and in a password @ : / % # are written %40 %3A %2F %25 %23"
)


def read_address(address: str) -> URL:
    """Return the address with its driver named; refuse what the hub is not tested on."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # The address may hold a password, so neither it nor the cause is repeated: what follows an @ and a colon
        # in a password is taken for a port, and quoted.
        raise StoreRefused(_HOW) from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    if url.drivername in _POSTGRESQL and url.database:
        if "@" in f"{url.host}{url.database}":  # the end of a password: to be told as where the database is
            raise StoreRefused(_HOW)
        if not url.query.keys() <= _KNOWN:  # nor is it named: it may be the end of a password
            raise StoreRefused(_UNKNOWN)
        if "dbname" in url.query:  # it would win: two addresses that name two databases would be of one
            raise StoreRefused(_TWICE)
        return url.set(drivername="postgresql+psycopg")
    raise StoreRefused(
        "the database address must name a file (sqlite:///…) or a PostgreSQL database (postgresql://…/name)"
    )


def derive_keys_url(database_url: str) -> str:
    """Return the key database beside the case database: second file, or database name + `_keys`."""
    name = read_address(database_url).database or ""
    url = make_url(database_url)
    if url.drivername == "sqlite":
        path = Path(name)
        name = str(path.with_name(f"{path.stem}_keys{path.suffix}"))
    else:
        name = f"{name}_keys"
    return url.set(database=name).render_as_string(hide_password=False)


def are_one_database(one: str, other: str) -> bool:
    """Tell whether both name the same database, as far as their words tell."""
    first, second = (
        (url.drivername, url.host, url.port or _PORT, str(Path(url.database or "").resolve()), url.query)
        for url in map(read_address, (one, other))
    )
    return first == second
