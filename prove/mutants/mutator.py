"""Makes mutants of a module: one small change each, of the kinds that turn a right decision into a wrong one."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
NAMES: Final = {"any": "all", "all": "any", "max": "min", "min": "max"}
ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
}
# Sentences about types and names, in which nothing is decided.
SKIPPED: Final = ("TYPE_CHECKING", "__all__", "TypeVar", "Protocol", "__slots__")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed module; `name` says where and what, without line numbers, so that it outlives edits elsewhere."""

    name: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Give every mutant of the module; equal names are told apart by a number."""
    tree = ast.parse(source)
    functions = frozenset(top.name for top in tree.body if isinstance(top, ast.FunctionDef))
    seen: dict[str, int] = {}
    for scope, statement in _statements(tree):
        for node in _deciding(statement):
            for change in _changes(node, functions):
                before = ast.unparse(statement if isinstance(node, ast.stmt) else node)
                mutated, after = _applied(tree, node, change)
                name = f"{scope}: {_short(before)} -> {_short(after)}"
                seen[name] = seen.get(name, 0) + 1
                yield Mutant(name if seen[name] == 1 else f"{name} #{seen[name]}", mutated)


def _statements(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Give each statement that decides something, with the name of what it is part of."""
    for top in tree.body:
        text = ast.unparse(top)
        if isinstance(top, ast.FunctionDef):
            yield from ((top.name, inner) for inner in _body(top))
        elif isinstance(top, ast.ClassDef) and "Protocol" not in text.split("\n", 1)[0]:
            for method in top.body:
                if isinstance(method, ast.FunctionDef):
                    yield from ((f"{top.name}.{method.name}", inner) for inner in _body(method))
        elif isinstance(top, ast.AnnAssign) and top.value is not None and not any(word in text for word in SKIPPED):
            yield ast.unparse(top.target), ast.Expr(top.value)


def _deciding(node: ast.AST) -> Iterator[ast.AST]:
    """Walk through all but the annotations, which decide nothing."""
    yield node
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and name not in {"annotation", "returns"}:
                yield from _deciding(child)


def _body(function: ast.FunctionDef) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def _changes(node: ast.AST, functions: frozenset[str]) -> list[Callable[[ast.AST], ast.AST]]:
    match node:
        case ast.Compare():
            others = [(place, other) for place, each in enumerate(node.ops) for other in COMPARISONS[type(each)]]
            found: list[Callable[[ast.AST], ast.AST]] = [_comparison(place, other) for place, other in others]
        case ast.BoolOp():
            found = [_other_bool, *(_without_value(place) for place in range(len(node.values)))]
        case ast.UnaryOp(op=ast.Not()):
            found = [lambda one: getattr(one, "operand")]  # noqa: B009 - only this kind of node gets here
        case ast.Name() if node.id in NAMES:
            found = [lambda _: ast.Name(NAMES[node.id], ast.Load())]
        case ast.BinOp() if type(node.op) in ARITHMETIC:
            found = [_other_arithmetic]
        case ast.IfExp():
            found = [lambda one: getattr(one, "body"), lambda one: getattr(one, "orelse")]  # noqa: B009 - as above
        case ast.If():
            found = [_never]
        case ast.Constant(value=bool()):
            found = [lambda _: ast.Constant(not node.value)]
        case ast.comprehension() if node.ifs:
            found = [_without_filter]
        case _:
            found = _shorter(node, functions)
    return found


def _shorter(node: ast.AST, functions: frozenset[str]) -> list[Callable[[ast.AST], ast.AST]]:
    """A rule left out of a list of rules, a word out of a list of words, a way out of a table of ways."""
    if isinstance(node, ast.Tuple | ast.Set) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return [_without_element(place) for place, each in enumerate(node.elts) if _is_listed(each, functions)]
    if isinstance(node, ast.Dict) and len(node.keys) > 1:
        return [_without_entry(place) for place in range(len(node.keys))]
    return []


def _is_listed(element: ast.expr, functions: frozenset[str]) -> bool:
    """Tell what is of a list: a word, more words, a rule; not what stands beside others in a pair of values."""
    if isinstance(element, ast.Name):
        return element.id in functions
    return isinstance(element, ast.Attribute | ast.Starred)


def _comparison(place: int, other: type[ast.cmpop]) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Compare)
        node.ops[place] = other()
        return node

    return change


def _other_bool(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.BoolOp)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return node


def _other_arithmetic(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.BinOp)
    node.op = ARITHMETIC[type(node.op)]()
    return node


def _without_value(place: int) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.BoolOp)
        del node.values[place]
        return node.values[0] if len(node.values) == 1 else node

    return change


def _without_element(place: int) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Tuple | ast.Set)
        del node.elts[place]
        return node if node.elts else ast.Tuple([], ast.Load())

    return change


def _without_entry(place: int) -> Callable[[ast.AST], ast.AST]:
    def change(node: ast.AST) -> ast.AST:
        assert isinstance(node, ast.Dict)
        del node.keys[place]
        del node.values[place]
        return node

    return change


def _without_filter(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.comprehension)
    node.ifs = []
    return node


def _never(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.If)
    node.test = ast.Constant(value=False)
    return node


def _applied(tree: ast.Module, node: ast.AST, change: Callable[[ast.AST], ast.AST]) -> tuple[str, str]:
    """Change the one node in a copy of the tree; give the new source and what the node has become."""
    memo: dict[int, object] = {}
    twin = copy.deepcopy(tree, memo)
    target = memo[id(node)]
    assert isinstance(target, ast.AST)
    replacement = change(target)
    if replacement is not target:
        _Exchange(target, replacement).visit(twin)
    return ast.unparse(ast.fix_missing_locations(twin)), ast.unparse(replacement)


class _Exchange(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._old:
            return self._new
        visited = self.generic_visit(node)
        assert isinstance(visited, ast.AST)
        return visited


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 110 else f"{line[:70]} … {line[-37:]}"
