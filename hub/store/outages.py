"""Names what does not answer: the log and the keys have words of their own, since nothing leaves without either."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from hub.store.errors import LogBroken, StoreUnavailable, Unavailable
from keys.errors import ProviderUnavailable

_Told = TypeVar("_Told")


@contextmanager
def needing(which: Literal["log", "keys"]) -> Iterator[None]:
    """Turn whatever a database raises inside into Unavailable: a trigger, a full disk, a lost table or connection.

    So is a log that nothing can be sealed in any more.
    """
    try:
        yield
    except (LogBroken, SQLAlchemyError, StoreUnavailable) as error:
        raise Unavailable(which) from error


def or_none(ask: Callable[[], _Told]) -> _Told | None:
    """Ask for what a page can be without: nothing of it is told while the log, the keys or the database are away."""
    try:
        return ask()
    except (Unavailable, StoreUnavailable, ProviderUnavailable):
        return None
