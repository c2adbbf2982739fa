"""Knows whether a world is as it was made: nothing is stored in it, and none of the code is patched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final

import pytest
from sqlalchemy import event

from hub.signin import passwords
from hub.store.engine import Store

USUAL: Final = ((passwords, "hasher"),)  # as for every world
_PATCHING: Final = ("setattr", "delattr", "setitem", "delitem", "setenv", "delenv")
_patched: Final[list[tuple[object, ...]]] = []


@pytest.fixture(scope="session", autouse=True)
def patches_are_noted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in _PATCHING:
            patch.setattr(pytest.MonkeyPatch, name, _noted(getattr(pytest.MonkeyPatch, name)))
        _patched.clear()  # of these themselves
        yield


def _noted(change: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(change)
    def noted(self: pytest.MonkeyPatch, *what: object, **how: object) -> object:
        _patched.append(what[:2])
        return change(self, *what, **how)

    return noted


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    _patched.clear()


@contextmanager
def watched(store: Store) -> Iterator[Callable[[], bool]]:
    """Give what tells whether nothing has been committed since, nor anything patched in this test."""
    commits: list[object] = []
    note, engine = commits.append, store.engines[-1]
    event.listen(engine, "commit", note)
    try:
        yield lambda: not commits and all(one in USUAL for one in _patched)
    finally:
        event.remove(engine, "commit", note)
