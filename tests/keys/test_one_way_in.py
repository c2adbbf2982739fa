"""Nothing above this floor calls a cipher by itself, and the README names every file of the folder."""

import ast
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
ABOVE = sorted((TREE / "hub").rglob("*.py"))
CIPHERS = ("keys.aead", "cryptography.hazmat.primitives.ciphers", "cryptography.fernet")


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module}.{each.name}" for each in node.names)
    return names


def ways_around(source: str) -> set[str]:
    """Find imports of a cipher, and uses of the cipher that a ring or a box holds."""
    used = {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in {"cipher", "_extracted", "_held"}
    }
    return used | {name for name in imported(source) if name.startswith(CIPHERS)}


@pytest.mark.parametrize("path", ABOVE, ids=lambda path: str(path.relative_to(TREE)))
def test_nothing_above_calls_a_cipher(path: Path) -> None:
    assert not ways_around(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "from keys.aead import open_packed",
        "from keys import aead",
        "import keys.aead",
        "from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
        "ring.cipher(label, columns)[0].decrypt(nonce, body, aad)",
    ],
)
def test_a_way_around_would_be_found(source: str) -> None:
    assert ways_around(source)


def test_the_readme_names_every_file() -> None:
    readme = (TREE / "keys" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in (TREE / "keys").glob("*.py") if f"`{path.name}`" not in readme] == ["__init__.py"]
