"""Names what is wrong by class and the database's own word, never by message: that may hold values or a password."""


def cause_of(error: BaseException) -> str:
    """Name the first cause, such as `OperationalError SQLITE_FULL` or `DiskFull 53100`."""
    first = error
    while first.__cause__ is not None:
        first = first.__cause__
    word = getattr(first, "sqlite_errorname", None) or getattr(first, "sqlstate", None)
    return " ".join(filter(None, (type(first).__name__, word)))
