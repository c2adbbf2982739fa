"""Compares what two people have written of one officer: how a name is spaced and capitalised tells nobody apart."""

from hub.organisations.adding import folded


def alike(one: str, other: str) -> bool:
    return folded(one) == folded(other)
