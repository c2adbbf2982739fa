"""Takes the bytes of an uploaded file out of a request: a form's file, or the body itself."""

from flask import request

from hub.cases.import_reading import MOST_BYTES
from hub.store.errors import Invalid


def uploaded() -> bytes:
    """Give the bytes. Raises Invalid when there is no file or it is larger than what an import takes."""
    sent = request.files.get("file")
    content = sent.stream.read(MOST_BYTES + 1) if sent is not None else request.get_data()
    if not content:
        raise Invalid({"file": ["Välj en fil."]})
    if len(content) > MOST_BYTES:
        raise Invalid({"file": ["Filen är större än 5 MiB. Dela den."]})
    return content
