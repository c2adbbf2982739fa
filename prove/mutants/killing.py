"""Runs the fast tests against each mutant in a process of its own, which has the mutant in the module's place."""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prove.mutants.mutator import Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 120  # of the processor's: a mutant that hangs has been noticed, one on a busy machine has not
_WAITS: Final = 10 * SECONDS  # and one that waits for ever has, too


@dataclass(frozen=True, slots=True)
class Target:
    """Modules to change and the tests that must notice, fastest first."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    databases: bool = False  # whether the tests need a world, on SQLite


TARGETS: Final = {
    "policies": Target(
        ("policies.facts", "policies.rules", "policies.decide", "policies.loading"),
        (
            "tests/policies/test_rules.py",
            "tests/policies/test_other_rules.py",
            "tests/policies/test_substitutes.py",
            "tests/policies/test_loading.py",
            "tests/policies/test_total.py",
            "tests/policies/test_oracle.py",
        ),
    ),
    "disclosure": Target(
        tuple(
            f"hub.disclosure.{name}" for name in ("choosing", "entries", "deciding", "permitting", "changing", "door")
        ),
        (
            "tests/disclosure/test_choosing.py",
            "tests/disclosure/test_entries.py",
            "tests/disclosure/test_permitting.py",
            "tests/disclosure/test_door.py",
        ),
        databases=True,
    ),
}


class _InPlace(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(self, fullname: str, _path: object, _target: object = None) -> ModuleSpec | None:
        if fullname != self._module:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=f"mutant of {fullname}")

    def exec_module(self, module: ModuleType) -> None:
        mutant = compile(self._source, f"<mutant of {self._module}>", "exec", dont_inherit=True)
        exec(mutant, module.__dict__)  # noqa: S102 - own source


def survivors(target: Target, only: str = "") -> Iterator[tuple[str, bool]]:
    """Give the name of every mutant, and whether it survived."""
    import hypothesis.stateful  # noqa: F401, PLC0415 - loaded before the fork, and so only once
    import pytest  # noqa: F401, PLC0415 - as above

    untouched = Mutant("", (ROOT / Path(*target.modules[0].split(".")).with_suffix(".py")).read_text(encoding="utf-8"))
    if _killed(target.modules[0], untouched, target):
        raise RuntimeError("the tests do not pass on the original, so that they would kill everything")
    for module in target.modules:
        path = ROOT / Path(*module.split(".")).with_suffix(".py")
        for mutant in mutants(path.read_text(encoding="utf-8")):
            name = f"{path.name}: {mutant.name}"
            if only in name:
                yield name, not _killed(module, mutant, target)


def listed(target: str) -> dict[str, str]:
    """Give the survivors that have been looked at, with why nobody can tell them from the original."""
    known = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    return {entry["mutant"]: entry["reason"] for entry in known.get(target, [])}


def _killed(module: str, mutant: Mutant, target: Target) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(_judge(module, mutant, target))
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(_WAITS)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return status != 0


def _judge(module: str, mutant: Mutant, target: Target) -> int:
    import pytest  # noqa: PLC0415 - already loaded; the child must not load the changed module before its finder stands

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.meta_path.insert(0, _InPlace(module, mutant.source))
    # Nothing but what the tests need: plugins and rewritten assertions take longer than the tests.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plain = ["-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib"]
    plain += ["--assert=plain", "-p", "no:cacheprovider"]
    plain += ["-k", "not postgres"] if target.databases else ["--noconftest"]
    return 1 if pytest.main([*plain, *target.tests]) else 0
