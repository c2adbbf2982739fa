"""Names what does not answer: the log and the keys have words of their own, since nothing leaves without either."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from hub.store.errors import StoreUnavailable, Unavailable


@contextmanager
def needing(which: Literal["log", "keys"]) -> Iterator[None]:
    """Turn whatever a database raises inside into Unavailable: a trigger, a full disk, a lost table or connection."""
    try:
        yield
    except (SQLAlchemyError, StoreUnavailable) as error:
        raise Unavailable(which) from error
