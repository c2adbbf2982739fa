"""Says whether the service can answer: for who starts, watches and balances it."""

from typing import Final

from flask import Blueprint, Response, jsonify

from hub.store.errors import Unavailable
from hub.store.ground import ground

HEALTH: Final = "/healthz"
service = Blueprint("service", __name__)


@service.get(HEALTH)
def healthz() -> Response:
    for store in (ground().store, ground().key_store):
        with store.read() as connection:
            connection.exec_driver_sql("SELECT 1")
    if ground().store.lost or ground().store.unwatched:  # whatever needs an entry is refused (hub.store.entry_tags)
        raise Unavailable("log")
    return jsonify({"status": "ok"})
