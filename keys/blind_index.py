"""A number that finds an already registered person within one unit, and tells nothing without the provider's key."""

import re

from keys.providers import BLIND_INDEX, Provider
from keys.sealed import length_prefixed

INDEX_LENGTH = 16
_NORMALISED = re.compile(r"[0-9]{8}[0-9A-Z]{4}")


def blind_index(provider: Provider, *, installation: str, unit: str, number: str) -> bytes:
    """Index a normalised number; the unit is bound in, so that two units never compare theirs."""
    if not _NORMALISED.fullmatch(number):
        raise ValueError("not a normalised identity number")
    return provider.mac(BLIND_INDEX, b"hub/bidx/v1" + length_prefixed(installation, unit, number))[:INDEX_LENGTH]
