"""What can be wrong with a database, told apart from what can be wrong with a request."""


class StoreUnavailable(Exception):  # noqa: N818 - names the state; the web answers 503
    """The database could not be reached, or whether it committed is unknown: nothing may be released."""


class StoreRefused(Exception):  # noqa: N818 - names the act
    """The database is set up so that an acknowledged commit could be lost, or its address is not understood."""


class HeldByAnother(Exception):  # noqa: N818 - names the state
    """Another process of this installation holds the writing lock."""
