"""The two catalogues of tables (case database, key database) and the column types that every table shares."""

from typing import Final

from sqlalchemy import BigInteger, MetaData, String

# Constraints get the same names on both databases, so that a migration can name what it drops.
_NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: Final = MetaData(naming_convention=_NAMES)
key_metadata: Final = MetaData(naming_convention=_NAMES)

Id: Final = String(32)
"""128 random bits as lower-case hexadecimal."""

Instant: Final = BigInteger()
"""Microseconds since the epoch, UTC."""
