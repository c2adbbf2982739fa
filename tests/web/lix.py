"""Measures how heavy a Swedish text is to read: LIX, words a sentence plus the share of words over six letters."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"h1", "h2", "h3", "p", "li", "br", "dt", "dd", "td", "th", "legend", "label", "button", "title"})
_SENTENCE = re.compile(r"[.!?:…]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONG = 6


class _Lines(HTMLParser):
    """The text of a page, one line a block."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += " " + data


def lines_of(html: str) -> list[str]:
    """Give the lines that a page shows; each is read as a sentence of its own, or several."""
    parser = _Lines()
    parser.feed(html)
    return [" ".join(line.split()) for line in parser.lines if _WORD.search(line)]


def lix(lines: list[str]) -> float:
    sentences = [part for line in lines for part in _SENTENCE.split(line) if _WORD.search(part)]
    words = [word for part in sentences for word in _WORD.findall(part)]
    return len(words) / len(sentences) + 100 * sum(len(word) > _LONG for word in words) / len(words)
