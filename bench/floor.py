"""The plain floor (REF): the same records in clear, from PostgreSQL, with no session, grant, log or cryptography."""

import os
import threading
from typing import Any, Final

import orjson
import psycopg
from flask import Flask, Response

DATABASE: Final = "BENCH_FLOOR_DATABASE"
NAMES: Final = (
    "id",
    "version",
    "source",
    "category",
    "kind",
    "plan",
    "what",
    "period",
    "extent",
    "slots",
    "state",
)
_SELECT: Final = f"SELECT {', '.join(NAMES)} FROM plain_item WHERE case_id = %s ORDER BY id"  # noqa: S608 - no input
_held = threading.local()

app: Final = Flask(__name__)


@app.get("/cases/<case_id>")
def read_case(case_id: str) -> Response:
    rows = _connection().execute(_SELECT, (case_id,)).fetchall()
    told = {"id": case_id, "items": [dict(zip(NAMES, row, strict=True)) for row in rows]}
    return Response(orjson.dumps(told), content_type="application/json")


def _connection() -> psycopg.Connection[Any]:
    """Keep one connection a thread, so that the floor pays for no pool."""
    if not hasattr(_held, "connection"):
        _held.connection = psycopg.connect(os.environ[DATABASE], autocommit=True)
    return _held.connection  # type: ignore[no-any-return] # what a thread holds has no type
