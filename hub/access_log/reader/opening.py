"""Opens what an entry may not say in clear, for whoever has logged that look first."""

from hub.access_log.detail import PURPOSE, detail_box
from hub.store.ground import Ground
from keys.secrets import open_secret


def open_detail(ground: Ground, *, entry_id: str, subject: str | None, sealed: bytes) -> bytes:
    """Open what the caller has logged its own reading of first. Raises KeyMissing once the subject's key is gone."""
    return open_secret(detail_box(ground, subject), purpose=PURPOSE, record=entry_id, sealed=sealed)
