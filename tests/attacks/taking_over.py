"""Something else that runs where a file is read apart, as if a file had taken that over."""

from pathlib import Path


def script_of(folder: Path, code: str) -> str:
    """Write it down, and give where it lies."""
    script = folder / "taken_over.py"
    script.write_text(f"import os, sys\nsys.stdin.buffer.read()\n{code}\n", encoding="utf-8")
    return str(script)
