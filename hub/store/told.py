"""Holds a Swedish sentence together with the pattern and values it was made of, so that a page can say it otherwise."""

from typing import Self


class Told(str):
    """A sentence in Swedish; `pattern` is looked up in the catalogues and filled with `values` where it is shown."""

    __slots__ = ("pattern", "values")

    pattern: str
    values: dict[str, object]

    def __new__(cls, pattern: str, values: dict[str, object]) -> Self:
        made = super().__new__(cls, pattern % values if values else pattern)
        made.pattern = pattern
        made.values = values
        return made


def told(pattern: str, **values: object) -> Told:
    """Say `pattern`, a whole Swedish sentence with placeholders such as %(count)s, below the pages' language.

    Anything that can be shown as a string does: a JSON answer gets the Swedish one.
    """
    return Told(pattern, values)
