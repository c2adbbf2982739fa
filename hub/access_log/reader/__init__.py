"""What only reads the log: finding entries, proving them, and verifying the whole; none of it can append or seal."""

from hub.access_log.reader.looking import (
    Filters,
    LoggedEntry,
    Proof,
    entry,
    latest_checkpoint,
    of_subject,
    page,
    proof,
)

__all__ = ["Filters", "LoggedEntry", "Proof", "entry", "latest_checkpoint", "of_subject", "page", "proof"]
