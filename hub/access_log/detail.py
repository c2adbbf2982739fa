"""Seals what an entry may not say in clear: addresses, search terms, free reasons."""

from hub.store import key_store
from hub.store.ground import Ground
from keys.errors import KeyMissing
from keys.keyring import LOG
from keys.secrets import SecretBox, hub_box, log_box, seal_secret

PURPOSE = "log_detail"


def seal_detail(ground: Ground, *, entry_id: str, subject: str | None, plaintext: bytes) -> bytes:
    """Bind the detail to its entry; with a subject under her own log key, without which it opens to nobody."""
    return seal_secret(detail_box(ground, subject), purpose=PURPOSE, record=entry_id, plaintext=plaintext)


def detail_box(ground: Ground, subject: str | None) -> SecretBox:
    if subject is None:
        return hub_box(ground.provider, installation=ground.installation)
    wrapped = key_store.fetch(ground, subject, LOG)
    if wrapped is None:
        raise KeyMissing("no log key of this participant")
    return log_box(ground.provider, wrapped, installation=ground.installation)
