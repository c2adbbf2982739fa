"""What can go wrong with keys and sealed bytes; no message ever holds plaintext or a key."""


class KeysError(Exception):
    """Nothing was opened and nothing was sealed."""


class Tampered(KeysError):
    """The bytes do not open under this key and label: changed, moved, or sealed for something else."""


class WrongFormat(KeysError):
    """A header byte is unknown; another format is never tried instead."""


class KeyMissing(KeysError):
    """The key that these bytes name is not the one at hand, or no longer exists."""


class ProviderUnavailable(KeysError):
    """The holder of the master keys does not answer."""


class ProviderRefused(KeysError):
    """The holder of the master keys will not do this."""
