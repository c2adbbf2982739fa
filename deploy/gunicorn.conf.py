# ruff: noqa: INP001 - the server loads this by path
"""Tunes the server: `hub serve --gunicorn deploy/gunicorn.conf.py`. Processes and threads are HUB_ settings.

What stands here are the usual values. Names that the hub decides itself (workers, worker class, control socket, access
log, hooks) are refused: SQLite has exactly one process, and addresses with ids and links are never written to a log.
"""

timeout = 60  # seconds a worker may be silent before it is replaced
graceful_timeout = 20  # seconds that requests under way get when the server ends
keepalive = 5
loglevel = "warning"
limit_request_line = 8190  # the most there is, so that long addresses get the hub's own page
limit_request_fields = 64
limit_request_field_size = 8190
