"""A number has one index within a unit and another in each other; only a normalised number has any."""

from pathlib import Path

import pytest

from keys.blind_index import blind_index
from keys.providers.file import FileProvider
from tests.keys.holders import INSTALLATION

UNIT = "a" * 32


def test_each_unit_and_installation_has_its_own_index(provider: FileProvider) -> None:
    indexes = {
        blind_index(provider, installation=installation, unit=unit, number=number)
        for installation in (INSTALLATION, "2" * 32)
        for unit in (UNIT, "b" * 32)
        for number in ("191212121212", "197010632391")
    }
    assert len(indexes) == 8
    assert {len(index) for index in indexes} == {16}
    assert blind_index(provider, installation=INSTALLATION, unit=UNIT, number="191212121212") in indexes


def test_another_key_gives_another_index(provider: FileProvider, tmp_path: Path) -> None:
    path = tmp_path / "other.keys"
    FileProvider.create(path, lambda length: b"x" * length)
    other = FileProvider.open(path, production=False, accept_file_keys=False)
    one, two = (
        blind_index(each, installation=INSTALLATION, unit=UNIT, number="191212121212") for each in (provider, other)
    )
    assert one != two


@pytest.mark.parametrize("number", ["19121212-1212", "", "19121212121２"])  # noqa: RUF001 - a fullwidth digit
def test_only_a_normalised_number_is_indexed(provider: FileProvider, number: str) -> None:
    with pytest.raises(ValueError, match="not a normalised identity number"):
        blind_index(provider, installation=INSTALLATION, unit=UNIT, number=number)
