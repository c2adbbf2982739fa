"""Sealing and opening bytes; knows no officers, no consents and no tables."""
