"""What no world can change is made once in a worker, not for each world: the code of addresses and of templates.

Every world still builds an app of its own, with all of its guards: nothing of one app is seen by another.
"""

import gc
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from types import CodeType


class TemplateCode(BytecodeCache):
    """Keeps what a template was compiled to; the key holds its name and the checksum of its text."""

    def __init__(self) -> None:
        self._kept: Final[dict[tuple[str, str], CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES: Final = TemplateCode()


@pytest.fixture(scope="session", autouse=True)
def address_code() -> Iterator[None]:
    """Compile the function that writes an address once; it is given its rule anew, so it knows no app."""
    compiled: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
    compile_anew: Callable[..., Any] = Rule._compile_builder

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT002 - as there
        if rule.defaults:  # these are written into the code
            return compile_anew(rule, append_unknown)  # type: ignore[no-any-return]
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_anew(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", builder)
        yield


@cache
def settle() -> None:
    """Let the collector pass by what is imported: it stays for the whole run, and each full look at it is long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)
