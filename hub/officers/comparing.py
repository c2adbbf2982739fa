"""Compares what two people have written of one officer: how a name is spaced and capitalised tells nobody apart."""


def alike(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
