"""What can go wrong with keys and sealed bytes; no message ever holds plaintext or a key."""


class KeysError(Exception):
    """Nothing was opened and nothing was sealed."""


class Unopened(KeysError):  # noqa: N818 - names the state
    """These bytes do not open, and trying again will not help: one of the three below."""


class Tampered(Unopened):
    """The bytes do not open under this key and label: changed, moved, or sealed for something else."""


class WrongFormat(Unopened):
    """A header byte is unknown; another format is never tried instead."""


class KeyMissing(Unopened):
    """The key that these bytes name is not the one at hand, or no longer exists."""


class ProviderUnavailable(KeysError):  # noqa: N818 - names the state; the web answers 503
    """The holder of the master keys does not answer."""


class ProviderRefused(KeysError):  # noqa: N818 - names the act
    """The holder of the master keys will not do this."""
