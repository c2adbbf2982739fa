"""Organisations and the secrecy units in them; nothing personal stands here."""
