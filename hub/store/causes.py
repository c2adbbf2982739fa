"""Names what is wrong by class and the database's own word, never by message: that may hold values or a password."""

from errno import errorcode

from hub.store.errors import StoreRefused


def cause_of(error: BaseException) -> str:
    """Name the first cause, such as `OperationalError SQLITE_FULL`, `DiskFull 53100` or `OSError EMFILE`."""
    first = first_cause(error)
    word = getattr(first, "sqlite_errorname", None) or getattr(first, "sqlstate", None)
    if isinstance(first, StoreRefused):
        word = str(first)  # which the hub wrote itself
    if isinstance(first, OSError) and first.errno is not None:
        word = errorcode.get(first.errno)
    return " ".join(filter(None, (type(first).__name__, word)))


def first_cause(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error
