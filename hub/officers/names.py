"""What an officer's name is made of: it stands among words of the hub's own, also in the text that is signed."""

import re
import unicodedata
from typing import Final

NO_NAME: Final = (
    "Skriv bara namnet, med förnamnet först: bokstäver, mellanslag, bindestreck, och punkt efter en förkortning."
)
_BETWEEN: Final = frozenset(" -.'\N{RIGHT SINGLE QUOTATION MARK}\N{EN DASH}()\u200c\u200d")
_SENTENCE: Final = re.compile(r"\w{5,}\.\s")  # as after J. or Dr. no sentence ends


def is_name(text: str) -> bool:
    """Tell whether it is no more than a name: no sentence ends in it, and it lists nothing, as commas do."""
    return not _SENTENCE.search(text) and all(
        sign in _BETWEEN or unicodedata.category(sign)[0] in "LMN" for sign in text
    )
