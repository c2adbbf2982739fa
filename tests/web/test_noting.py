"""The service's notes: one JSON object a line, with the class of an error, and never what stood in its message (T7)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
# In a process of its own: what it configures holds for all that a process logs.
NOTING: Final = """
import logging, structlog
from hub.web.noting import configure_notes
configure_notes()
try:
    raise ValueError("canary")
except ValueError:
    logging.getLogger("a library").exception("it_failed")
    structlog.get_logger("hub").exception("also_failed")
logging.getLogger("a library").info("canary")
"""


def test_an_error_is_noted_without_its_words() -> None:
    done = subprocess.run([sys.executable, "-c", NOTING], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "canary" not in done.stderr + done.stdout
    notes = [json.loads(line) for line in done.stderr.splitlines()]
    assert [note["event"] for note in notes] == ["it_failed", "also_failed"]
    assert notes[0]["error"] == "ValueError"
    assert all(note["level"] == "error" and isinstance(note["ts"], int) for note in notes)
