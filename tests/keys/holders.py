"""Two participants of one installation, and the ring of keys of either."""

import os

from keys.keyring import DATA, KeyRing, new_wrapped_key, unwrap
from keys.providers.file import FileProvider

INSTALLATION = "1" * 32
DANA = "d" * 32
OTTO = "0" * 32


def ring_of(provider: FileProvider, participant: str) -> KeyRing:
    wrapped = new_wrapped_key(
        provider, installation=INSTALLATION, participant=participant, purpose=DATA, random=os.urandom
    )
    return unwrap(provider, wrapped, installation=INSTALLATION)
