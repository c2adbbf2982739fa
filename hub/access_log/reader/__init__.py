"""What only reads the log: finding entries, proving them, and verifying the whole; none of it can append or seal."""

from hub.access_log.reader.concerning import concerned
from hub.access_log.reader.counting import Counted, counts
from hub.access_log.reader.indexing import catch_up
from hub.access_log.reader.looking import (
    Filters,
    LoggedEntry,
    Place,
    Proof,
    actors,
    continues,
    count_acts,
    entry,
    latest_checkpoint,
    of_subject,
    page,
    proof,
)
from hub.access_log.reader.tallying import tally
from hub.access_log.reader.vouching import Vouching

__all__ = [
    "Counted",
    "Filters",
    "LoggedEntry",
    "Place",
    "Proof",
    "Vouching",
    "actors",
    "catch_up",
    "concerned",
    "continues",
    "count_acts",
    "counts",
    "entry",
    "latest_checkpoint",
    "of_subject",
    "page",
    "proof",
    "tally",
]
