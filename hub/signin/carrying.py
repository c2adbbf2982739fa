"""Carries a form over a sign-in: sealed for the account that filled it in, kept in her page and nowhere else.

The hub stores nothing. Nobody can make or change a seal; one account's never opens for another, nor what she wrote for
one of her units when she signs in for another, nor after its hour; and opening it saves nothing: it shows her what she
wrote, and her own press sends it to the page where it belongs.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import orjson

from hub.store.clock import HOUR
from hub.store.ground import Ground
from keys.errors import ProviderUnavailable, Unopened
from keys.secrets import SecretBox, hub_box, open_secret, seal_secret

LASTS: Final = HOUR
LARGEST: Final = 64 * 1024  # bytes of a form, packed: that of a consent's draft says the same ids over and over
FIELD: Final = "carried"  # where the sign-in's form holds it
LONGEST_SEAL: Final = 2 * LARGEST  # characters
NOT_CARRIED: Final = "?"  # stands for what is never carried and may not seem to have been left empty
_PURPOSE: Final = "carried_form"


@dataclass(frozen=True, slots=True)
class Carried:
    """A form that was sent too late: where to, how its page is called, its fields, and what of them are her words."""

    path: str
    page: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


def seal_form(ground: Ground, form: Carried, *, account: str, employment: str | None, at: int) -> str | None:
    """Return the seal, good for an hour; None when the form is too large, or nothing can be sealed now."""
    told = zlib.compress(orjson.dumps([at + LASTS, form.path, form.page, form.fields, form.words]))
    if len(told) > LARGEST:
        return None
    try:
        sealed = seal_secret(_box(ground), purpose=_PURPOSE, record=_whose(account, employment), plaintext=told)
    except ProviderUnavailable:
        return None
    return urlsafe_b64encode(sealed).decode()


def open_form(ground: Ground, seal: str, *, account: str, employment: str | None, at: int) -> Carried | None:
    """Return the form; None for a seal that is not ours, not of this account and employment, changed, or too old."""
    if not seal or len(seal) > LONGEST_SEAL:
        return None
    try:
        sealed = urlsafe_b64decode(seal.encode("ascii"))
        record = _whose(account, employment)
        told = orjson.loads(zlib.decompress(open_secret(_box(ground), purpose=_PURPOSE, record=record, sealed=sealed)))
    except (Unopened, ValueError, zlib.error):
        return None
    expires, path, page, fields, words = told
    return Carried(path, page, _pairs(fields), tuple(words)) if at < expires else None


def _whose(account: str, employment: str | None) -> str:
    return f"{account} {employment or ''}"


def _pairs(fields: Iterable[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in fields)


def _box(ground: Ground) -> SecretBox:
    return hub_box(ground.provider, installation=ground.installation)
