"""What no line of the product may do, wherever it stands."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import ALL, PRODUCT, ROOT, files, name, tree

FORBIDDEN_NAMES = {"utils", "models", "services", "common", "helpers", "misc"}
SHORTEST_KEY = 16
POSTPONED = re.compile(r"\b(TODO|FIXME|XXX)\b")
SECRET = re.compile(r"(?<![a-z])(secrets?|password|passwd|pepper|(private|api|signing)_key)(?![a-z])", re.IGNORECASE)

# The composition root gives randomness and the clock; SQLite's clock is the process's own; and a nonce is never a
# parameter (security B.4), so that nobody can give the same one twice.
MAY_MAKE_CHANCE_AND_TIME = ("hub/web/", "hub/cli/", "hub/store/clock.py", "keys/aead.py", "keys/providers/file.py")
CHANCE_AND_TIME = {
    "os.urandom",
    "secrets.token_bytes",
    "secrets.token_hex",
    "secrets.token_urlsafe",
    "secrets.choice",
    "secrets.randbelow",
    "uuid.uuid4",
    "random.random",
    "time.time",
    "time.time_ns",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.date.today",
}
WRONG_ON_PURPOSE = {"fel-igen"}  # what somebody in the demo's story types, and is not let in by


def calls(folder: str) -> Iterator[tuple[str, ast.Call, str]]:
    for path in files(folder):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield name(path), node, ast.unparse(node.func)


def imported(module: ast.Module) -> dict[str, str]:
    """Give what each name that the module imports is called where it comes from."""
    found: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            whole = {alias.asname or alias.name.partition(".")[0]: alias for alias in node.names}
            found |= {here: alias.name if alias.asname else here for here, alias in whole.items()}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def makes_chance_or_time(module: ast.Module) -> Iterator[str]:
    """Name each use of what makes them, called or handed on, by whatever name the module imports it."""
    known = imported(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Name):
            first, *rest = ast.unparse(node).split(".")
            used = ".".join((known.get(first, first), *rest))
            if used in CHANCE_AND_TIME:
                yield f"{node.lineno} {used}"


def named_values(module: ast.Module) -> Iterator[tuple[str, ast.expr | None]]:
    """Give every value that stands under a name: assigned, a parameter's default, passed by name, or in a dict."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            yield from ((ast.unparse(target), node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            yield ast.unparse(node.target), node.value
        elif isinstance(node, ast.arguments):
            taken = [*node.posonlyargs, *node.args]
            last = taken[len(taken) - len(node.defaults) :]
            yield from ((one.arg, value) for one, value in zip(last, node.defaults, strict=True))
            yield from ((one.arg, value) for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True))
        elif isinstance(node, ast.keyword):
            yield node.arg or "", node.value
        elif isinstance(node, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else key for key in node.keys]
            names = [ast.unparse(key) if isinstance(key, ast.Name | ast.Attribute) else str(key) for key in keys]
            yield from zip(names, node.values, strict=True)


def secrets_written_down(module: ast.Module) -> Iterator[str]:
    for target, given in named_values(module):
        if not isinstance(given, ast.Constant) or target.endswith("_FILE") or given.value in WRONG_ON_PURPOSE:
            continue
        value = given.value
        # A word list may hold the word itself; a label or a format's first bytes are too short for a key.
        long = isinstance(value, bytes) and len(value) >= SHORTEST_KEY
        if SECRET.search(target) and (long or (isinstance(value, str) and value != target.lower())):
            yield f"{given.lineno} {target}"


def test_each_module_begins_with_one_sentence() -> None:
    for path in files(*ALL):
        docstring = ast.get_docstring(tree(path))
        assert docstring or not path.read_text().strip(), name(path)
        assert docstring is None or docstring.split("\n\n")[0].rstrip().endswith((".", "!", "?")), name(path)


def test_nothing_is_postponed() -> None:
    assert [name(path) for path in files(*PRODUCT, "migrations") if POSTPONED.search(path.read_text())] == []


def test_no_name_says_nothing() -> None:
    assert [name(path) for path in files(*PRODUCT) if FORBIDDEN_NAMES & {path.stem, path.parent.name}] == []


@pytest.mark.parametrize("folder", PRODUCT)
def test_nobody_commits(folder: str) -> None:
    found = [
        where
        for where, _, called in calls(folder)
        if called.rpartition(".")[2] in {"commit", "rollback"} and not where.startswith("hub/store/")
    ]
    assert found == []


@pytest.mark.parametrize("folder", PRODUCT)
def test_randomness_and_the_clock_are_given(folder: str) -> None:
    found = [
        f"{name(path)}:{use}"
        for path in files(folder)
        if not name(path).startswith(MAY_MAKE_CHANCE_AND_TIME)
        for use in makes_chance_or_time(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = os.urandom(16)",
        "import os as system\nx = system.urandom(16)",
        "from os import urandom\nx = urandom(16)",
        "from time import time as now\nx = now()",
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import datetime\nx = datetime.now(UTC)",
        "import datetime as dt\nx = dt.date.today()",
        "from secrets import token_bytes\nx = Ground(random=token_bytes)",
        "def late():\n    from uuid import uuid4\n    return uuid4()",
    ],
)
def test_chance_and_time_are_found_by_whatever_name(source: str) -> None:
    assert len(list(makes_chance_or_time(ast.parse(source)))) == 1


def test_what_only_sounds_like_chance_and_time_is_not_found() -> None:
    source = "from datetime import datetime\nx = ground.random(16), clock.now(tx), datetime.fromisoformat(y)"
    assert list(makes_chance_or_time(ast.parse(source))) == []


@pytest.mark.parametrize("folder", PRODUCT)
def test_no_secret_has_a_default(folder: str) -> None:
    for where, node, called in calls(folder):
        reads_environment = re.search(r"\benv(iron)?\b", called) is not None
        named = [arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        # A default place to look for a secret is no secret.
        if reads_environment and named and SECRET.search(named[0]) and not named[0].endswith("_FILE"):
            given = len(node.args) > 1 or any(keyword.arg == "default" for keyword in node.keywords)
            assert not given, f"{where}:{node.lineno} {named[0]}"


@pytest.mark.parametrize("folder", PRODUCT)
def test_no_secret_is_written_down(folder: str) -> None:
    found = [f"{name(path)}:{where}" for path in files(folder) for where in secrets_written_down(tree(path))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "PASSWORD = 'hemligt'",
        "settings.secret_key = 'hemligt'",
        "PASSWORD: Final = 'hemligt'",
        "API_KEY: Final[bytes] = b'0123456789abcdef'",
        "def connect(password='hemligt'): ...",
        "def connect(host, /, password='hemligt'): ...",
        "def connect(*, user=None, password='hemligt'): ...",
        "connect(password='hemligt')",
        "settings = {'user': 'hub', 'password': 'hemligt'}",
        "settings = {PASSWORD: 'hemligt'}",
        "if (password := 'hemligt'): ...",
    ],
)
def test_a_secret_is_found_wherever_it_is_written(source: str) -> None:
    assert len(list(secrets_written_down(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "SECRETS: Final = 'secrets'",
        "SECRET_MAGIC = b'S\\x01'",
        "PASSWORD_FILE: Final = '/etc/hub/password'",
        "password: str",
        "def connect(password, *, secret): ...",
        "words = {('factor', 'password'): 'bytte lösenord', **more}",
        "connect(password=given, **more)",
    ],
)
def test_what_is_no_secret_is_not_found(source: str) -> None:
    assert list(secrets_written_down(ast.parse(source))) == []


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert not re.search(r"^\s*--(?!hash=)", lock, re.MULTILINE)
    pinned = re.findall(r"^[a-z0-9].*==", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9][^\n]*\\\n\s+--hash=sha256:", lock, re.MULTILINE))
