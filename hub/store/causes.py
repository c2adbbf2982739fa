"""Names what is wrong by class and the database's own word, never by message: that may hold values or a password."""

from errno import errorcode


def cause_of(error: BaseException) -> str:
    """Name the first cause, such as `OperationalError SQLITE_FULL`, `DiskFull 53100` or `OSError EMFILE`."""
    first = error
    while first.__cause__ is not None:
        first = first.__cause__
    word = getattr(first, "sqlite_errorname", None) or getattr(first, "sqlstate", None)
    if isinstance(first, OSError) and first.errno is not None:
        word = errorcode.get(first.errno)
    return " ".join(filter(None, (type(first).__name__, word)))
