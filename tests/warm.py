"""What no world can change is made once in a worker, not for each world: the reading of addresses and of templates.

Every world still builds an app of its own, with all of its guards: nothing of one app is seen by another.
"""

import gc
from collections.abc import Callable, Iterator
from functools import cache
from types import MethodType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.routing.converters import DEFAULT_CONVERTERS
from werkzeug.routing.rules import RulePart

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


class _Read(NamedTuple):
    """What reading a rule gives: it hangs on the rule's text and on what its map says of slashes alone."""

    parts: list[RulePart]
    trace: list[tuple[bool, str]]
    converters: dict[str, BaseConverter]
    arguments: set[str]
    build: Callable[..., tuple[str, str]]
    build_unknown: Callable[..., tuple[str, str]]


@pytest.fixture(scope="session", autouse=True)
def address_code() -> Iterator[None]:
    """Read each rule of an address once; every app still binds rules of its own to a map of its own."""
    known: dict[tuple[object, ...], _Read] = {}
    compile_anew: Callable[[Rule], None] = Rule.compile

    def compile_once(rule: Rule) -> None:
        if rule.map.converters != DEFAULT_CONVERTERS:  # these are written into the code
            compile_anew(rule)
            return
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, defaults, rule.subdomain, rule.host, rule.merge_slashes, rule.map.host_matching)
        if key not in known:  # read from a twin on a map of its own, so that what is kept knows no app
            twin: Any = rule.empty()
            twin.merge_slashes, twin.map = rule.merge_slashes, Map(host_matching=rule.map.host_matching)
            compile_anew(twin)
            build, unknown = twin._build.__func__, twin._build_unknown.__func__
            known[key] = _Read(twin._parts, twin._trace, twin._converters, twin.arguments, build, unknown)
        read = known[key]
        rule._parts, rule._trace, rule._converters = list(read.parts), list(read.trace), dict(read.converters)
        rule.arguments = set(read.arguments)
        rule._build = MethodType(read.build, rule)
        rule._build_unknown = MethodType(read.build_unknown, rule)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        yield


@cache
def settle() -> None:
    """Let the collector pass by what is imported: it stays for the whole run, and each full look at it is long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)
