"""Writes a page otherwise than it is: a copy of its template in which something stands in place of something else."""

from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import BaseLoader, Environment

from tests.cast import World


class _Retouched(BaseLoader):
    def __init__(self, true: BaseLoader, name: str, old: str, new: str) -> None:
        self._true, self._name, self._old, self._new = true, name, old, new

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, fresh = self._true.get_source(environment, template)
        if template == self._name:
            assert self._old in source, self._old
            source = source.replace(self._old, self._new)
        return source, path, fresh


def retouch(world: World, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str) -> None:
    """Let this template say `new` for `old`; compiled anew, and kept from the worlds after this one."""
    env: Any = world.app.jinja_env
    monkeypatch.setattr(env, "bytecode_cache", None)
    monkeypatch.setattr(env, "loader", _Retouched(env.loader, name, old, new))
