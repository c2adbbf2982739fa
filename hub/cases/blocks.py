"""Places the blocks of a day in its drawing, beside one another where they meet, with the words that find room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple

from markupsafe import Markup

AXIS: Final = 46
HOUR: Final = 38
HEAD: Final = 26
MINUTES: Final = 60
_LETTER, _LINE, _GAP = 7.2, 14, 3
_LEGIBLE: Final = 6  # letters; in a narrower block no word can be read, and a number stands for it
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Unit:
    """Whose something is, and the pattern that it is drawn with; 0 is the participant's own."""

    id: str
    name: str
    pattern: int


class Block(NamedTuple):
    """One weekly time on its day; `lane` of `lanes` that stand beside one another.

    `number` leads from the drawing to the table, where the week is so crowded that words find no room; else it is 0.
    """

    item: str
    label: str
    unit: Unit
    place: str
    time: str
    told: str  # all of it in one line
    start: int
    end: int
    care: bool
    lane: int = 0
    lanes: int = 1
    collides: bool = False
    number: int = 0
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    @property
    def rect(self) -> Markup:
        """Give how its rectangle looks and stands, as attributes: no text, so that nothing in it needs escaping."""
        marks = f"{' care' if self.care else ''}{' clash' if self.collides else ''}"
        box = f'x="{self.x}" y="{self.y}" width="{self.width}" height="{self.height}"'
        return Markup(f'class="block{marks}" fill="url(#week-{self.unit.pattern})" {box}')  # noqa: S704 - as said

    @property
    def lines(self) -> Iterator[tuple[Markup, str]]:
        """Give the label and whose it is as far as they find room: where each line stands, and its text."""
        room, letters = int((self.height - _GAP) // _LINE), self._letters
        number = (str(self.number),) if self.number else ()
        words = chain(_folded(self.label, letters), _folded(self.unit.name, letters)) if letters >= _LEGIBLE else ()
        for at, line in enumerate(islice(chain(number, words), room)):
            yield Markup(f'x="{self.x + 5}" y="{self.y + 13 + at * _LINE}"'), line  # noqa: S704 - numbers alone

    @property
    def is_narrow(self) -> bool:
        return self._letters < _LEGIBLE

    @property
    def _letters(self) -> int:
        return int((self.width - 2 * _GAP) / _LETTER)


def laned(blocks: Sequence[Block]) -> list[Block]:
    """Put blocks that meet beside one another: each in the first lane that is free, all of a bunch equally wide."""
    ordered = sorted(blocks, key=lambda block: (block.start, block.end, block.item))
    begins = [at for at, block in enumerate(ordered) if all(before.end <= block.start for before in ordered[:at])]
    found: list[Block] = []
    for first, last in pairwise([*begins, len(ordered)]):
        free: list[int] = []
        bunch: list[tuple[Block, int]] = []
        for block in ordered[first:last]:
            lane = next((at for at, end in enumerate(free) if end <= block.start), len(free))
            free[lane : lane + 1] = [block.end]
            bunch.append((block, lane))
        found += [block._replace(lane=lane, lanes=len(free)) for block, lane in bunch]
    return found


def placed(blocks: Sequence[Block], at: int, width: float, first_hour: int) -> tuple[Block, ...]:
    """Give each block its place on the week's day number `at` (Monday: 0), in the drawing's own units."""

    def place(block: Block) -> Block:
        lane = (width - _GAP) / block.lanes
        return block._replace(
            x=round(AXIS + at * width + block.lane * lane + 1, 1),
            y=round(HEAD + (block.start / MINUTES - first_hour) * HOUR + 1, 1),
            width=round(lane - 1, 1),
            height=round(max((block.end - block.start) / MINUTES * HOUR - 2, _LINE), 1),
        )

    return tuple(place(block) for block in blocks)


def _folded(text: str, letters: int) -> Iterator[str]:
    """Fold a text into lines of at most so many letters; a word that is longer is cut."""
    line = ""
    for word in text.split():
        cut = word if len(word) <= letters else word[: max(letters - 1, 1)] + _ELLIPSIS
        if line and len(line) + 1 + len(cut) <= letters:
            line += f" {cut}"
            continue
        if line:
            yield line
        line = cut
    if line:
        yield line
