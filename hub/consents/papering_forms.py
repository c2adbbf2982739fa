"""Reads the forms of ink on paper: the scan, the answers as they stand on it, and whether the two agree."""

from typing import Final

from werkzeug.datastructures import FileStorage, MultiDict

from hub.consents.forms import Form, to_all_answers
from hub.consents.meeting import Meeting, read_meeting
from hub.consents.papering import OnPaper, faults_of
from hub.consents.scanning import LARGEST, read_scan
from hub.consents.showing import View
from hub.store.days import asked_day, said_day
from hub.store.errors import Invalid, TooManyFiles
from hub.store.legible import one_line

_CODE: Final = "version_code"
_LONGEST: Final = 200
_SAY_BUSY: Final = "Flera filer läses in just nu. Vänta en halv minut och välj filen igen."
_DIGITS: Final = 9


def to_paper(
    form: Form, files: MultiDict[str, FileStorage], shown: View, *, whose: str | None
) -> tuple[OnPaper, tuple[bytes, ...]]:
    """Give what was entered, and the scan's pages. Raises Invalid that names all that is missing at once."""
    code, name = (one_line(form.get(field, ""))[:_LONGEST] for field in (_CODE, "signed_name"))
    day = asked_day(said_day(form.get("signed_on", "")))
    # In the order of the page: the scan and the code stand over the questions, the rest under them.
    faults: dict[str, list[str]] = {}
    pages: tuple[bytes, ...] = ()
    try:
        pages = read_scan(_uploaded(files), whose=whose)
    except Invalid as invalid:
        faults |= invalid.errors
    except TooManyFiles:  # a page of its own would lose all that she has copied from the paper
        faults["scan"] = [_SAY_BUSY]
    taken = faults_of(shown.version, shown.digest or "", code=code, name=name, day=day, at=shown.at)
    faults |= {field: said for field, said in taken.items() if field == _CODE}
    answers = to_all_answers(form, shown.version, faults)
    faults |= taken
    meeting = Meeting()
    try:
        meeting = read_meeting(form)
    except Invalid as invalid:
        faults |= invalid.errors
    if faults or answers is None:
        raise Invalid(faults)
    return OnPaper(code, answers, name, day, meeting), pages


def to_verdict(form: Form) -> bool:
    """Tell whether the paper agrees with what was entered. Raises Invalid when that is not answered."""
    verdict = {"yes": True, "no": False}.get(form.get("agrees", ""))
    if verdict is None:
        raise Invalid({"agrees": ["Svara om papperet och svaren stämmer överens."]})
    return verdict


def to_entered(form: Form) -> int:
    """Give which entering of the paper the page showed; 0: none that there is."""
    said = form.get("entered", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS else 0


def _uploaded(files: MultiDict[str, FileStorage]) -> bytes:
    sent = files.get("scan")
    return sent.read(LARGEST + 1) if sent is not None else b""
