"""Gathers every Swedish text of the hub into the catalogues; bin/words runs it, and a test asks whether it was run."""

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from hub.web.language import ARABIC, ENGLISH, SIMPLE, Language
from hub.web.words import FOLDER

ROOT: Final = Path(__file__).resolve().parents[2]
TRANSLATED: Final = (ENGLISH, SIMPLE, ARABIC)

# Written for programs and for who runs the hub: in English, or for the terminal.
_NOT_SHOWN: Final = re.compile(
    r"hub/(cli|access_log)/|hub/store/(?!legible|phones|sheet_refusals|uploads)|(^|[/_])(schemas|openapi|settings|gathering|language|examples|operations)\.py$"
)
_NOT_OF_PAGES: Final = frozenset({"comment", "description", "metadata", "name"})
_SWEDISH: Final = re.compile(r"[åäöÅÄÖ]|^[A-ZÅÄÖ][a-zåäö]+\b.*[ .]")
_ENGLISH: Final = re.compile(
    r"\b(the|must|is|be|not|than|field|value|data|sign|match|of|by|has|it|was)\b", re.IGNORECASE
)
_LISTS_OF_WORDS: Final = re.compile(r"(LABELS|ACTS|HELP|WORDS|_RESERVED)$")
_KEYWORDS: Final = {**DEFAULT_KEYWORDS, "told": None}
_JINJA: Final = {"silent": "false", "extensions": "jinja2.ext.i18n"}


@dataclass(frozen=True, slots=True)
class Text:
    """One text and where it stands; `plural` when it is counted."""

    singular: str
    plural: str | None
    place: tuple[str, int]
    english: str = ""  # where the policy says it itself


def gather() -> list[Text]:
    """Find every text that a page can show: in templates, in code, and in what the policies say."""
    found = [text for path in _files("hub", "*.html") for text in _marked(path, "jinja2.ext:babel_extract", _JINJA)]
    for path in _files("hub", "*.py"):
        if not _NOT_SHOWN.search(_name(path)):
            found += [*_marked(path, "python", {}), *_plain(path)]
    for path in _files("policies", "*.toml"):
        found += _of_policy(path)
    return [*found, *_examples(ROOT / "hub/consents/wording.sv.toml")]


def update() -> dict[str, int]:
    """Bring every catalogue up to date and compile it. Gives how many texts each language lacks."""
    texts = gather()
    return {language.code: _update(language, texts) for language in TRANSLATED}


def read(language: Language) -> Catalog:
    with source(language).open("rb") as file:
        return read_po(file, locale=language.locale)


def source(language: Language) -> Path:
    return FOLDER / language.code / "LC_MESSAGES" / "messages.po"


def compiled(catalog: Catalog) -> bytes:
    """Give the bytes of the catalogue that the running hub reads."""
    target = BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


def _update(language: Language, texts: list[Text]) -> int:
    path = source(language)
    old = read(language) if path.exists() else Catalog(locale=language.locale)
    new = Catalog(locale=language.locale, project="Ingången", fuzzy=False, charset="utf-8")
    for text in texts:
        told = text.english if language is ENGLISH else ""
        new.add((text.singular, text.plural) if text.plural else text.singular, told, locations=[text.place])
    for message in new:
        kept = old.get(message.id) if message.id else None
        if kept is not None and any(_said(kept)) and not any(_said(message)):
            message.string = kept.string
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=0, sort_output=True, omit_header=False, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(read(language)))
    return sum(not all(_said(one)) for one in new if one.id)


def _said(message: Message) -> Sequence[str | None]:
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


def _files(folder: str, pattern: str) -> list[Path]:
    return sorted((ROOT / folder).rglob(pattern))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _marked(path: Path, method: str, options: dict[str, str]) -> Iterator[Text]:
    for line, found, _, _ in extract_from_file(method, path, keywords=_KEYWORDS, options=options):
        singular, plural = (found, None) if isinstance(found, str) else (found[0], found[1])
        yield Text(singular, plural, (_name(path), line))


def _of_policy(path: Path) -> Iterator[Text]:
    with path.open("rb") as file:
        for entry in tomllib.load(file).values():
            if isinstance(entry, dict):
                for key, value in entry.items():
                    if key.endswith("_sv") and isinstance(value, str):
                        english = entry.get(f"{key.removesuffix('_sv')}_en", "")
                        yield Text(value, None, (_name(path), 1), english)


def _examples(path: Path) -> Iterator[Text]:
    """Find what the consent text gives as examples: the questions say them in the page's language."""
    with path.open("rb") as file:
        for value in tomllib.load(file)["examples"].values():
            yield Text(value, None, (_name(path), 1))


def _plain(path: Path) -> Iterator[Text]:
    """Find the whole sentences and labels that a floor below the pages says in Swedish, marked by nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = _skipped(tree)
    listed = {id(one) for value in _lists_of_words(tree) for one in _values(value)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in skipped:
            continue
        text = node.value
        looks_swedish = _SWEDISH.search(text) and (re.search("[åäöÅÄÖ]", text) or not _ENGLISH.search(text))
        if id(node) in listed or (looks_swedish and (" " in text or text[:1].isupper())):
            yield Text(text, None, (_name(path), node.lineno))


def _skipped(tree: ast.AST) -> set[int]:
    """Leave out docstrings, keys, parts of f-strings, what is marked as counted, and what is described for programs."""
    found: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as said):
                found.add(id(said))
            case ast.Dict(keys=keys):
                found.update(id(key) for key in keys if key is not None)
            case ast.JoinedStr(values=parts):
                found.update(id(part) for part in parts)
            case ast.Call(func=ast.Name(id="ngettext"), args=args):
                found.update(map(id, args))
            case ast.keyword(arg=arg, value=value) if arg in _NOT_OF_PAGES:
                found.update(id(one) for one in ast.walk(value))
            case _:
                pass
    return found


def _lists_of_words(tree: ast.Module) -> Iterator[ast.expr]:
    for node in tree.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _LISTS_OF_WORDS.search(name):
                yield value
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _LISTS_OF_WORDS.search(name):
                yield value
            case _:
                pass


def _values(value: ast.expr) -> Iterator[ast.expr]:
    """Give what a list of words says, without its keys."""
    match value:
        case ast.Dict(values=values):
            for one in values:
                yield from _values(one)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for one in parts:
                yield from _values(one)
        case ast.Call(args=arguments):
            for one in arguments:
                yield from _values(one)
        case ast.Constant():
            yield value
        case _:
            return


if __name__ == "__main__":
    for code, lacking in update().items():
        print(f"{code}: {lacking} texts lack a translation")  # noqa: T201 - a command prints
