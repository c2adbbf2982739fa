"""Builds the ground from settings: stores, keys, policy, clock and randomness; refuses to start on unsafe ground."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import policies
from hub.access_log import reader
from hub.access_log.reader.notes import ForgedCheckpoint, read_checkpoint
from hub.collisions.wording import check_texts
from hub.store.clock import Clock, DatabaseClock
from hub.store.engine import Store
from hub.store.errors import StoreRefused
from hub.store.ground import Ground
from hub.web.settings import Mode, Settings
from keys.errors import ProviderRefused, ProviderUnavailable
from keys.providers import LOG_SIGNING
from keys.providers.file import FileProvider
from policies.loading import FILES, parse_policy
from policies.policy import Policy


def build_ground(
    settings: Settings, *, clock: Clock | None = None, accept_file_keys: bool = False, read_only: bool = False
) -> Ground:
    """`clock` is moved by the demo's loader alone; who serves or uses tools has the database's own."""
    # First, so that a wrong HUB_HOME leaves no empty databases behind.
    provider = _open_keys(settings, accept_file_keys=accept_file_keys)
    connections = settings.threads + 2  # the sealer, and the health check while all threads work
    store = Store(settings.database_url, connections=connections, read_only=read_only)
    key_store = Store(settings.keys_url, connections=connections, read_only=read_only)
    store.check()
    key_store.check()
    return Ground(
        store=store,
        key_store=key_store,
        provider=provider,
        policy=read_policy(),
        clock=clock or DatabaseClock(),
        random=os.urandom,
        installation=settings.installation,
        settings=settings,
    )


def _open_keys(settings: Settings, *, accept_file_keys: bool) -> FileProvider:
    """Raise KeysError, which names the setting: the provider knows none."""
    try:
        return FileProvider.open(
            settings.key_file,
            production=settings.production,
            accept_file_keys=accept_file_keys,
            demo=settings.mode is not Mode.PRODUCTION,
        )
    except ProviderRefused as error:
        raise ProviderRefused(f"HUB_KEY_FILE: {error}") from error
    except (ProviderUnavailable, OSError) as error:
        told = f"{settings.key_file.parent} cannot be entered" if isinstance(error, OSError) else error
        whose = (
            "it must be there, and belong to the user that runs the hub: `hub init` makes the first one, and one that "
            "is lost is put back from its safe copy"
        )
        raise ProviderUnavailable(f"HUB_KEY_FILE: {told}; {whose}") from error


@contextmanager
def borrowed_ground(settings: Settings, *, read_only: bool = False) -> Iterator[Ground]:
    """For a command that ends: the stores are closed after its block."""
    ground = build_ground(settings, read_only=read_only)
    try:
        if not read_only:
            refuse_strange_keys(ground)
        yield ground
    finally:
        ground.store.close()
        ground.key_store.close()


def refuse_strange_keys(ground: Ground) -> None:
    """Raise StoreRefused when the log was signed under another name or key: what came after would be found broken."""
    with ground.store.read() as tx:
        note = reader.latest_checkpoint(tx)
    try:
        if note is not None:
            public = ground.provider.public_key(LOG_SIGNING)
            read_checkpoint(note, public_key=public, installation=ground.installation)
    except ForgedCheckpoint as error:
        raise StoreRefused(
            "the access log was not signed with this HUB_KEY_FILE under this HUB_INSTALLATION; set both as they were"
        ) from error


def read_policy() -> Policy:
    """Read the policy files beside the policies. Raises PolicyError, which no start survives."""
    folder = Path(policies.__file__).parent
    policy = parse_policy({name: (folder / name).read_text(encoding="utf-8") for name in FILES})
    check_texts(policy)
    return policy
