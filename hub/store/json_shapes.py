"""What a description says of members that need or exclude each other.

Told by `oneOf`, it would cost the clients that are made of the document their types: some makers then take the whole
body for anything. Conditions they leave alone.
"""

from typing import Any


def having(*names: str) -> dict[str, Any]:
    """Give the condition that an object has all of these; they are named as properties too, as linters ask."""
    return {"properties": {name: {} for name in names}, "required": list(names)}


def exactly(members: int) -> dict[str, Any]:
    return {"minProperties": members, "maxProperties": members}
