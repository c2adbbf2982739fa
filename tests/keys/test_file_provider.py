"""Keys in a file are taken only where nobody else can reach them; every other place is refused, with the reason."""

import base64
import itertools
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from keys.errors import KeyMissing, ProviderRefused, ProviderUnavailable
from keys.providers import file as file_module
from keys.providers.file import FileProvider

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hub.keys"
    FileProvider.create(path, os.urandom)
    return path


def opened(path: Path, *, demo: bool = False) -> FileProvider:
    return FileProvider.open(path, production=False, accept_file_keys=False, demo=demo)


def with_epoch_two(path: Path) -> None:
    content = json.loads(path.read_text())
    content["kek"]["2"] = base64.b64encode(bytes(32)).decode()
    path.write_text(json.dumps(content))


def test_a_fresh_file_is_private_whole_and_from_the_randomness_given(tmp_path: Path) -> None:
    path = tmp_path / "hub.keys"
    count = itertools.count(1)
    FileProvider.create(path, lambda length: bytes([next(count)]) * length)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["hub.keys"]
    assert next(count) == 5  # one key-encryption key, index, secrets, signing


def test_the_mode_does_not_hang_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o277)
    try:
        FileProvider.create(tmp_path / "hub.keys", os.urandom)
    finally:
        os.umask(before)
    opened(tmp_path / "hub.keys")


def test_keys_are_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ProviderRefused):
        FileProvider.create(path, os.urandom)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["hub.keys"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProviderUnavailable):
        FileProvider.create(tmp_path / "none" / "hub.keys", os.urandom)
    with pytest.raises(ProviderUnavailable):
        opened(tmp_path / "none" / "hub.keys")


@pytest.mark.parametrize("mode", [0o400, 0o640, 0o644, 0o660, 0o700, 0o606])
def test_any_other_mode_is_refused_with_the_line_that_mends_it(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(ProviderRefused, match=f"chmod 600 {path}"):
        opened(path)


def test_another_accounts_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(ProviderRefused, match="another account"):
        opened(path)


def test_a_symbolic_link_is_refused(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    with pytest.raises(ProviderRefused, match="symbolic link"):
        opened(link)


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(ProviderRefused, match="plain file"):
        opened(tmp_path / "pipe")
    with pytest.raises(ProviderRefused, match="plain file"):
        opened(tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda _: "[]",
        lambda _: '"text"',
        lambda content: json.dumps({**content, "format": "hub-keys-2"}),
        lambda content: json.dumps({**content, "kek": {}}),
        lambda content: json.dumps({**content, "kek": {"1": "AAAA"}}),
        lambda content: json.dumps({**content, "kek": {"1": "~~~~"}}),
        lambda content: json.dumps({**content, "kek": {"1": 7}}),
        lambda content: json.dumps({**content, "mac": None}),
        lambda content: json.dumps({name: part for name, part in content.items() if name != "sign"}),
    ],
)
def test_a_spoiled_file_is_refused_without_a_word_of_it(path: Path, spoil: Callable[[dict[str, object]], str]) -> None:
    content = json.loads(path.read_text())
    path.write_text(spoil(content))
    with pytest.raises(ProviderRefused) as refused:
        opened(path)
    assert content["mac"]["bidx"] not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_production_needs_the_word(path: Path) -> None:
    with pytest.raises(ProviderRefused, match="--i-accept-file-keys"):
        FileProvider.open(path, production=True, accept_file_keys=False)
    FileProvider.open(path, production=True, accept_file_keys=True)


def test_production_is_never_a_demo(path: Path) -> None:
    with pytest.raises(ProviderRefused, match="demo"):
        FileProvider.open(path, production=True, accept_file_keys=True, demo=True)


class TestInsideAWorkTree:
    @pytest.fixture(params=["folder", "file"])
    def tree(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        tree = tmp_path / "tree"
        (tree / "var" / "home").mkdir(parents=True)
        if request.param == "folder":
            (tree / ".git").mkdir()
        else:  # a linked work tree has a file there
            (tree / ".git").write_text("gitdir: elsewhere")
        return tree

    @pytest.mark.parametrize("demo", [False, True])
    @pytest.mark.parametrize("ignored", [None, "", "/other/\n", "var\n", "/va/\n"])
    def test_keys_are_refused(self, tree: Path, *, demo: bool, ignored: str | None) -> None:
        if ignored is not None:
            (tree / ".gitignore").write_text(ignored)
        path = tree / "var" / "home" / "hub.keys"
        with pytest.raises(ProviderRefused, match="git work tree"):
            FileProvider.create(path, os.urandom, demo=demo)
        assert not path.exists()
        path.touch(mode=0o600)
        with pytest.raises(ProviderRefused, match="git work tree"):
            opened(path, demo=demo)

    @pytest.mark.parametrize("ignored", ["/var/\n", "*.db\n/var/home/\n"])
    def test_demo_keys_may_lie_in_an_ignored_folder(self, tree: Path, ignored: str) -> None:
        (tree / ".gitignore").write_text(ignored)
        path = tree / "var" / "home" / "hub.keys"
        FileProvider.create(path, os.urandom, demo=True)
        opened(path, demo=True)
        with pytest.raises(ProviderRefused, match="git work tree"):
            opened(path)

    def test_a_way_in_by_a_linked_folder_is_seen(self, tree: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tree / "var")
        with pytest.raises(ProviderRefused, match="git work tree"):
            FileProvider.create(tmp_path / "link" / "hub.keys", os.urandom)


def test_health_sees_what_happened_since_the_start(path: Path) -> None:
    provider = opened(path)
    provider.health()
    path.chmod(0o644)
    with pytest.raises(ProviderRefused):
        provider.health()
    path.unlink()
    with pytest.raises(ProviderUnavailable):
        provider.health()


def test_a_destroyed_epoch_opens_nothing_more(path: Path) -> None:
    blob = opened(path).wrap(KEY, b"mine")
    with_epoch_two(path)
    provider = opened(path)
    assert provider.epoch == 2
    assert provider.unwrap(blob, b"mine") == KEY
    provider.destroy(1)
    for holder in (provider, opened(path)):
        with pytest.raises(KeyMissing):
            holder.unwrap(blob, b"mine")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["hub.keys"]


def test_a_key_stops_before_it_has_wrapped_too_many(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert file_module.MAX_WRAPS == 2**31
    monkeypatch.setattr(file_module, "MAX_WRAPS", 2)
    provider = opened(path)
    provider.wrap(KEY, b"1")
    provider.wrap(KEY, b"2")
    with pytest.raises(ProviderRefused, match="new epoch"):
        provider.wrap(KEY, b"3")
