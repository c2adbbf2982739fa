"""Each thing that test_swaps moves opens where nothing binds it to its place (T8).

Off are the head, the label in all its parts (record, source and category, column, table, participant), and a key for
each participant. What then stays shut rests on the cipher's own tag: tests/keys flips its bits.
"""

from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.disclosure import door
from keys import keyring
from keys.keyring import KeyRing
from keys.sealed import Label
from tests.attacks.test_swaps import SWAPS, Bench, _believe, _copy, _restore
from tests.cast import World
from tests.databases import ONE_DATABASE

OF_THE_CIPHER = {"one bit", "a tag cut off"}
# These are opened, but make no item, and no text: what comes after the keys cannot read them.
OF_THE_SHAPE = {"two fields of one row exchanged", "an item in place of the text"}


class _Unbound(KeyRing):
    """One key for everybody and everything, and a label that says nothing."""

    __slots__ = ()

    def __init__(self, _: bytes, *, installation: str, participant: str, dek_version: int) -> None:
        super().__init__(bytes(32), installation="", participant="", dek_version=dek_version)
        self.participant = participant

    def cipher(self, label: Label, columns: tuple[str, ...]) -> tuple[AESGCM, list[bytes], bytes]:
        cipher, _, _ = super().cipher(label._replace(source="", category=""), ())
        return cipher, [b""] * len(columns), b""


def unbound(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("keys.sealing", "keys.opening"):
        monkeypatch.setattr(f"{module}.record_part", lambda *_: b"")
    monkeypatch.setattr(keyring, "KeyRing", _Unbound)
    monkeypatch.setattr(keyring, "unwrap_key", lambda *_, **__: bytes(32))
    standing = door._open_standing
    monkeypatch.setattr(door, "_open_standing", lambda ring, rows: standing(ring, [_believe(row) for row in rows]))


@ONE_DATABASE
def test_whatever_was_moved_would_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unbound(monkeypatch)
    bench = Bench(world)
    shut = set()
    for name, swap in SWAPS.items():
        kept: Any = _copy(world)
        swap(bench)
        if not bench.opens():
            shut.add(name)
        _restore(world, kept)
    assert shut == OF_THE_CIPHER | OF_THE_SHAPE
