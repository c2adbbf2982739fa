"""An address names its driver and its key database; what is not understood is refused without being repeated."""

from traceback import format_exception

import pytest

from hub.store.addresses import derive_keys_url, read_address
from hub.store.errors import StoreRefused


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("sqlite:////srv/hub/hub.db", "sqlite:////srv/hub/hub_keys.db"),
        ("sqlite:///hub.db", "sqlite:///hub_keys.db"),
        ("postgresql://hub:secret@db:5433/hub", "postgresql://hub:secret@db:5433/hub_keys"),
        ("postgresql://hub@/hub?host=%2Frun%2Fpg", "postgresql://hub@/hub_keys?host=%2Frun%2Fpg"),
    ],
)
def test_the_key_database_lies_beside(address: str, keys: str) -> None:
    assert derive_keys_url(address) == keys


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_reached_by_one_driver(scheme: str) -> None:
    assert read_address(f"{scheme}://hub@db/hub").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hub.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://hub:canary@db",
        "mysql://hub:canary@db/hub",
        "postgresql://hub:pa@ss:canary/1@db/hub",  # after the @, which was not written %40
        "postgresql://hub:pa@canary@db/hub",
        "postgresql://hub:pa@ss/canary@db/hub",
        "postgresql://hub:pass@db/hub?canary=1",  # of what would be handed to the driver: names of its own too
        "postgresql://hub:pass@db/hub?row_factory=canary",
        "postgresql://hub:pass@db/hub?dbname=canary",  # where it would lie, whatever its path says
    ],
)
def test_what_is_not_understood_is_refused(address: str) -> None:
    for read in (read_address, derive_keys_url):
        with pytest.raises(StoreRefused) as caught:
            read(address)
        assert "canary" not in "".join(format_exception(caught.value))
