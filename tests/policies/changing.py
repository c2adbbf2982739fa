"""Changes one part of a frozen fact, whether it is a dataclass or a named tuple."""

import dataclasses
from typing import Any, TypeVar

Fact = TypeVar("Fact")


def replace(fact: Fact, /, **changes: Any) -> Fact:
    """Give the same fact with these parts changed."""
    if isinstance(fact, tuple):
        return fact._replace(**changes)  # type: ignore[attr-defined, no-any-return]
    return dataclasses.replace(fact, **changes)  # type: ignore[type-var]
