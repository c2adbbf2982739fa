"""The directory as JSON: for who drafts, accepts and looks after access; it tells of no participant."""

from typing import Any

from flask_smorest import Blueprint

from hub.officers import directory
from hub.officers.schemas import DirectorySchema, UnitsSchema
from hub.store.ground import ground

api = Blueprint("directory", __name__, description="Officers and units.")


@api.get("/directory")
@api.response(200, DirectorySchema)
def get_directory() -> dict[str, Any]:
    """List the officers that a consent can name."""
    with ground().store.read() as tx:
        return {"items": directory.officers(tx, ground(), at=ground().clock.now(tx)), "next": None}


@api.get("/units")
@api.response(200, UnitsSchema)
def get_units() -> dict[str, Any]:
    """List the units that can be sources."""
    with ground().store.read() as tx:
        return {"items": directory.units(tx, ground(), at=ground().clock.now(tx)), "next": None}
