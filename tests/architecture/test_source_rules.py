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
    "datetime.now",
    "datetime.utcnow",
    "date.today",
}


def calls(folder: str) -> Iterator[tuple[str, ast.Call, str]]:
    for path in files(folder):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield name(path), node, ast.unparse(node.func)


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
        f"{where}:{node.lineno} {called}"
        for where, node, called in calls(folder)
        if not where.startswith(MAY_MAKE_CHANCE_AND_TIME) and any(called.endswith(made) for made in CHANCE_AND_TIME)
    ]
    assert found == []


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
    for path in files(folder):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                value, target = node.value.value, ast.unparse(node.targets[0])
                # A word list may hold the word itself; a label or a format's first bytes are too short for a key.
                long = isinstance(value, bytes) and len(value) >= SHORTEST_KEY
                written = SECRET.search(target) and (long or (isinstance(value, str) and value != target.lower()))
                assert not written, f"{name(path)}:{node.lineno}"


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert not re.search(r"^\s*--(?!hash=)", lock, re.MULTILINE)
    pinned = re.findall(r"^[a-z0-9].*==", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9][^\n]*\\\n\s+--hash=sha256:", lock, re.MULTILINE))
