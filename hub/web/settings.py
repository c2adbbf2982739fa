"""What an installation sets from outside: read once from the environment, checked, frozen; no secret has a default."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from environs import Env, EnvError

from hub.store.addresses import are_one_database, derive_keys_url, read_address
from hub.store.errors import StoreRefused
from keys.errors import ProviderRefused
from keys.providers.file_place import refuse_shared_place

NAMES: Final = {
    "HUB_HOME": "folder for state: databases, demo keys, lock file (./var)",
    "HUB_DATABASE_URL": "case database, sqlite:///… or postgresql://… (SQLite in HUB_HOME)",
    "HUB_KEYS_URL": "key database (beside the case database)",
    "HUB_KEY_FILE": "file with the master keys (HUB_HOME/keys.json)",
    "HUB_INSTALLATION": "name that is bound into every ciphertext; never changed (demo: demo)",
    "HUB_BIND": "address to listen on (127.0.0.1)",
    "HUB_PORT": "port to listen on (8000)",
    "HUB_BASE_URL": "address that people type, https in production",
    "HUB_FORM_SECRET_FILE": "file with at least 32 random bytes that sign the forms' tokens (demo: made in HUB_HOME)",
    "HUB_PROCESSES": "serving processes with PostgreSQL (2); SQLite has exactly one",
    "HUB_THREADS": "threads a process (8)",
    "HUB_REVIEWED_TEXTS": "SHA-256 of the consent texts that lawyers have reviewed, with blanks between (`hub texts`)",
    "HUB_PROXIES": "reverse proxies in front whose X-Forwarded-For counts (0)",
}
_FROM_FILES: Final = ("HUB_DATABASE_URL", "HUB_KEYS_URL")  # may hold a password: NAME_FILE names a file instead
_TEST_RUNNER: Final = "HUB_TEST_"  # what the tests tell one another; the hub reads none of it
_SHORTEST_SECRET: Final = 32
_OTHERS: Final = 0o007  # permissions
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}")  # it stands in the origin line of checkpoints too
_ORIGIN: Final = re.compile(r"https?://([0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}").fullmatch
DEMO: Final = "demo"  # the installation's name, and the folder in HUB_HOME that only a demo has

_NOT_OF_A_DEMO: Final = (
    "HUB_INSTALLATION names an installation that is no demo, and this command is for a demo alone; where a demo is "
    "meant, leave HUB_INSTALLATION out and set HUB_HOME to the demo's folder"
)
_DEMO_IN_THE_WAY: Final = (
    "HUB_HOME holds a demo, and HUB_INSTALLATION names an installation that is none; "
    "set HUB_HOME to a folder of the installation's own"
)
_NAMED_AS_A_DEMO: Final = (
    "HUB_INSTALLATION is demo, which is the name of demos alone (`hub run`); set it to the installation's own name, or "
    "HUB_HOME to the folder that holds the demo"
)


class SettingsError(Exception):
    """A setting cannot be used; one line that says which and how to mend it."""


class Mode(StrEnum):
    """Which command asks. It is never a setting: no environment turns a demo into a production or back."""

    DEMO = "demo"
    PRODUCTION = "production"
    TOOL = "tool"  # a command on the server, of a production or of a demo


@dataclass(frozen=True, slots=True)
class Settings:
    mode: Mode
    home: Path
    database_url: str = field(repr=False)
    keys_url: str = field(repr=False)
    key_file: Path
    installation: str
    bind: str
    port: int
    base_url: str
    form_secret_file: Path
    processes: int
    threads: int
    proxies: int
    reviewed_texts: frozenset[str]  # SHA-256, hex; in production only these are put before anybody

    @property
    def demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def production(self) -> bool:
        return self.mode is Mode.PRODUCTION

    @property
    def uses_sqlite(self) -> bool:
        return read_address(self.database_url).get_backend_name() == "sqlite"


def read_settings(mode: Mode) -> Settings:
    """Read the environment. Raises SettingsError, also for a HUB_ name that nobody knows: a slip would be silent."""
    _refuse_unknown()
    env = Env(eager=True)
    home = Path(env.str("HUB_HOME", "var")).resolve()
    try:
        database_url = _from_file_or(env, "HUB_DATABASE_URL", lambda: f"sqlite:///{home / 'hub.db'}")
        keys_url = _from_file_or(env, "HUB_KEYS_URL", lambda: derive_keys_url(database_url))
        port = env.int("HUB_PORT", 8000)
        found = Settings(
            mode=mode,
            home=home,
            database_url=database_url,
            keys_url=keys_url,
            key_file=_place(env.str("HUB_KEY_FILE", str(home / "keys.json"))),
            installation=_installation(env, mode, home, database_url),
            bind=env.str("HUB_BIND", "127.0.0.1"),
            port=port,
            base_url=env.str("HUB_BASE_URL", "" if mode is Mode.PRODUCTION else f"http://127.0.0.1:{port}").rstrip("/"),
            form_secret_file=Path(env.str("HUB_FORM_SECRET_FILE", str(home / "form.secret"))).resolve(),
            processes=env.int("HUB_PROCESSES", 2),
            threads=env.int("HUB_THREADS", 8),
            proxies=env.int("HUB_PROXIES", 0),
            reviewed_texts=frozenset(env.str("HUB_REVIEWED_TEXTS", "").lower().split()),
        )
    except OSError as error:
        whose = "it must belong to the user that runs the hub"
        raise SettingsError(f"HUB_HOME: cannot look into {home} ({error.strerror}); {whose}") from error
    except (EnvError, StoreRefused) as error:
        raise SettingsError(str(error)) from error
    _check(found)
    return found


def form_secret(settings: Settings) -> bytes:
    """Return the secret that signs form tokens. Raises SettingsError when it is missing, short or open to others."""
    path = settings.form_secret_file
    try:
        secret = path.read_bytes()
    except FileNotFoundError as error:
        raise SettingsError(f"HUB_FORM_SECRET_FILE: there is no {path}; `hub init` makes one") from error
    except OSError as error:
        whose = "it must belong to the user that runs the hub"
        raise SettingsError(f"HUB_FORM_SECRET_FILE: cannot read {path} ({error.strerror}); {whose}") from error
    if len(secret) < _SHORTEST_SECRET or path.stat().st_mode & 0o077:
        raise SettingsError(f"HUB_FORM_SECRET_FILE: {path} needs {_SHORTEST_SECRET} random bytes and mode 0600")
    try:
        refuse_shared_place(path, ignored_folder_is_enough=not settings.production)
    except ProviderRefused as error:
        raise SettingsError(f"HUB_FORM_SECRET_FILE: {error}") from error
    return secret


def _refuse_unknown() -> None:
    known = set(NAMES) | {f"{name}_FILE" for name in _FROM_FILES}
    given = (name for name in os.environ if name.startswith("HUB_") and not name.startswith(_TEST_RUNNER))
    unknown = sorted(set(given) - known)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]}; known are {', '.join(sorted(known))}")


def _from_file_or(env: Env, name: str, default: Callable[[], str]) -> str:
    file = env.str(f"{name}_FILE", "")
    direct = env.str(name, "")
    if file and direct:
        raise SettingsError(f"{name} and {name}_FILE are both set; keep one")
    if file:
        try:
            if Path(file).stat().st_mode & _OTHERS:
                raise SettingsError(f"{name}_FILE: others can read or write {file}; mend it with: chmod o= {file}")
            direct = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            whose = "; it must belong to the user that runs the hub" if isinstance(error, PermissionError) else ""
            raise SettingsError(f"{name}_FILE: cannot read {file} ({error.strerror}){whose}") from error
        except UnicodeDecodeError:
            raise SettingsError(f"{name}_FILE: {file} is no text in UTF-8") from None
    try:
        found = direct if file else direct or default()
        read_address(found)
    except StoreRefused as error:  # which of the two it is, the address cannot say: it may hold a password
        raise SettingsError(f"{name}{'_FILE' if file else ''}: {error}") from error
    return found


def no_database(database_url: str) -> str | None:
    """Say that there is none, and how to mend it. None: there is one, or only its server could tell."""
    address = read_address(database_url)
    file = Path(address.database or "")
    if address.get_backend_name() != "sqlite" or file.exists():
        return None
    return (
        f"there is no database {file}; for an installation that stands, set HUB_HOME and the other settings as its "
        "`hub serve` has them; for a new one, set HUB_INSTALLATION, a short name that is never changed, and run "
        "`hub init`"
    )


def _installation(env: Env, mode: Mode, home: Path, database_url: str) -> str:
    is_demo = mode is Mode.DEMO or (mode is Mode.TOOL and (home / DEMO).is_dir())
    name = env.str("HUB_INSTALLATION", DEMO if is_demo else "")
    if not name:
        nothing = no_database(database_url) if mode is Mode.TOOL else None
        raise SettingsError(nothing or "HUB_INSTALLATION is missing: a short name, set once and never changed")
    if not _NAME.fullmatch(name):
        raise SettingsError("HUB_INSTALLATION: lower-case letters, digits, hyphens and full stops, at most 63")
    # Ciphertexts carry the name, so that what a demo wrote never opens in production, nor the other way round.
    if is_demo and name != DEMO:
        raise SettingsError(_NOT_OF_A_DEMO if mode is Mode.DEMO else _DEMO_IN_THE_WAY)
    if name == DEMO and not is_demo:
        raise SettingsError(_NAMED_AS_A_DEMO)
    return name


def _place(file: str) -> Path:
    """Give where it lies, without following the file itself: where it is a link, it is refused when it is read."""
    path = Path(file)
    return path.parent.resolve() / path.name


def _is_address(text: str) -> bool:
    """Tell whether browsers could have it as a page's origin, letter by letter: passkeys are bound to it."""
    try:
        address = urlsplit(text)
        name = (address.hostname or "").encode("idna")  # raises for what no name server takes, `port` for no number
        port = address.port
    except ValueError:
        return False
    return _ORIGIN.fullmatch(text) is not None and bool(name) and port != 0


def _check(settings: Settings) -> None:
    if are_one_database(settings.database_url, settings.keys_url):
        raise SettingsError("HUB_DATABASE_URL and HUB_KEYS_URL name the same database; they need one each")
    if not 0 < settings.port < 65536:  # noqa: PLR2004 - what TCP has
        raise SettingsError("HUB_PORT must be between 1 and 65535")
    if not _is_address(settings.base_url):
        raise SettingsError(
            "HUB_BASE_URL is missing or not an address such as https://ingangen.example.se; what has å, ä or ö is "
            "written as browsers send it: xn--…"
        )
    address = urlsplit(settings.base_url)
    if address.scheme == "http" and settings.production:
        raise SettingsError("HUB_BASE_URL must begin with https:// in production")
    if address.scheme == "http" and not _is_loopback(settings.bind):
        raise SettingsError("the demo over http listens on this machine alone; HUB_BIND must be 127.0.0.1 or ::1")
    if min(settings.processes, settings.threads) < 1 or settings.proxies < 0:
        raise SettingsError("HUB_PROCESSES and HUB_THREADS must be at least 1, HUB_PROXIES at least 0")
    if not all(map(_SHA256, settings.reviewed_texts)):  # else nobody would notice until a consent is presented
        raise SettingsError(
            "HUB_REVIEWED_TEXTS: each has 64 digits and letters a to f, with blanks between (`hub texts`)"
        )


def _is_loopback(bind: str) -> bool:
    try:
        return ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"
