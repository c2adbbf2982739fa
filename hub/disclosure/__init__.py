"""Decide, log, open: the only way to a participant's plain text."""
