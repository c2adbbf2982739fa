"""What hinders a command, in one line that says how to mend it; no message of a database: that may hold values."""

from typing import Final

from psycopg.pq import ConnStatus
from psycopg.pq.abc import PGconn

from hub.store.causes import cause_of, first_cause

_SILENT: Final = (
    "the database does not answer; see that it runs, and that HUB_DATABASE_URL and HUB_KEYS_URL name it, by a host "
    "that this machine can look up"
)
_OTHER: Final = "the database refused it; the word in brackets is its own, and stands in its manual"
# By the database's own word, or how it begins.
_SENTENCES: Final = (
    (("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "53100"), "the disk is full; make room, and run it again"),
    (("SQLITE_IOERR", "58030"), "the disk fails, or is full; the machine's own log says more"),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
        "the database's file cannot be opened or written; it and its folder must belong to who runs the hub",
    ),
    (
        ("SQLITE_CORRUPT", "SQLITE_NOTADB"),
        "the database's file is damaged; put its backup back, as deploy/README.md says under Restore",
    ),
    (
        ("SQLITE_ERROR", "42P01", "42703"),
        "a table is missing; see that HUB_DATABASE_URL and HUB_KEYS_URL are the hub's, and run `hub migrate`",
    ),
    (("42501",), "the role may not do this; each of the two must own its database, as deploy/README.md says"),
    (("25006",), "the database takes no writes; name the server that does"),
    (("SQLITE_BUSY", "SQLITE_LOCKED"), "another program holds the database's file, such as a backup; run it again"),
    (("08", "57P"), _SILENT),
)


def about_file(error: OSError) -> str:
    whose = "; it must belong to the user that runs the hub" if isinstance(error, PermissionError) else ""
    return f"{error.filename or 'the system'}: {error.strerror or type(error).__name__}{whose}"


def about_database(error: BaseException) -> str:
    cause = cause_of(error)
    connection: PGconn | None = getattr(first_cause(error), "pgconn", None)
    # Without a name the driver had read none of it yet, such as where a `service` is asked for that is not there.
    if connection is not None and connection.status == ConnStatus.BAD and connection.db and " " not in cause:
        return f"{_about_connecting(connection)} ({cause})"
    word = cause.partition(" ")[2]
    other = _OTHER if word else _SILENT
    return f"{next((told for words, told in _SENTENCES if word.startswith(words)), other)} ({cause})"


def _about_connecting(connection: PGconn) -> str:
    """Name whom it could not get to. The server's own sentence is in its language, and it notes it by itself."""
    host, port, database, user = (
        part.decode("utf-8", "replace") for part in (connection.host, connection.port, connection.db, connection.user)
    )
    asked = "answers, but does not let" if connection.used_password else "does not answer, or does not let"
    return (
        f"PostgreSQL at {host}, port {port}, {asked} {user} into {database}; see that it runs and has connections "
        "left, and that HUB_DATABASE_URL and HUB_KEYS_URL have the right host, database, user, password and options"
    )
