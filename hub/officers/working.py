"""What it means to be employed now, and to be employed now or from a later day; said once, for every statement."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from hub.officers.tables import employment


def employed_at(at: Any, job: Any = employment) -> ColumnElement[bool]:
    """Ask for employments that have begun by `at` (µs, or its parameter) and not ended: who works, reads and acts."""
    return and_(job.c.begins <= at, not_ended(at, job))


def not_ended(at: Any, job: Any = employment) -> ColumnElement[bool]:
    """Ask for employments that have not ended by `at`, also those still to begin.

    For refusing what would reach somebody who is to work somewhere: a link to her account, a second first manager.
    """
    return or_(job.c.ends.is_(None), job.c.ends > at)
